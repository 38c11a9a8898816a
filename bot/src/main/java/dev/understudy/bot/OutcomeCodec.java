package dev.understudy.bot;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.understudy.artifact.Identifier;
import dev.understudy.report.Outcome;
import dev.understudy.report.Result;
import java.util.ArrayList;
import java.util.List;

/** What came of a deploy, as text, to be told again when the team's tests end. */
final class OutcomeCodec {
  private static final ObjectMapper MAPPER = new ObjectMapper();

  private OutcomeCodec() {}

  static String write(Outcome outcome) {
    ObjectNode root = MAPPER.createObjectNode();
    for (Result result : outcome.results()) {
      ObjectNode node = root.withArray("results").addObject();
      node.put("id", result.id().toString()).put("stage", result.stageId().toString());
      node.put("state", result.state().name()).put("message", result.message());
      node.put("millis", result.millis());
    }
    outcome
        .failedDatasets()
        .forEach(f -> root.withArray("failed").addObject().put("d", f.dataset()).put("w", f.why()));
    outcome.left().forEach(left -> root.withArray("left").add(left));
    return root.toString();
  }

  static Outcome read(String text) {
    try {
      JsonNode root = MAPPER.readTree(text);
      List<Result> results = new ArrayList<>();
      root.path("results").forEach(node -> results.add(result(node)));
      List<Outcome.FailedDataset> failed = new ArrayList<>();
      root.path("failed")
          .forEach(
              n ->
                  failed.add(
                      new Outcome.FailedDataset(n.path("d").asText(), n.path("w").asText())));
      List<String> left = new ArrayList<>();
      root.path("left").forEach(node -> left.add(node.asText()));
      return new Outcome(results, failed, left, false, false, false);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("an outcome cannot be read back", e);
    }
  }

  private static Result result(JsonNode node) {
    return new Result(
        Identifier.parse(node.path("id").asText()),
        Identifier.parse(node.path("stage").asText()),
        Result.State.valueOf(node.path("state").asText()),
        node.path("message").isNull() ? null : node.path("message").asText(),
        node.path("millis").asLong());
  }
}
