package dev.understudy.ci;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.understudy.failure.Problem;
import dev.understudy.failure.Unavailable;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The client against answers of the shapes that CircleCI documents, over real HTTP. */
class CircleCiTest {
  private static final UUID PIPELINE = UUID.fromString("5034460f-c7c4-4c43-9457-de07e2029e7b");
  private static final UUID LATER = UUID.fromString("6b6d3e5c-0b3e-4d3a-8b5a-0a4c1f6f2d11");
  private static final UUID RUN = UUID.fromString("fda08377-fe7e-46b1-8992-3a7aaecac9c3");
  private static final UUID AGAIN = UUID.fromString("0e53027b-521a-43c4-9042-47e72b3c63a3");
  private static final UUID DEFINITION = UUID.fromString("44f7c8f5-3d2d-4c0f-9d7e-2b3c1d9f8a10");
  private static final String SHA = "ca67134f650e362133e51a9ffdb8e5ddc7fa53a5";
  private static final CircleCiProject OAUTH = new CircleCiProject("gh/acme/shop", null);
  private static final CircleCiProject APP =
      new CircleCiProject("circleci/43G3kM5RtfFE7v5sa4nWAU/44n9pujWcTnVZ2b5S8Fnat", DEFINITION);
  private static final String CREATED =
      "{\"id\":\"%s\",\"state\":\"pending\",\"number\":25,\"created_at\":\"2026-11-21T09:00:00Z\"}"
          .formatted(PIPELINE);
  private static final String WORKFLOWS = "GET /api/v2/pipeline/" + PIPELINE + "/workflow";
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final InstantSource CLOCK =
      InstantSource.fixed(Instant.parse("2026-11-21T09:00:00Z"));

  private final CircleCiTwin twin = new CircleCiTwin();
  private final CircleCi circleCi = new CircleCi(twin.settings(), CLOCK, Duration.ofSeconds(10));

  @TempDir Path folder;

  @AfterEach
  void close() {
    circleCi.close();
    twin.close();
  }

  @Test
  void aProjectOfTheOauthAppIsStartedOnItsBranch() throws IOException {
    twin.answers("POST /api/v2/project/gh/acme/shop/pipeline", 201, CREATED);
    assertThat(circleCi.trigger(trigger(OAUTH))).isEqualTo(PIPELINE);
    var heard = twin.heard().getFirst();
    assertThat(heard.token()).isEqualTo(CircleCiTwin.TOKEN);
    assertThat(JSON.readTree(heard.body()))
        .isEqualTo(JSON.valueToTree(Map.of("branch", "tax", "parameters", parameters())));
  }

  @Test
  void aProjectOfTheGithubAppIsStartedByItsDefinition() throws IOException {
    twin.answers("POST /api/v2/project/" + APP.slug() + "/pipeline/run", 201, CREATED);
    assertThat(circleCi.trigger(trigger(APP))).isEqualTo(PIPELINE);
    assertThat(JSON.readTree(twin.heard().getFirst().body()))
        .isEqualTo(
            JSON.valueToTree(
                Map.of(
                    "definition_id", DEFINITION.toString(),
                    "config", Map.of("branch", "main"),
                    "checkout", Map.of("branch", "tax"),
                    "parameters", parameters())));
  }

  @Test
  void aPipelineThatCircleCiSkipsIsAProblem() {
    twin.answers(
        "POST /api/v2/project/gh/acme/shop/pipeline", 200, "{\"message\":\"CI skip\\nfound\"}");
    assertThatThrownBy(() -> circleCi.trigger(trigger(OAUTH)))
        .isInstanceOf(Problem.class)
        .hasMessage("CircleCI started no pipeline: `CI skip found`");
  }

  @Test
  void aTriggerThatIsRedirectedIsNotSentAgain() {
    try (var elsewhere = new CircleCiTwin()) {
      twin.answers(
          "POST /api/v2/project/gh/acme/shop/pipeline",
          307,
          "",
          Map.of("Location", elsewhere.url() + "/api/v2/project/gh/acme/shop/pipeline"));
      assertThatThrownBy(() -> circleCi.trigger(trigger(OAUTH))).isInstanceOf(Problem.class);
      assertThat(elsewhere.heard()).isEmpty();
      assertThat(twin.heard()).hasSize(1);
    }
  }

  @Test
  void aPipelineThatRunsNothingSaysWhy() {
    twin.answers("GET /api/v2/pipeline/" + PIPELINE, 200, CREATED);
    assertThat(circleCi.error(PIPELINE)).isEmpty();
    twin.answers(
        "GET /api/v2/pipeline/" + PIPELINE,
        200,
        """
        {"id":"%s","state":"errored","number":25,"created_at":"2026-11-21T09:00:00Z",
         "errors":[{"type":"config","message":"Unexpected argument(s):\\npr"}]}"""
            .formatted(PIPELINE));
    assertThat(circleCi.error(PIPELINE)).contains("Unexpected argument(s): pr");
  }

