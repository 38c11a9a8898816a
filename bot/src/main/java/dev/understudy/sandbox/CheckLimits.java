package dev.understudy.sandbox;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.Set;

/** What a check may hold ("Check runs", docs.github.com): 422 beyond. */
final class CheckLimits {
  private static final int TEXT = 65_535;
  private static final int ANNOTATIONS = 50;
  private static final int ACTIONS = 3;
  private static final Set<String> LEVELS = Set.of("notice", "warning", "failure");

  private CheckLimits() {}

  static void check(ObjectNode body) {
    if (body.has("output")) {
      output(body.path("output"));
    }
    if (body.path("actions").size() > ACTIONS) {
      throw invalid("actions", "has more than " + ACTIONS + " items");
    }
    for (JsonNode action : body.path("actions")) {
      for (String field : List.of("label", "description", "identifier")) {
        int limit = field.equals("description") ? 40 : 20;
        present(action, field, "actions");
        longest(action, field, limit);
      }
    }
  }

  private static void output(JsonNode output) {
    present(output, "summary", "output");
    longest(output, "summary", TEXT);
    longest(output, "text", TEXT);
    if (output.path("annotations").size() > ANNOTATIONS) {
      throw invalid("annotations", "exceeds a maximum quantity of " + ANNOTATIONS);
    }
    for (JsonNode annotation : output.path("annotations")) {
      present(annotation, "path", "annotations");
      present(annotation, "message", "annotations");
      present(annotation, "start_line", "annotations");
      present(annotation, "end_line", "annotations");
      if (!LEVELS.contains(annotation.path("annotation_level").asText())) {
        throw invalid("annotation_level", "is not included in the list");
      }
    }
  }

  private static void present(JsonNode node, String field, String of) {
    if (!node.hasNonNull(field)) {
      throw invalid(of, "needs " + field);
    }
  }

  private static void longest(JsonNode node, String field, int limit) {
    String text = node.path(field).asText("");
    if (text.codePointCount(0, text.length()) > limit) {
      throw invalid(field, "is too long: only " + limit + " characters are allowed");
    }
  }

  private static Refusal invalid(String field, String message) {
    return Refusal.invalid("CheckRun", field, message);
  }
}
