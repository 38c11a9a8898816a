package dev.understudy.endpoint;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/** The options of columns: their descriptions. */
final class ColumnOptions {
  private ColumnOptions() {}

  static void describe(
      ObjectNode table,
      Map<String, Map<String, String>> columns,
      DdlOptions options,
      String project) {
    columns.forEach(
        (name, texts) ->
            field(table, name).ifPresent(field -> describe(field, options.values(texts, project))));
  }

  static void describe(ObjectNode field, JsonNode values) {
    JsonNode description = values.path("description");
    if (description.isNull()) {
      field.remove("description");
    } else if (!description.isMissingNode()) {
      field.put("description", description.asText());
    }
  }

  /** A column of a table, whatever the case of its name. */
  static Optional<ObjectNode> field(JsonNode table, String name) {
    for (JsonNode field : table.path("schema").path("fields")) {
      if (field.path("name").asText().toLowerCase(Locale.ROOT).equals(name.toLowerCase(Locale.ROOT))
          && field instanceof ObjectNode found) {
        return Optional.of(found);
      }
    }
    return Optional.empty();
  }
}