  @Test
  void workflowsAreReadPageByPageAndNewWordsAreNotFatal() {
    twin.answers(WORKFLOWS, 200, page("a b", workflow(RUN, "test-staged", "failing", "09:00")));
    twin.answers(
        WORKFLOWS + "?page-token=a+b", 200, page("", workflow(AGAIN, "lint", "dreaming", "09:01")));
    List<Workflow> workflows = circleCi.workflows(PIPELINE);
    assertThat(workflows)
        .extracting(Workflow::status)
        .containsExactly(Workflow.Status.FAILING, Workflow.Status.UNKNOWN);
    assertThat(workflows).noneMatch(workflow -> workflow.status().over());
  }

  @Test
  void jobsAndTheirArtifactsAreListed() {
    twin.answers(
        "GET /api/v2/workflow/" + RUN + "/job",
        200,
        page(
            "",
            """
            {"job_number":12,"id":"%s","name":"generate-sql","project_slug":"gh/acme/shop",
             "status":"success","type":"build","dependencies":[],"started_at":"2026-11-21T09:00:00Z"},
            {"id":"%s","name":"hold","status":"on_hold","type":"approval","dependencies":[]}"""
                .formatted(PIPELINE, LATER)));
    List<Job> jobs = circleCi.jobs(RUN);
    assertThat(jobs).extracting(Job::name).containsExactly("generate-sql", "hold");
    assertThat(jobs.getFirst().succeeded()).isTrue();
    assertThat(jobs.getLast().number()).isEmpty();
    twin.answers(
        "GET /api/v2/project/gh/acme/shop/12/artifacts",
        200,
        page("", "{\"path\":\"sql.tar.gz\",\"node_index\":0,\"url\":\"" + twin.url() + "/x\"}"));
    assertThat(circleCi.artifacts(OAUTH, jobs.getFirst().number().getAsLong()))
        .containsExactly(artifact(twin, "/x"));
  }

  @Test
  void theLastRunOfAWorkflowOnACommitIsFoundForBothKindsOfPipelines() {
    String line = "GET /api/v2/project/gh/acme/shop/pipeline?branch=fix%2Ftax";
    String oauth = "{\"id\":\"%s\",\"vcs\":{\"revision\":\"%s\"}}";
    String app = "{\"id\":\"%s\",\"trigger_parameters\":{\"git\":{\"checkout_sha\":\"%s\"}}}";
    twin.answers(
        WORKFLOWS,
        200,
        page(
            "",
            workflow(RUN, "generate-sql", "failed", "09:00")
                + ","
                + workflow(AGAIN, "generate-sql", "success", "09:30")
                + ","
                + workflow(LATER, "verify", "success", "09:40")));
    String other = app.formatted(LATER, "0".repeat(40));
    for (String kind : List.of(oauth, app)) {
      twin.answers(line, 200, page("", other + "," + kind.formatted(PIPELINE, SHA)));
      Workflow run = begun(last(SHA));
      assertThat(run.id()).isEqualTo(AGAIN);
      assertThat(run.status().over()).isTrue();
    }
    String all = "GET /api/v2/project/gh/acme/shop/pipeline";
    twin.answers(all, 200, page("", ""));
    assertThat(last("1".repeat(40))).isEqualTo(new LastRun.NotBegun(List.of()));
    twin.answers(line, 200, page("", ""));
    twin.answers(all, 200, page("", app.formatted(PIPELINE, SHA)));
    assertThat(circleCi.page(OAUTH, begun(last(SHA))))
        .hasPath("/pipelines/github/acme/shop/25/workflows/" + AGAIN);
  }

  @Test
  void aCommitWhosePipelineIsBrokenWaitsForNothingUnlessAnotherMayBegin() {
    String broken = listed(RUN, "errored", "Unexpected argument(s):\\n`pr` " + CircleCiTwin.TOKEN);
    pipelines(broken);
    workflows(RUN, "");
    assertThat(last(SHA))
        .isEqualTo(
            new LastRun.Impossible(
                "Unexpected argument(s): pr ***",
                twin.url().resolve("/pipelines/github/acme/shop/25")));
    pipelines(listed(RUN, "errored", ""));
    assertThat(last(SHA)).isInstanceOf(LastRun.Impossible.class);
    for (String state : List.of("pending", "setup", "setup-pending", "something new")) {
      workflows(PIPELINE, "");
      pipelines(listed(PIPELINE, state, "") + "," + broken);
      assertThat(last(SHA)).isEqualTo(new LastRun.NotBegun(List.of()));
    }
    pipelines(broken + "," + listed(PIPELINE, "created", ""));
    workflows(PIPELINE, workflow(AGAIN, "generate-sql", "running", "09:00"));
    assertThat(begun(last(SHA)).id()).isEqualTo(AGAIN);
  }

