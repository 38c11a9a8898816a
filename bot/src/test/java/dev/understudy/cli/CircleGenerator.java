package dev.understudy.cli;

import dev.understudy.ci.CircleCiTwin;
import dev.understudy.failure.Secret;
import dev.understudy.intake.Deliveries;
import java.io.IOException;
import java.util.Map;
import java.util.UUID;

/** CircleCI, and the workflow {@code generate-sql} of one project on it. */
final class CircleGenerator implements AutoCloseable {
  private static final Secret SECRET = Secret.of("circleci-signs-with-this");
  private static final String SLUG = "gh/acme/analytics";
  private static final String PROJECT = "project/" + SLUG + "/pipeline";

  /** What the repository says: the workflow leaves its output on a branch of each pull request. */
  static final String CONFIGURATION =
      "circleci: {generated_sql: {project: %s, workflow: generate-sql, branch: 'made-{number}'}}\n"
          .formatted(SLUG);

  private final CircleCiTwin twin = new CircleCiTwin();

  CircleGenerator() {
    page(PROJECT, "");
  }

  /** What the bot is told of it. */
  Map<String, String> environment() {
    return Map.of(
        "UNDERSTUDY_CIRCLECI_URL",
        twin.url().toString(),
        "UNDERSTUDY_CIRCLECI_TOKEN",
        CircleCiTwin.TOKEN,
        "UNDERSTUDY_CIRCLECI_PROJECTS",
        SandboxWorld.REPOSITORY + "=" + SLUG,
        "UNDERSTUDY_CIRCLECI_WEBHOOK_SECRET",
        SECRET.reveal());
  }

  /** The workflow begins on a branch's commit; returns its pipeline. */
  String begins(String branch, String sha) {
    String pipeline = UUID.randomUUID().toString();
    stands(pipeline, "running");
    page(
        PROJECT + "?branch=" + branch,
        "{\"id\":\"%s\",\"state\":\"created\",\"errors\":[],\"vcs\":{\"revision\":\"%s\"}}"
            .formatted(pipeline, sha));
    return pipeline;
  }

  /** It ends well. */
  void ends(String pipeline) {
    stands(pipeline, "success");
  }

  /** Says so to a bot, if there is one. */
  void tells(int port, String pipeline, String sha) throws InterruptedException {
    String part = "\"vcs\": {\"revision\": \"" + sha + "\"}";
    String body = Deliveries.workflowEnded(SLUG, part, pipeline, "generate-sql", "success");
    try {
      Webhook.sendOfCircleCi("http://127.0.0.1:" + port + "/webhooks/circleci", SECRET, body);
    } catch (IOException _) {
      // lost, as it may be in reality
    }
  }

  private void stands(String pipeline, String status) {
    page(
        "pipeline/" + pipeline + "/workflow",
        """
        {"id":"%s","pipeline_id":"%s","name":"generate-sql","status":"%s","project_slug":"%s",
         "pipeline_number":25,"created_at":"2026-11-21T09:00:00Z","started_by":"%s"}"""
            .formatted(
                UUID.nameUUIDFromBytes(Deliveries.bytes(pipeline)),
                pipeline,
                status,
                SLUG,
                UUID.randomUUID()));
  }

  private void page(String path, String items) {
    twin.answers(
        "GET /api/v2/" + path, 200, "{\"items\":[" + items + "],\"next_page_token\":null}");
  }

  @Override
  public void close() {
    twin.close();
  }
}
