package dev.understudy.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.understudy.bot.CircleTests;
import dev.understudy.ci.CircleCiProject;
import dev.understudy.ci.CircleCiSettings;
import dev.understudy.ci.CircleCiTwin;
import dev.understudy.failure.Secret;
import dev.understudy.forge.PullRequestId;
import dev.understudy.intake.Deliveries;
import dev.understudy.sandbox.Fault;
import dev.understudy.sql.googlesql.SharedGoogleSql;
import java.io.IOException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** The team's own tests of a stage, between the bot and a stand-in for CircleCI. */
class CircleFlowTest {
  private static final Secret SECRET = Secret.of("circleci-signs-with-this");
  private static final String TRIGGER = "POST /api/v2/project/gh/acme/analytics/pipeline";
  private static final String CONFIG =
      "circleci: {trigger: {project: gh/acme/analytics, workflow: test-staged}}\n";

  private static final CircleCiTwin twin = new CircleCiTwin();
  private static final CircleTests tests = tests();

  @RegisterExtension
  static final Stagehands hands =
      new Stagehands(
          InstantSource.system(),
          new SandboxWorld.Manner(
              TestWorld.USUAL.rhythm(),
              tests,
              Map.of("UNDERSTUDY_CIRCLECI_WEBHOOK_SECRET", SECRET.reveal()),
              SharedGoogleSql.SQL));

  private String pipeline = "";

  private static CircleTests tests() {
    CircleCiProject project = new CircleCiProject("gh/acme/analytics", null);
    return CircleTests.of(
        new CircleCiSettings(
            twin.url(),
            twin.url(),
            Secret.of(CircleCiTwin.TOKEN),
            Map.of(SandboxWorld.REPOSITORY, project)),
        InstantSource.system(),
        Duration.ofMillis(500));
  }

  @AfterAll
  static void stop() {
    tests.close();
    twin.close();
  }

  @BeforeEach
  void aPipelineThatRuns() {
    hands.production(CONFIG);
    pipeline = UUID.randomUUID().toString();
    twin.answers(TRIGGER, 201, created("pending", ""));
    twin.answers("GET /api/v2/pipeline/" + pipeline, 200, created("created", ""));
    workflows("");
  }

  private String created(String state, String more) {
    return "{\"id\":\"%s\",\"state\":\"%s\",\"number\":25,\"created_at\":\"2026-11-21T09:00:00Z\"%s}"
        .formatted(pipeline, state, more);
  }

  private void workflows(String items) {
    twin.answers(
        "GET /api/v2/pipeline/" + pipeline + "/workflow",
        200,
        "{\"items\":[" + items + "],\"next_page_token\":null}");
  }

  private String workflow(String name, String status) {
    return """
        {"id":"%s","pipeline_id":"%s","name":"%s","status":"%s","project_slug":"gh/acme/analytics",
         "pipeline_number":25,"created_at":"2026-11-21T09:00:00Z","started_by":"%s"}"""
        .formatted(UUID.randomUUID(), pipeline, name, status, UUID.randomUUID());
  }

  private void ends(String name, String status) throws IOException, InterruptedException {
    workflows(workflow(name, status));
    isSaidToEnd(name, status);
  }

  private void isSaidToEnd(String name, String status) throws IOException, InterruptedException {
    String body =
        Deliveries.workflowEnded("gh/acme/analytics", "\"vcs\": {}", pipeline, name, status);
    hands.hearsFromCircleCi(SECRET, body);
  }

  private static long triggers() {
    return twin.heard().stream().filter(heard -> heard.line().equals(TRIGGER)).count();
  }

  @Test
  void theResultComesByWebhookIntoTheSameCommentAndCheck() throws Exception {
    PullRequestId pull = hands.opened("SELECT a + 1 AS a FROM `p.d.v`");
    assertThat(hands.told(pull, "tests running")).contains("test-staged");
    assertThat(hands.check(pull).orElseThrow().conclusion()).isNull();
    String sha = hands.world.head(pull);
    assertThat(twin.heard().stream().map(CircleCiTwin.Heard::body))
        .anyMatch(body -> body.contains("pr" + pull.number() + "_" + sha.substring(0, 12)));
    ends("lint", "failed");
    ends("test-staged", "success");
    assertThat(hands.told(pull, "tests passed")).contains("✅");
    assertThat(hands.verdict(pull)).isEqualTo("success");
    assertThat(hands.world.gitHub().comments(pull)).hasSize(1);
  }

  @Test
  void theResultIsToldAlsoWhereGitHubFailsMeanwhile() throws Exception {
    PullRequestId pull = hands.opened("SELECT a + 11 AS a FROM `p.d.v`");
    hands.told(pull, "tests running");
    hands.world.await(
        () -> String.valueOf(hands.check(pull).orElseThrow().title()).contains("tests running"));
    Fault away = new Fault.ServerError(502, false);
    hands.world.gitHub().inject(1, "PATCH", ".*/check-runs/[0-9]+", away);
    ends("test-staged", "success");
    assertThat(hands.verdict(pull)).isEqualTo("success");
    hands.told(pull, "tests passed");
  }

  @Test
  void failedTestsFailTheCheckAndAreRunAgainOnRequest() throws Exception {
    PullRequestId pull = hands.opened("SELECT a + 2 AS a FROM `p.d.v`");
    hands.told(pull, "tests running");
    ends("test-staged", "failed");
    assertThat(hands.told(pull, "tests failed")).contains("❌");
    assertThat(hands.verdict(pull)).isEqualTo("failure");
    long before = triggers();
    assertThat(hands.asks("ada", pull, "/retest")).isEqualTo("rocket");
    assertThat(triggers()).isEqualTo(before + 1);
    ends("test-staged", "success");
    hands.told(pull, "tests passed");
  }

