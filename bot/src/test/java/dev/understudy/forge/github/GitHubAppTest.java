package dev.understudy.forge.github;

import static dev.understudy.forge.github.OnGitHub.BASE;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.understudy.failure.Problem;
import dev.understudy.failure.Secret;
import dev.understudy.forge.FailedDelivery;
import dev.understudy.forge.PullRequestId;
import dev.understudy.forge.RepositoryName;
import dev.understudy.sandbox.Delivery;
import dev.understudy.sandbox.Fault;
import dev.understudy.sandbox.GitHubSandbox;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** How the app shows who it is, and its tokens. */
class GitHubAppTest {
  private final OnGitHub on = new OnGitHub();
  private final GitHubSandbox github = on.github;
  private final GitHubForge forge = on.forge;

  @AfterEach
  void stop() {
    on.close();
  }

  private long tokens() {
    return on.requests(0).stream().filter(each -> each.endsWith("/access_tokens")).count();
  }

  @Test
  void aTokenIsForOneRepositoryAndWhatIsDoneThere() {
    github.repository("octo/web", "main", BASE);
    forge.pullRequest(on.pull);
    assertThat(on.json(on.last("POST", ".*/access_tokens").body()))
        .isEqualTo(
            on.json(
                """
                {'repositories': ['shop'],
                 'permissions': {'contents': 'read', 'pull_requests': 'write', 'issues': 'write',
                                 'checks': 'write', 'deployments': 'write'}}"""));
  }

  @Test
  void aTokenAsksForNoMoreThanWasGranted() {
    try (Scripted server = new Scripted();
        GitHubForge partly = on.open(on.app(), server.uri())) {
      server.says("GET /app", 200, "{\"id\":1,\"slug\":\"understudy\"}");
      server.says(
          "GET /repos/octo/shop/installation",
          200,
          "{\"id\":2,\"permissions\":{\"contents\":\"write\",\"issues\":\"read\"}}");
      server.says(
          "POST /app/installations/2/access_tokens",
          201,
          "{\"token\":\"x\",\"expires_at\":\"2030-01-01T00:00:00Z\"}");
      server.says("POST /repos/octo/shop/issues/1/comments", 403, "{}");
      assertThatThrownBy(() -> partly.createComment(on.pull, "hello"))
          .isInstanceOf(Problem.class)
          .hasMessageEndingWith("grant Issues: write and Pull requests: write");
      assertThat(on.json(server.asked().get(2).body()).path("permissions"))
          .isEqualTo(on.json("{'contents': 'read', 'issues': 'read'}"));
    }
  }

  @Test
  void anInstallationThatGrantsNothingSaysWhatToGrant() {
    try (Scripted server = new Scripted();
        GitHubForge partly = on.open(on.app(), server.uri())) {
      server.says("GET /app", 200, "{\"id\":1,\"slug\":\"understudy\"}");
      server.says(
          "GET /repos/octo/shop/installation",
          200,
          "{\"id\":2,\"permissions\":{\"metadata\":\"read\"}}");
      assertThatThrownBy(() -> partly.pullRequest(on.pull))
          .isInstanceOf(Problem.class)
          .hasMessage(
              "the app may not do this on octo/shop: grant Checks: write, Contents: read,"
                  + " Deployments: write, Issues: write, Pull requests: write");
    }
  }

  @Test
  void aSuspendedInstallationHidesNoOther() {
    try (Scripted server = new Scripted();
        GitHubForge some = on.open(on.app(), server.uri())) {
      String account = "{\"id\":%d,\"account\":{\"login\":\"%s\"},\"suspended_at\":%s,";
      String rest = "\"permissions\":{\"metadata\":\"read\"}}";
      server.says("GET /app", 200, "{\"id\":1,\"slug\":\"understudy\"}");
      server.says(
          "GET /app/installations",
          200,
          "["
              + account.formatted(2, "gone", "\"2026-01-01T00:00:00Z\"")
              + rest
              + ","
              + account.formatted(3, "octo", "null")
              + rest
              + "]");
      server.says(
          "POST /app/installations/3/access_tokens",
          201,
          "{\"token\":\"x\",\"expires_at\":\"2030-01-01T00:00:00Z\"}");
      server.says(
          "GET /installation/repositories",
          200,
          "{\"total_count\":1,\"repositories\":[{\"full_name\":\"octo/shop\"}]}");
      assertThat(some.repositories()).containsExactly(on.shop);
    }
  }

