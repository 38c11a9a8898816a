package dev.understudy.forge.github;

import static org.assertj.core.api.Assertions.assertThat;

import dev.understudy.failure.Problem;
import dev.understudy.failure.Secret;
import dev.understudy.failure.Unavailable;
import dev.understudy.forge.CheckRun;
import dev.understudy.forge.CloneAccess;
import dev.understudy.forge.DeploymentState;
import dev.understudy.forge.PullRequestId;
import dev.understudy.forge.Reaction;
import dev.understudy.forge.RepositoryName;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.function.Consumer;
import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import java.util.logging.SimpleFormatter;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** A canary in every secret and in all that GitHub says is never heard again. */
class GitHubSecretsTest {
  private static final RepositoryName SHOP = RepositoryName.of("acme/shop");
  private static final PullRequestId PULL = new PullRequestId(SHOP, 5);
  private static final String SHA = "b".repeat(40);
  private static final String CANARY = "canary1234567890";
  private static final CheckRun CHECK =
      new CheckRun("stage", SHA, "run-1", null, "Staging", "", null, List.of(), List.of());
  private static final List<Consumer<GitHubForge>> CALLS =
      List.of(
          forge -> forge.pullRequest(PULL),
          GitHubForge::repositories,
          forge -> forge.openPullRequests(SHOP),
          forge -> forge.permission(SHOP, "bob"),
          forge -> forge.inTeam("acme/data", "bob"),
          forge -> forge.ownComments(PULL),
          forge -> forge.createComment(PULL, "x"),
          forge -> forge.editComment(SHOP, 7, "x"),
          forge -> forge.react(SHOP, 7, Reaction.EYES),
          forge -> forge.unreact(SHOP, 7, Reaction.EYES),
          forge -> forge.findCheck(SHOP, CHECK),
          forge -> forge.writeCheck(SHOP, null, CHECK),
          forge -> forge.writeCheck(SHOP, 6L, CHECK),
          forge -> forge.deployments(SHOP, "t"),
          forge -> forge.createDeployment(SHOP, SHA, "t", "d"),
          forge -> forge.deploymentStatus(SHOP, 3, DeploymentState.SUCCESS, null, null),
          forge -> forge.deleteDeployment(SHOP, 3),
          forge -> forge.failedDeliveries(Instant.EPOCH),
          forge -> forge.redeliver(1),
          forge -> forge.cloneAccess(SHOP));

  private final Clock clock = new Clock();
  private final StringWriter heard = new StringWriter();
  private final PrintWriter out = new PrintWriter(heard);

  @Test
  void noSecretAndNoWordOfGitHubIsHeardAgain() {
    Logger root = Logger.getLogger("org.kohsuke");
    Handler handler = recorder();
    root.addHandler(handler);
    root.setLevel(Level.ALL);
    try {
      for (int status : List.of(200, 401, 403, 404, 422, 429, 451, 502)) {
        everything(status);
      }
    } finally {
      root.removeHandler(handler);
      root.setLevel(null);
    }
    assertThat(heard.toString()).isNotEmpty().doesNotContain(CANARY, keyLine());
  }

  private static String keyLine() {
    return Keys.pkcs8().lines().skip(1).findFirst().orElseThrow();
  }

  private void everything(int status) {
    for (GitHubSettings.Login login :
        List.of(
            new GitHubSettings.Login.Token(Secret.of("ghp_" + CANARY)),
            new GitHubSettings.Login.App("1", Secret.of(Keys.pkcs8())))) {
      try (Scripted server = saying(status);
          GitHubForge forge = GitHubForge.open(settings(login, server.uri()), clock)) {
        out.println(login + " " + settings(login, server.uri()));
        CALLS.forEach(call -> note(forge, call, status));
      }
    }
  }

  private void note(GitHubForge forge, Consumer<GitHubForge> call, int status) {
    try {
      call.accept(forge);
    } catch (RuntimeException e) {
      e.printStackTrace(out);
      assertThat(status < 300 || e instanceof Problem || e instanceof Unavailable).isTrue();
    }
    clock.advance(Duration.ofMinutes(2));
  }

  private static GitHubSettings settings(GitHubSettings.Login login, URI uri) {
    return GitHubSettings.of(login).at(uri, uri).within(WriteLimits.NONE);
  }

  /** A server whose every word has a canary; it lets the app in, and no further. */
  private static Scripted saying(int status) {
    Scripted server = new Scripted();
    String body = "{\"message\":\"" + CANARY + "\",\"token\":\"" + CANARY + "\"}";
    server.otherwise(status, body);
    server.says("GET /app", 200, "{\"id\":1,\"slug\":\"understudy\"}");
    server.says("GET /user", 200, "{\"id\":1,\"login\":\"bob\"}");
    server.says(
        "GET /repos/acme/shop/installation",
        200,
        "{\"id\":2,\"permissions\":{\"contents\":\"read\",\"checks\":\"write\"}}");
    server.says(
        "POST /app/installations/2/access_tokens",
        201,
        "{\"token\":\"ghs_" + CANARY + "\",\"expires_at\":\"2030-01-01T00:00:00Z\"}");
    return server;
  }

  private Handler recorder() {
    return new Handler() {
      @Override
      public void publish(@Nullable LogRecord entry) {
        if (entry != null) {
          out.println(new SimpleFormatter().format(entry));
        }
      }

      @Override
      public void flush() {}

      @Override
      public void close() {}
    };
  }

  @Test
  void aCloneAddressPrintsWithoutItsToken() {
    CloneAccess access = new CloneAccess(URI.create("https://github.com/acme/shop.git"), CANARY);
    assertThat(access).hasToString("https://github.com/acme/shop.git");
  }
}
