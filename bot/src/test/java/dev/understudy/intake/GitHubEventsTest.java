package dev.understudy.intake;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.understudy.failure.Problem;
import dev.understudy.forge.PullRequestId;
import dev.understudy.forge.RepositoryName;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What becomes of each of GitHub's deliveries. */
class GitHubEventsTest {
  private static final RepositoryName SQL = RepositoryName.of("acme/sql");
  private static final PullRequestId PULL = new PullRequestId(SQL, 88);
  private static final PullRequestId REPOSITORY = new PullRequestId(SQL, 0);
  private static final String SHA = Deliveries.SHA;

  private static Received read(String name, String body) {
    return new GitHubEvents(5).read(name, Deliveries.bytes(body));
  }

  @ParameterizedTest
  @CsvSource({
    "opened,OPENED",
    "synchronize,SYNCHRONIZED",
    "reopened,REOPENED",
    "ready_for_review,READY_FOR_REVIEW",
    "converted_to_draft,CONVERTED_TO_DRAFT",
    "closed,CLOSED"
  })
  void aPullRequestIsTouched(String action, Event.Action touched) {
    Received received = read("pull_request", Deliveries.pullRequest(action));
    assertThat(received.event()).isEqualTo(new Event.PullRequestTouched(touched, SHA));
    assertThat(received.lane()).isEqualTo(PULL);
    assertThat(received.interactive()).isTrue();
  }

  @Test
  void anotherBaseTouchesItAndAnotherTitleDoesNot() {
    String edited = Deliveries.pullRequest("edited");
    String base = edited.replaceFirst("\\{", "{\"changes\": {\"base\": {\"sha\": {}}}, ");
    String title = edited.replaceFirst("\\{", "{\"changes\": {\"title\": {}}, ");
    assertThat(read("pull_request", base).event())
        .isEqualTo(new Event.PullRequestTouched(Event.Action.BASE_CHANGED, SHA));
    assertThat(read("pull_request", title).event()).isInstanceOf(Event.Ignored.class);
    assertThat(read("pull_request", edited).event()).isInstanceOf(Event.Ignored.class);
  }

  @Test
  void nobodyWaitsForABotsPullRequest() {
    String body = Deliveries.pullRequest("opened").replace("\"User\"", "\"Bot\"");
    assertThat(read("pull_request", body).interactive()).isFalse();
  }

  @Test
  void aReviewTouchesThePullRequest() {
    String body =
        Deliveries.pullRequest("submitted")
            .replaceFirst(
                "\\{", "{\"review\": {\"id\": 1, \"state\": \"approved\", \"body\": \"/stage\"}, ");
    assertThat(read("pull_request_review", body).event())
        .isEqualTo(new Event.PullRequestTouched(Event.Action.REVIEWED, SHA));
  }

  @Test
  void aNewCommentsCommandsAreRead() {
    Received received = read("issue_comment", Deliveries.comment("created", "/status\\r\\n/help"));
    assertThat(received.event())
        .isEqualTo(
            new Event.Commanded(4711, "mona", List.of(new Command.Status(), new Command.Help())));
    assertThat(received.lane()).isEqualTo(PULL);
  }

  @Test
  void onlyPeopleCommandAndOnlyInNewCommentsOnPullRequests() {
    String said = Deliveries.comment("created", "/status");
    String app = "\"performed_via_github_app\": ";
    for (String body :
        List.of(
            Deliveries.comment("edited", "/status"),
            Deliveries.comment("deleted", "/status"),
            Deliveries.comment("created", "hello"),
            said.replace("\"pull_request\"", "\"other\""),
            said.replace("\"User\"", "\"Bot\""),
            said.replace("mona", "renovate[bot]"),
            said.replace(app + "null", app + "{\"id\": 5}"))) {
      assertThat(read("issue_comment", body).event()).isInstanceOf(Event.Ignored.class);
    }
    assertThat(read("issue_comment", said.replace(app + "null", app + "{\"id\": 6}")).event())
        .isInstanceOf(Event.Commanded.class);
  }