  @Test
  void aTokenForTeamsReadsTeamsOnly() {
    github.teamMember("octo/data", "bob");
    forge.inTeam("octo/data", "bob");
    assertThat(on.json(on.last("POST", ".*/access_tokens").body()))
        .isEqualTo(on.json("{'permissions': {'members': 'read'}}"));
  }

  @Test
  void aTokenIsKeptUntilShortlyBeforeItExpires() {
    forge.pullRequest(on.pull);
    on.clock.advance(Duration.ofMinutes(54));
    forge.pullRequest(on.pull);
    assertThat(tokens()).isEqualTo(1);
    on.clock.advance(Duration.ofMinutes(2));
    forge.pullRequest(on.pull);
    assertThat(tokens()).isEqualTo(2);
  }

  @Test
  void aRevokedTokenIsReplacedOnce() {
    forge.pullRequest(on.pull);
    github.revokeTokens();
    assertThat(forge.pullRequest(on.pull).author()).isEqualTo("ada");
    assertThat(tokens()).isEqualTo(2);
  }

  @Test
  void aWriteThatWasNotLetInIsPerformedOnce() {
    forge.createComment(on.pull, "one");
    github.revokeTokens();
    forge.createComment(on.pull, "two");
    assertThat(github.comments(on.pull)).hasSize(2);
  }

  @Test
  void aTokenThatIsNeverAcceptedIsNotReplacedForever() {
    github.inject(100, "GET", ".*/pulls/1", new Fault.Unauthorized());
    assertThatThrownBy(() -> forge.pullRequest(on.pull))
        .isInstanceOf(Problem.class)
        .hasMessageContaining("does not accept even a new token of the app's installation on octo");
    assertThat(tokens()).isEqualTo(2);
    assertThat(on.requests(0)).filteredOn(each -> each.endsWith("/pulls/1")).hasSize(2);
  }

  @Test
  void threadsThatMeetARevokedTokenShareTheNewOne() throws InterruptedException {
    forge.pullRequest(on.pull);
    github.revokeTokens();
    List<Thread> readers = new ArrayList<>();
    for (int i = 0; i < 12; i++) {
      readers.add(Thread.ofVirtual().start(() -> forge.pullRequest(on.pull)));
    }
    for (Thread reader : readers) {
      reader.join();
    }
    assertThat(tokens()).isEqualTo(2);
  }

  @Test
  void aKeyThatIsNotAcceptedIsAProblemAtOnce() {
    GitHubForge stranger =
        on.open(
            new GitHubSettings.Login.App(String.valueOf(github.appId()), Secret.of(Keys.pkcs8())));
    assertThatThrownBy(() -> stranger.pullRequest(on.pull))
        .isInstanceOf(Problem.class)
        .hasMessage(
            "GitHub does not accept the app's key: check the app's id, the private key and this"
                + " machine's clock");
    assertThat(on.requests(0)).hasSize(1);
  }

  @Test
  void aTokenThatIsNotAcceptedIsAProblemAtOnce() {
    GitHubForge person = on.person("bob");
    github.revokeTokens();
    assertThatThrownBy(() -> person.pullRequest(on.pull))
        .isInstanceOf(Problem.class)
        .hasMessage("GitHub does not accept the token: it is wrong, revoked or expired");
    assertThat(on.requests(0)).hasSize(1);
  }