  @Test
  void whatRanInsteadOfAWorkflowIsKnownOnceNothingMoreBegins() {
    String lint = workflow(AGAIN, "lint", "success", "09:00");
    workflows(PIPELINE, lint + "," + workflow(RUN, "`a`\\nb", "failed", "09:00") + "," + lint);
    pipelines(listed(PIPELINE, "created", ""));
    assertThat(last(SHA)).isEqualTo(new LastRun.NotBegun(List.of("lint", "a b")));
    pipelines(listed(PIPELINE, "setup", ""));
    assertThat(last(SHA)).isEqualTo(new LastRun.NotBegun(List.of()));
  }

  @Test
  void aListOfArtifactsThatDoesNotEndIsRefusedBecauseAPartMeansSomethingElse() {
    String line = "GET /api/v2/project/gh/acme/shop/12/artifacts";
    String one = "{\"path\":\"a\",\"node_index\":0,\"url\":\"" + twin.url() + "/x\"}";
    twin.answers(line, 200, page("more", one));
    twin.answers(line + "?page-token=more", 200, page("more", one));
    assertThatThrownBy(() -> circleCi.artifacts(OAUTH, 12))
        .isInstanceOf(Problem.class)
        .hasMessageContaining(".tar.gz");
  }

  @Test
  void anArtifactIsDownloadedOverARedirectOnTheSameHost() {
    twin.answers("GET /x", 302, "", Map.of("Location", "/y"));
    twin.answers("GET /y", 200, "0123456789");
    circleCi.download(artifact(twin, "/x"), file(), 10, Duration.ofSeconds(10));
    assertThat(file()).hasContent("0123456789");
  }

  @Test
  void anArtifactThatIsTooLargeIsNotKept() {
    twin.answers("GET /x", 200, "0123456789");
    assertThatThrownBy(
            () -> circleCi.download(artifact(twin, "/x"), file(), 9, Duration.ofSeconds(10)))
        .isInstanceOf(Problem.class)
        .hasMessage("CircleCI's answer about the artifact `sql.tar.gz` is larger than allowed");
    assertThat(file()).doesNotExist();
  }

  @Test
  void anArtifactThatStopsComingIsGivenUp() {
    twin.stalls("GET /x", "0123456789");
    assertThatThrownBy(
            () -> circleCi.download(artifact(twin, "/x"), file(), 99, Duration.ofMillis(300)))
        .isInstanceOf(Unavailable.class);
    assertThat(file()).doesNotExist();
  }

  @Test
  void theTokenGoesToNoOtherHost() {
    try (var canary = new CircleCiTwin()) {
      assertThatThrownBy(
              () -> circleCi.download(artifact(canary, "/x"), file(), 9, Duration.ofSeconds(10)))
          .isInstanceOf(Problem.class)
          .hasMessageContaining("UNDERSTUDY_CIRCLECI_ARTIFACTS_URL");
      twin.answers("GET /x", 302, "", Map.of("Location", canary.url() + "/x"));
      assertThatThrownBy(
              () -> circleCi.download(artifact(twin, "/x"), file(), 9, Duration.ofSeconds(10)))
          .isInstanceOf(Problem.class)
          .hasMessageContaining("another host");
      for (String url : List.of("file:///etc/passwd", "mailto:a@b", "/relative")) {
        var odd = new JobArtifact("sql.tar.gz", 0, URI.create(url));
        assertThatThrownBy(() -> circleCi.download(odd, file(), 9, Duration.ofSeconds(10)))
            .isInstanceOf(Problem.class);
      }
      assertThat(canary.heard()).isEmpty();
    }
  }

  @Test
  void aRedirectThatNeverEndsIsGivenUp() {
    twin.answers(
        WORKFLOWS, 302, "", Map.of("Location", "/api/v2/pipeline/" + PIPELINE + "/workflow"));
    assertThatThrownBy(() -> circleCi.workflows(PIPELINE)).isInstanceOf(Unavailable.class);
    assertThat(twin.heard()).hasSize(4);
  }

  @ParameterizedTest
  @ValueSource(ints = {400, 401, 403, 404, 409, 422})
  void aRefusalIsAProblemInOneSentenceWithoutTheToken(int status) {
    String said = "Unexpected argument(s): `pr`\\n\\u202e token " + CircleCiTwin.TOKEN;
    twin.answers(WORKFLOWS, status, "{\"message\":\"" + said + "\"}");
    var problem = catchThrowableOfType(Problem.class, () -> circleCi.workflows(PIPELINE));
    assertThat(problem.getMessage())
        .startsWith("CircleCI ")
        .doesNotContain(CircleCiTwin.TOKEN, "\n", "\u202e");
  }