  @Test
  void aButtonAndARerunOfOurCheckAreAskedFor() {
    Received button = read("check_run", Deliveries.checkRun("requested_action"));
    Received again = read("check_run", Deliveries.checkRun("rerequested"));
    assertThat(button.event())
        .isEqualTo(new Event.CheckRequested("clean", "understudy / stage", SHA, "mona"));
    assertThat(again.event())
        .isEqualTo(new Event.CheckRequested(null, "understudy / stage", SHA, "mona"));
    assertThat(button.lane()).isEqualTo(PULL);
    assertThat(read("check_run", Deliveries.checkRun("created")).event())
        .isInstanceOf(Event.Ignored.class);
    String other =
        Deliveries.checkRun("rerequested").replace("\"app\": {\"id\": 5}", "\"app\": {\"id\": 6}");
    assertThat(read("check_run", other).event()).isInstanceOf(Event.Ignored.class);
  }

  @Test
  void aSuiteOfAForkIsOfTheRepository() {
    String suite =
        Deliveries.with(
            "\"action\": \"rerequested\", \"check_suite\": {\"id\": 3, \"head_sha\": \"%s\","
                    .formatted(SHA)
                + "\"updated_at\": \"2026-11-21T08:00:00Z\", \"pull_requests\": []}");
    Received received = read("check_suite", suite);
    assertThat(received.event()).isEqualTo(new Event.CheckRequested(null, null, SHA, "mona"));
    assertThat(received.lane()).isEqualTo(REPOSITORY);
  }

  @Test
  void aMergeGroupIsAskedFor() {
    String group =
        Deliveries.with(
            "\"action\": \"checks_requested\", \"merge_group\": {\"head_sha\": \"%s\","
                    .formatted(SHA)
                + "\"head_ref\": \"refs/heads/gh-readonly-queue/main/pr-88\","
                + "\"base_ref\": \"refs/heads/main\"}");
    Received received = read("merge_group", group);
    assertThat(received.event())
        .isEqualTo(new Event.MergeGroupRequested(SHA, "gh-readonly-queue/main/pr-88", "main"));
    assertThat(received.lane()).isEqualTo(REPOSITORY);
  }

  @Test
  void aBranchIsPushedAndATagIsNot() {
    String push =
        Deliveries.with(
            "\"ref\": \"refs/heads/main\", \"before\": \"%s\", \"after\": \"%s\""
                .formatted(SHA, SHA));
    assertThat(read("push", push).event()).isEqualTo(new Event.BranchPushed("main", SHA));
    assertThat(read("push", push.replace("heads", "tags")).event())
        .isInstanceOf(Event.Ignored.class);
    String deleted = push.replace("\"after\": \"" + SHA, "\"after\": \"" + "0".repeat(40));
    assertThat(read("push", deleted).event()).isInstanceOf(Event.Ignored.class);
  }

  @Test
  void anInstallationNamesItsNewRepositories() {
    String added =
        Deliveries.with(
            "\"action\": \"added\", \"repositories_added\": [{\"full_name\": \"acme/new\"}]");
    assertThat(read("installation_repositories", added).event())
        .isEqualTo(new Event.InstallationChanged(List.of(RepositoryName.of("acme/new"))));
    String gone =
        Deliveries.with("\"action\": \"deleted\", \"repositories\": [{\"full_name\": \"a/b\"}]");
    assertThat(read("installation", gone).event())
        .isEqualTo(new Event.InstallationChanged(List.of()));
  }

  @Test
  void aPingAndUnknownEventsDoNothing() {
    assertThat(read("ping", "{\"zen\": \"Design for failure.\"}").event())
        .isEqualTo(new Event.Pinged());
    assertThat(read("star", "not even JSON").event()).isInstanceOf(Event.Ignored.class);
    assertThat(read("star", "{}").lane()).isNull();
  }

