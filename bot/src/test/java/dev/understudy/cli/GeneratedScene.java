package dev.understudy.cli;

import dev.understudy.bot.BotServer;
import dev.understudy.bot.CircleTests;
import dev.understudy.ci.CircleCiProject;
import dev.understudy.ci.CircleCiSettings;
import dev.understudy.ci.CircleCiTwin;
import dev.understudy.failure.Secret;
import dev.understudy.forge.PullRequestId;
import dev.understudy.intake.Deliveries;
import dev.understudy.sandbox.NewPullRequest;
import dev.understudy.sql.googlesql.SharedGoogleSql;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.extension.RegisterExtension;

/**
 * A team whose SQL CircleCI generates: sources on the main branch, what production's were generated
 * to on another, and a stand-in for CircleCI that is taught how the workflow stands.
 */
class GeneratedScene {
  private static final Secret SECRET = Secret.of("circleci-signs-with-this");
  static final String SLUG = "gh/acme/analytics";
  static final String BRANCH = "branch: 'made-{number}'";
  static final String ARCHIVE = "job: generate, artifacts: out/sql.tar.gz";
  static final String G = "sql/p/d/g/view.sql";
  static final AtomicReference<Duration> AHEAD = new AtomicReference<>(Duration.ZERO);
  private static final InstantSource CLOCK = () -> Instant.now().plus(AHEAD.get());

  static final CircleCiTwin twin = new CircleCiTwin();
  private static final CircleTests tests = tests();

  @RegisterExtension
  static final Stagehands hands =
      new Stagehands(
          CLOCK,
          new SandboxWorld.Manner(
              BotServer.Rhythm.USUAL,
              tests,
              Map.of("UNDERSTUDY_CIRCLECI_WEBHOOK_SECRET", SECRET.reveal()),
              SharedGoogleSql.SQL));

  private static int branches;

  final String pipeline = UUID.randomUUID().toString();
  String main = "";
  String baseline = "";

  private static CircleTests tests() {
    return CircleTests.of(
        new CircleCiSettings(
            twin.url(),
            twin.url(),
            Secret.of(CircleCiTwin.TOKEN),
            Map.of(SandboxWorld.REPOSITORY, new CircleCiProject(SLUG, null))),
        CLOCK,
        Duration.ofMillis(500));
  }

  @AfterAll
  static void stop() {
    tests.close();
    twin.close();
  }

  @AfterEach
  void theClockGoesRight() {
    AHEAD.set(Duration.ZERO);
  }

  /** Production: sources on the main branch, and what was generated from them on another. */
  void production(String source) {
    var files = hands.world.files();
    files.goTo(hands.world.production());
    files.write(
        Stagehands.CONFIG,
        "baseline: generated-sql\ncircleci: {generated_sql: {project: %s, timeout: 1m, %s}}\n"
            .formatted(SLUG, source));
    main = hands.world.pushTo("ada", "main");
    files.write(G, view("a"));
    baseline = hands.world.publish("generated-sql", "Generated from " + main);
    files.goTo(main);
  }

  static String view(String select) {
    return "CREATE OR REPLACE VIEW `p.d.g` AS SELECT " + select + " AS a FROM `p.raw.t`\n";
  }

  PullRequestId opened(UnaryOperator<NewPullRequest> kind) {
    branches++;
    hands.world.files().write("models/g.txt", "model " + branches + "\n");
    String branch = "gen-" + branches;
    page("project/" + SLUG + "/pipeline", "");
    pipelines(branch, "");
    return hands.world.open("ada", branch, kind);
  }

  PullRequestId opened() {
    return opened(wanted -> wanted);
  }

  static String branch() {
    return "gen-" + branches;
  }

  static void page(String path, String items) {
    twin.answers(
        "GET /api/v2/" + path, 200, "{\"items\":[" + items + "],\"next_page_token\":null}");
  }

  static void pipelines(String branch, String items) {
    page("project/" + SLUG + "/pipeline?branch=" + branch.replace("/", "%2F"), items);
  }

  /** How the workflow stands on a branch's commit; returns the run's id. */
  UUID runs(String branch, String sha, String status) {
    UUID run = UUID.randomUUID();
    page("pipeline/" + pipeline + "/workflow", workflow(run.toString(), "generate-sql", status));
    pipelines(branch, "{\"id\":\"%s\",\"vcs\":{\"revision\":\"%s\"}}".formatted(pipeline, sha));
    return run;
  }

  String workflow(String run, String name, String status) {
    return """
        {"id":"%s","pipeline_id":"%s","name":"%s","status":"%s","project_slug":"%s",
         "pipeline_number":25,"created_at":"2026-11-21T09:00:00Z","started_by":"%s"}"""
        .formatted(run, pipeline, name, status, SLUG, UUID.randomUUID());
  }

  /** A pipeline as CircleCI lists it, with its error where it has one; it has no workflow yet. */
  static String listed(UUID id, String sha, String state, String error) {
    String errors = error.isEmpty() ? "" : "{\"type\":\"config\",\"message\":\"" + error + "\"}";
    return """
        {"id":"%s","state":"%s","number":24,"errors":[%s],"vcs":{"revision":"%s"},
         "created_at":"2026-11-21T09:00:00Z"}"""
        .formatted(id, state, errors, sha);
  }

  /** What the workflow makes of a pull request, on a branch. */
  String made(PullRequestId pull, String select, String message) {
    String head = hands.world.head(pull);
    hands.world.files().goTo(baseline);
    hands.world.files().write(G, view(select));
    String tip = hands.world.publish("made-" + pull.number(), message);
    hands.world.files().goTo(head);
    return tip;
  }

  /** What the workflow makes of a pull request: all files, one of them changed. */
  Map<String, String> files(String select) {
    hands.world.files().goTo(baseline);
    Map<String, String> files = new LinkedHashMap<>();
    for (String path : new String[] {"sql/p/raw/t/schema.yaml", Stagehands.V, Stagehands.W}) {
      files.put(path, hands.world.files().read(path));
    }
    files.put(G, view(select));
    return files;
  }

  void stored(UUID run, String artifacts) {
    page(
        "workflow/" + run + "/job",
        "{\"job_number\":12,\"id\":\"%s\",\"name\":\"generate\",\"status\":\"success\"}"
            .formatted(UUID.randomUUID()));
    page("project/" + SLUG + "/12/artifacts", artifacts);
  }

  static String artifact(String path, byte[] content) {
    String at = "/files/" + UUID.randomUUID();
    twin.answers("GET " + at, content);
    return "{\"path\":\"%s\",\"node_index\":0,\"url\":\"%s%s\"}".formatted(path, twin.url(), at);
  }

  void ends(String status, String pipelinePart) throws IOException, InterruptedException {
    String body = Deliveries.workflowEnded(SLUG, pipelinePart, pipeline, "generate-sql", status);
    hands.hearsFromCircleCi(SECRET, body);
  }

  static String vcs(String sha) {
    return "\"vcs\": {\"revision\": \"" + sha + "\"}";
  }

  static String app(String sha) {
    return """
        "trigger_parameters": {"git": {"checkout_sha": "%s", "repo_owner": "acme",
        "repo_name": "analytics"}}"""
        .formatted(sha);
  }
}