  @Test
  void theTestsOwnCheckRunsTheTestsAgainAndTheSuiteEverything() throws Exception {
    PullRequestId pull = hands.opened("SELECT a + 12 AS a FROM `p.d.v`");
    hands.told(pull, "tests running");
    ends("test-staged", "failed");
    String staged = hands.told(pull, "tests failed");
    int runs = hands.outcomes(pull).size();
    long before = triggers();
    String sha = hands.world.head(pull);
    long check =
        hands.world.gitHub().checks(sha).stream()
            .filter(c -> c.name().equals("understudy / pipeline"))
            .findFirst()
            .orElseThrow()
            .id();
    hands.world.gitHub().as("ada").rerequest(hands.world.name(), check);
    hands.told(pull, "tests running");
    assertThat(triggers()).isEqualTo(before + 1);
    assertThat(hands.outcomes(pull)).hasSize(runs);
    ends("test-staged", "success");
    assertThat(hands.told(pull, "tests passed")).isNotEqualTo(staged);
    hands.world.gitHub().as("ada").rerequestAll(hands.world.name(), sha);
    hands.world.await(() -> hands.outcomes(pull).size() == runs + 1);
    hands.world.await(() -> triggers() == before + 2);
  }

  @Test
  void anEventThatComesLateIsOnlyAReasonToAsk() throws Exception {
    PullRequestId pull = hands.opened("SELECT a + 13 AS a FROM `p.d.v`");
    hands.told(pull, "tests running");
    ends("test-staged", "success");
    hands.told(pull, "tests passed");
    isSaidToEnd("test-staged", "failed");
    assertThat(hands.asks("ada", pull, "/status")).isEqualTo("rocket");
    assertThat(hands.told(pull, "tests passed")).contains("✅");
    workflows(workflow("test-staged", "failed"));
    isSaidToEnd("test-staged", "success");
    hands.told(pull, "tests failed");
    hands.world.await(() -> hands.verdict(pull).equals("failure"));
  }

  @Test
  void aLostWebhookIsMadeUpForByAsking() {
    PullRequestId pull = hands.opened("SELECT a + 3 AS a FROM `p.d.v`");
    hands.told(pull, "tests running");
    workflows(workflow("test-staged", "success"));
    assertThat(hands.told(pull, "tests passed")).contains("✅");
  }

  @Test
  void aPipelineThatCannotBeginSaysWhy() {
    String why = ",\"errors\":[{\"type\":\"config\",\"message\":\"Unexpected argument(s): pr\"}]";
    twin.answers("GET /api/v2/pipeline/" + pipeline, 200, created("errored", why));
    PullRequestId pull = hands.opened("SELECT a + 4 AS a FROM `p.d.v`");
    hands.told(pull, "could not be started");
    assertThat(hands.told(pull, "Unexpected `argument(s)`")).contains("❌");
    assertThat(hands.verdict(pull)).isEqualTo("failure");
  }

  @Test
  void aPipelineThatCircleCiRefusesIsNotStarted() {
    twin.answers(TRIGGER, 404, "{\"message\":\"Project not found\"}");
    PullRequestId pull = hands.opened("SELECT a + 5 AS a FROM `p.d.v`");
    hands.told(pull, "could not be started");
    assertThat(hands.verdict(pull)).isEqualTo("failure");
    assertThat(hands.datasets(pull)).isNotEmpty();
    assertThat(hands.world.comment(pull)).doesNotContain(CircleCiTwin.TOKEN);
  }

  @Test
  void anAnswerThatDoesNotComeIsNotAskedForTwice() {
    twin.answers(TRIGGER, 503, "");
    long before = triggers();
    PullRequestId pull = hands.opened("SELECT a + 6 AS a FROM `p.d.v`");
    assertThat(hands.told(pull, "could not be started")).contains("/retest");
    assertThat(triggers()).isEqualTo(before + 1);
  }

  @Test
  void severalWorkflowsPassTogetherOrNotAtAll() throws Exception {
    hands.production("circleci: {trigger: {project: gh/acme/analytics}}\n");
    PullRequestId pull = hands.opened("SELECT a + 7 AS a FROM `p.d.v`");
    hands.told(pull, "tests running");
    workflows(workflow("one", "success") + "," + workflow("two", "running"));
    isSaidToEnd("one", "success");
    assertThat(hands.asks("ada", pull, "/status")).isEqualTo("rocket");
    assertThat(hands.world.comment(pull)).contains("tests running");
    workflows(workflow("one", "success") + "," + workflow("two", "success"));
    hands.told(pull, "tests passed");
  }

  @Test
  void nothingIsStartedForAForkAllowedOrNot() {
    var fork = hands.world.gitHub().fork(hands.world.name(), "fred");
    PullRequestId pull =
        hands.opened("SELECT a + 8 AS a FROM `p.d.v`", wanted -> wanted.from(fork));
    hands.verdict(pull);
    long before = triggers();
    assertThat(hands.asks("mia", pull, "/ok-to-stage " + hands.world.head(pull)))
        .isEqualTo("rocket");
    assertThat(hands.told(pull, "Staged")).contains("a fork's commit is not built");
    assertThat(hands.asks("mia", pull, "/retest")).isEqualTo("rocket");
    assertThat(triggers()).isEqualTo(before);
    assertThat(hands.datasets(pull)).isNotEmpty();
  }
}
