package dev.understudy.sandbox;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Collection;
import org.jspecify.annotations.Nullable;

/** JSON as GitHub writes it. */
final class Json {
  static final ObjectMapper MAPPER = new ObjectMapper();

  private Json() {}

  static ObjectNode object() {
    return MAPPER.createObjectNode();
  }

  static ArrayNode array(Collection<? extends JsonNode> elements) {
    return MAPPER.createArrayNode().addAll(elements);
  }

  static byte[] utf8(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  /** The object that a text holds; an empty one where there is none. */
  static ObjectNode parse(String text) {
    try {
      JsonNode node = text.isBlank() ? object() : MAPPER.readTree(text);
      if (node instanceof ObjectNode object) {
        return object;
      }
      throw new Refusal(400, "Body should be a JSON object");
    } catch (JsonProcessingException _) {
      throw new Refusal(400, "Problems parsing JSON");
    }
  }

  /** ISO 8601 to the second, as GitHub writes it. */
  static String time(Instant instant) {
    return instant.truncatedTo(ChronoUnit.SECONDS).toString();
  }

  static @Nullable String timeOrNull(@Nullable Instant instant) {
    return instant == null ? null : time(instant);
  }

  /** A field's text, or null where it is missing or null. */
  static @Nullable String text(JsonNode node, String field) {
    JsonNode value = node.path(field);
    return value.isMissingNode() || value.isNull() ? null : value.asText();
  }
}
