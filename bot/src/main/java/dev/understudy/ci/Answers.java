package dev.understudy.ci;

import com.fasterxml.jackson.databind.JsonNode;
import dev.understudy.failure.Unavailable;
import java.net.URI;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.Arrays;
import java.util.Locale;
import java.util.OptionalLong;
import java.util.UUID;

/** Reads CircleCI's documents into values; fields that are new to us are passed over. */
final class Answers {
  private Answers() {}

  static Workflow workflow(String what, JsonNode item) {
    return new Workflow(
        id(what, item, "id"),
        id(what, item, "pipeline_id"),
        item.path("pipeline_number").asLong(),
        text(what, item, "name"),
        status(text(what, item, "status")),
        instant(what, item, "created_at"));
  }

  static Job job(String what, JsonNode item) {
    JsonNode number = item.path("job_number");
    return new Job(
        id(what, item, "id"),
        text(what, item, "name"),
        number.canConvertToLong() ? OptionalLong.of(number.asLong()) : OptionalLong.empty(),
        text(what, item, "status"));
  }

  static JobArtifact artifact(String what, JsonNode item) {
    try {
      return new JobArtifact(
          text(what, item, "path"),
          item.path("node_index").asInt(),
          URI.create(text(what, item, "url")));
    } catch (IllegalArgumentException _) {
      throw unreadable(what);
    }
  }

  static UUID id(String what, JsonNode item, String field) {
    try {
      return UUID.fromString(text(what, item, field));
    } catch (IllegalArgumentException _) {
      throw unreadable(what);
    }
  }

  /**
   * Pipelines of the OAuth app name their commit under `vcs`, those of the GitHub App under `git`.
   */
  static String commit(JsonNode pipeline) {
    String revision = pipeline.path("vcs").path("revision").asText("");
    return revision.isEmpty()
        ? pipeline.path("trigger_parameters").path("git").path("checkout_sha").asText("")
        : revision;
  }

  /** Whether a pipeline ended before it had workflows ("state", API v2 reference). */
  static boolean errored(JsonNode pipeline) {
    return pipeline.path("state").asText("").equals("errored");
  }

  /** Whether a pipeline begins no more workflows: the other states are on the way to these. */
  static boolean settled(JsonNode pipeline) {
    return errored(pipeline) || pipeline.path("state").asText("").equals("created");
  }

  /** The pipeline's number, as people see it. */
  static long number(JsonNode pipeline) {
    return pipeline.path("number").asLong();
  }

  static Unavailable unreadable(String what) {
    return new Unavailable("CircleCI's answer about " + what + " could not be read", null);
  }

  private static String text(String what, JsonNode item, String field) {
    if (!item.path(field).isTextual()) {
      throw unreadable(what);
    }
    return item.path(field).textValue();
  }

  private static Workflow.Status status(String word) {
    String name = word.toUpperCase(Locale.ROOT);
    return Arrays.stream(Workflow.Status.values())
        .filter(status -> status.name().equals(name))
        .findFirst()
        .orElse(Workflow.Status.UNKNOWN);
  }

  private static Instant instant(String what, JsonNode item, String field) {
    try {
      return OffsetDateTime.parse(text(what, item, field)).toInstant();
    } catch (DateTimeException _) {
      throw unreadable(what);
    }
  }
}
