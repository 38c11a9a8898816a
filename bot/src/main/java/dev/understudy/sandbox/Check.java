package dev.understudy.sandbox;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import java.util.stream.StreamSupport;
import org.jspecify.annotations.Nullable;

/**
 * A check run as somebody sees it on the pull request's page.
 *
 * @param status {@code queued}, {@code in_progress} or {@code completed}
 * @param conclusion such as {@code success}; null while it runs
 */
public record Check(
    long id,
    String name,
    String sha,
    @Nullable String externalId,
    String status,
    @Nullable String conclusion,
    @Nullable String title,
    @Nullable String summary,
    @Nullable String text,
    @Nullable String detailsUrl,
    List<Annotation> annotations,
    List<Button> buttons) {
  public Check {
    annotations = List.copyOf(annotations);
    buttons = List.copyOf(buttons);
  }

  /** A remark at lines of a file. */
  public record Annotation(
      String path,
      int startLine,
      int endLine,
      String level,
      @Nullable String title,
      String message) {}

  /** A button below the check. */
  public record Button(String label, String description, String identifier) {}

  /** Reads what the sandbox keeps. */
  static Check of(JsonNode run) {
    JsonNode output = run.path("output");
    return new Check(
        run.path("id").asLong(),
        run.path("name").asText(),
        run.path("head_sha").asText(),
        Json.text(run, "external_id"),
        run.path("status").asText(),
        Json.text(run, "conclusion"),
        Json.text(output, "title"),
        Json.text(output, "summary"),
        Json.text(output, "text"),
        Json.text(run, "details_url"),
        elements(output.path("annotations")).stream().map(Check::annotation).toList(),
        elements(run.path("actions")).stream().map(Check::button).toList());
  }

  private static Annotation annotation(JsonNode node) {
    return new Annotation(
        node.path("path").asText(),
        node.path("start_line").asInt(),
        node.path("end_line").asInt(),
        node.path("annotation_level").asText(),
        Json.text(node, "title"),
        node.path("message").asText());
  }

  private static Button button(JsonNode node) {
    return new Button(
        node.path("label").asText(),
        node.path("description").asText(),
        node.path("identifier").asText());
  }

  static List<JsonNode> elements(JsonNode array) {
    return StreamSupport.stream(array.spliterator(), false).toList();
  }
}