  @Test
  void aMissingInstallationSaysWhereToInstall() {
    RepositoryName copy = github.fork(on.shop, "eve");
    assertThatThrownBy(() -> forge.openPullRequests(copy))
        .isInstanceOf(Problem.class)
        .hasMessage(
            "the app is not installed on eve/shop: install it there, with access to the"
                + " repository");
  }

  @Test
  void aRemovedInstallationIsMissedAtOnce() {
    forge.pullRequest(on.pull);
    github.uninstall("octo");
    assertThatThrownBy(() -> forge.pullRequest(on.pull))
        .isInstanceOf(Problem.class)
        .hasMessageContaining("the app is not installed on octo/shop");
    github.install("octo");
    assertThat(forge.pullRequest(on.pull).author()).isEqualTo("ada");
  }

  @Test
  void aRepositoryThatIsGoneIsAProblem() {
    forge.pullRequest(on.pull);
    github.delete(on.shop);
    assertThatThrownBy(() -> forge.pullRequest(on.pull)).isInstanceOf(Problem.class);
  }

  @Test
  void onlyDeliveriesWithoutAnySuccessHaveFailed() {
    try (Scripted receiver = new Scripted()) {
      github.sendWebhooksTo(receiver.uri().resolve("/hooks"));
      receiver.says("POST /hooks", 503, "").says("POST /hooks", 503, "");
      receiver.says("POST /hooks", 202, "");
      PullRequestId pull = on.pull;
      github.as("ada").comment(pull, "lost");
      github.as("ada").comment(pull, "lost too");
      github.as("ada").comment(pull, "arrived");
      List<FailedDelivery> failed = forge.failedDeliveries(on.clock.instant().minusSeconds(60));
      assertThat(failed)
          .extracting(FailedDelivery::guid)
          .containsExactly(delivery(1).guid(), delivery(0).guid());
      forge.redeliver(failed.getFirst().id());
      github.settle();
      assertThat(forge.failedDeliveries(on.clock.instant().minusSeconds(60)))
          .extracting(FailedDelivery::guid)
          .containsExactly(delivery(0).guid());
      on.clock.advance(Duration.ofDays(1));
      assertThat(forge.failedDeliveries(on.clock.instant().minusSeconds(60))).isEmpty();
    }
  }

  private Delivery delivery(int index) {
    return github.deliveries().get(index);
  }

  @Test
  void manyDeliveriesAreReadPageByPageUntilTheyAreTooOld() {
    try (Scripted receiver = new Scripted()) {
      github.sendWebhooksTo(receiver.uri().resolve("/hooks"));
      for (int i = 0; i < 250; i++) {
        github.ping();
      }
      on.clock.advance(Duration.ofHours(1));
      for (int i = 0; i < 130; i++) {
        github.ping();
      }
      int before = github.requests().size();
      assertThat(forge.failedDeliveries(on.clock.instant().minusSeconds(60))).hasSize(130);
      assertThat(on.requests(before)).hasSize(2);
    }
  }

  @Test
  void aTokenHasNoDeliveries() {
    GitHubForge person = on.person("bob");
    assertThat(person.failedDeliveries(on.clock.instant())).isEmpty();
    assertThatThrownBy(() -> person.redeliver(1)).isInstanceOf(Problem.class);
  }

  @Test
  void theSettingsRefuseAnAddressThatWouldShowTheTokenToAnybody() {
    GitHubSettings settings =
        GitHubSettings.of(new GitHubSettings.Login.Token(Secret.of("canary")));
    for (String bad : List.of("http://github.com", "ftp://x", "https://user:x@h", "github.com")) {
      assertThatThrownBy(() -> settings.at(URI.create(bad), GitHubSettings.WEB))
          .isInstanceOf(Problem.class)
          .hasMessageNotContaining("user:x");
    }
    assertThat(settings.at(URI.create("https://ghe.example.com/api/v3/"), GitHubSettings.WEB).api())
        .hasToString("https://ghe.example.com/api/v3");
  }
}