  @Test
  void whatCircleCiSaysOfABadRequestIsShown() {
    String said = "{\"message\":\"Unexpected argument(s): pr\"}";
    twin.answers("POST /api/v2/project/gh/acme/shop/pipeline", 400, said);
    assertThatThrownBy(() -> circleCi.trigger(trigger(OAUTH)))
        .hasMessage(
            "CircleCI refused a pipeline of `gh/acme/shop` (400): `Unexpected argument(s): pr`");
  }

  @ParameterizedTest
  @ValueSource(ints = {408, 429, 500, 502, 503})
  void anOutageIsUnavailableForAsLongAsCircleCiSays(int status) {
    twin.answers(WORKFLOWS, status, "<html>", Map.of("Retry-After", "7"));
    assertThat(
            catchThrowableOfType(Unavailable.class, () -> circleCi.workflows(PIPELINE))
                .retryAfter())
        .contains(Duration.ofSeconds(7));
    twin.answers(WORKFLOWS, status, "", Map.of("Retry-After", "Sat, 21 Nov 2026 09:02:00 GMT"));
    assertThat(
            catchThrowableOfType(Unavailable.class, () -> circleCi.workflows(PIPELINE))
                .retryAfter())
        .contains(Duration.ofMinutes(2));
    twin.answers(WORKFLOWS, status, "");
    assertThat(
            catchThrowableOfType(Unavailable.class, () -> circleCi.workflows(PIPELINE))
                .retryAfter())
        .isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "<html>",
        "[]",
        "{}",
        "{\"items\":[{}]}",
        "{\"items\":[{\"id\":\"../../me\"}]}"
      })
  void anAnswerThatCannotBeReadIsUnavailable(String body) {
    twin.answers(WORKFLOWS, 200, body);
    assertThatThrownBy(() -> circleCi.workflows(PIPELINE))
        .isInstanceOf(Unavailable.class)
        .hasMessageContaining("could not be read");
  }

  @Test
  void silenceAndAClosedDoorAreUnavailable() {
    twin.stalls(WORKFLOWS, page("", ""));
    try (var hasty = new CircleCi(twin.settings(), CLOCK, Duration.ofMillis(300))) {
      assertThatThrownBy(() -> hasty.workflows(PIPELINE))
          .isInstanceOf(Unavailable.class)
          .hasMessageContaining("did not answer within");
    }
    twin.close();
    assertThatThrownBy(() -> circleCi.workflows(PIPELINE)).isInstanceOf(Unavailable.class);
  }

  private LastRun last(String sha) {
    return circleCi.lastRun(OAUTH, "fix/tax", sha, "generate-sql");
  }

  private static Workflow begun(LastRun last) {
    assertThat(last).isInstanceOf(LastRun.Begun.class);
    return ((LastRun.Begun) last).run();
  }

  private void pipelines(String items) {
    twin.answers(
        "GET /api/v2/project/gh/acme/shop/pipeline?branch=fix%2Ftax", 200, page("", items));
  }

  private void workflows(UUID pipeline, String items) {
    twin.answers("GET /api/v2/pipeline/" + pipeline + "/workflow", 200, page("", items));
  }

  private static String listed(UUID id, String state, String error) {
    String errors = error.isEmpty() ? "" : "{\"type\":\"config\",\"message\":\"" + error + "\"}";
    return """
        {"id":"%s","state":"%s","number":25,"errors":[%s],"vcs":{"revision":"%s"}}"""
        .formatted(id, state, errors, SHA);
  }

  private Path file() {
    return folder.resolve("sql.tar.gz");
  }

  private static Trigger trigger(CircleCiProject project) {
    return new Trigger(project, "tax", "main", "ca67134", "acme-stage", SHA, 88);
  }

  private static Map<String, Object> parameters() {
    return Map.of("stage_suffix", "ca67134", "stage_project", "acme-stage", "sha", SHA, "pr", 88);
  }

  private static JobArtifact artifact(CircleCiTwin at, String path) {
    return new JobArtifact("sql.tar.gz", 0, at.url().resolve(path));
  }

  private static String page(String next, String items) {
    String token = next.isEmpty() ? "null" : "\"" + next + "\"";
    return "{\"items\":[" + items + "],\"next_page_token\":" + token + "}";
  }

  private static String workflow(UUID id, String name, String status, String time) {
    return """
        {"pipeline_id":"%s","id":"%s","name":"%s","project_slug":"gh/acme/shop","status":"%s",
         "started_by":"03987f6a-4c27-4dc1-b6ab-c7e83bb3e713","pipeline_number":25,
         "created_at":"2026-11-21T%s:00Z","stopped_at":null}"""
        .formatted(PIPELINE, id, name, status, time);
  }
}