  @Test
  void theSameContentHasTheSameKeyWhateverItsDeliveryIs() {
    String body = Deliveries.comment("created", "/status");
    String key = read("issue_comment", body).contentKey();
    assertThat(read("issue_comment", body).contentKey()).isEqualTo(key).hasSizeLessThan(65);
    assertThat(read("issue_comment", body.replace("4711", "4712")).contentKey()).isNotEqualTo(key);
    String pull = Deliveries.pullRequest("opened");
    assertThat(read("pull_request", pull).contentKey())
        .isNotEqualTo(read("pull_request", Deliveries.pullRequest("closed")).contentKey())
        .isNotEqualTo(read("pull_request", pull.replace("08:00:00", "08:00:01")).contentKey())
        .isNotEqualTo(read("pull_request", pull.replace("acme/sql", "acme/sqx")).contentKey())
        .isNotEqualTo(read("pull_request", pull.replace("1dc6", "2dc6")).contentKey());
    String push =
        Deliveries.with(
            "\"ref\": \"refs/heads/main\", \"before\": \"%s\", \"after\": \"%s\""
                .formatted(SHA, SHA));
    assertThat(read("push", push).contentKey())
        .isNotEqualTo(read("push", push.replace("1763712000", "1763712001")).contentKey());
  }

  @Test
  void noAddressOfAPayloadSurvives() {
    for (Received received :
        List.of(
            read("pull_request", Deliveries.pullRequest("opened")),
            read("issue_comment", Deliveries.comment("created", "/status")),
            read("check_run", Deliveries.checkRun("rerequested")))) {
      assertThat(received.toString()).doesNotContain("canary").doesNotContain("http");
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "[1]|the body is not a JSON object",
        "{\"action\"|the body is not JSON: line 1 cannot be read",
        "{} x|the body is not JSON: line 1 cannot be read",
        "payload=%7B%7D|the body is a form: choose the content type application/json",
        "{}|the payload's `action` must be a text",
        "{\"action\": 7}|the payload's `action` must be a text",
        "{\"action\": \"a\\u0000\"}|`action` must be a short text without control characters",
        "{\"action\": \"opened\"}|the payload's `pull_request` must be an object",
        "{\"action\": \"opened\", \"pull_request\": {}}|`pull_request.head` must be an object",
        "{\"action\": \"opened\", \"pull_request\": {\"head\": {\"sha\": \"HEAD\"}}}"
            + "|`pull_request.head.sha` must be a SHA of 40 hexadecimal digits"
      })
  void whatIsMissingIsNamed(String body, String sentence) {
    assertThatThrownBy(() -> read("pull_request", body))
        .isInstanceOf(Problem.class)
        .hasMessageContaining(sentence);
  }

  @Test
  void numbersAndNamesAreChecked() {
    String pull = Deliveries.pullRequest("opened");
    for (String number : List.of("0", "-1", "1.5", "99999999999", "\"88\"", "null", "1e3")) {
      assertThatThrownBy(
              () -> read("pull_request", pull.replace("{\"number\": 88", "{\"number\": " + number)))
          .isInstanceOf(Problem.class)
          .hasMessageContaining("pull_request.number");
    }
    assertThatThrownBy(() -> read("pull_request", pull.replace("acme/sql", "acme/../sql")))
        .isInstanceOf(Problem.class)
        .hasMessageContaining("owner/name");
    assertThatThrownBy(
            () -> read("check_run", Deliveries.checkRun("rerequested").replace("mona", "mo na")))
        .isInstanceOf(Problem.class)
        .hasMessageContaining("sender.login");
  }

  @ParameterizedTest
  @ValueSource(ints = {101, 100_000})
  void aDeepBodyIsRefused(int depth) {
    assertThatThrownBy(() -> read("push", "[".repeat(depth)))
        .isInstanceOf(Problem.class)
        .hasMessageContaining("nested too deeply");
  }

  @Test
  void anEndlessNumberAndABodyBeyondTheCapAreRefused() {
    assertThatThrownBy(() -> read("push", "{\"a\": " + "9".repeat(1_000_000) + "}"))
        .isInstanceOf(Problem.class)
        .hasMessageContaining("too long a number");
    assertThatThrownBy(() -> new GitHubEvents(0).read("push", new byte[25 * 1024 * 1024 + 1]))
        .isInstanceOf(Problem.class)
        .hasMessageContaining("longer than 26214400 bytes");
  }
}
