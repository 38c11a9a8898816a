package dev.understudy.endpoint;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.understudy.artifact.Schema.Column;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * Types as routines and parameters spell them.
 *
 * @see <a
 *     href="https://cloud.google.com/bigquery/docs/reference/rest/v2/StandardSqlDataType">StandardSqlDataType</a>
 */
final class StandardTypes {
  private static final Map<String, String> NAMES =
      Map.of(
          "INTEGER", "INT64",
          "FLOAT", "FLOAT64",
          "BOOLEAN", "BOOL",
          "RECORD", "STRUCT");

  private StandardTypes() {}

  static ObjectNode json(Column column) {
    ObjectNode type = element(column);
    if (!column.mode().equals("REPEATED")) {
      return type;
    }
    ObjectNode array = Store.JSON.createObjectNode().put("typeKind", "ARRAY");
    array.set("arrayElementType", type);
    return array;
  }

  private static ObjectNode element(Column column) {
    ObjectNode type =
        Store.JSON
            .createObjectNode()
            .put("typeKind", NAMES.getOrDefault(column.type(), column.type()));
    if (!column.fields().isEmpty()) {
      var fields = type.putObject("structType").putArray("fields");
      for (Column field : column.fields()) {
        fields.addObject().put("name", field.name()).set("type", json(field));
      }
    }
    return type;
  }

  /** A type in GoogleSQL's spelling; of arrays and records the outermost kind is told. */
  static ObjectNode json(String name) {
    String upper = name.strip().toUpperCase(Locale.ROOT);
    int bracket = upper.indexOf('<');
    String kind = bracket < 0 ? upper : upper.substring(0, bracket);
    ObjectNode type = Store.JSON.createObjectNode().put("typeKind", NAMES.getOrDefault(kind, kind));
    if (kind.equals("ARRAY") && bracket > 0) {
      type.set("arrayElementType", json(name.strip().substring(6, name.strip().length() - 1)));
    }
    return type;
  }

  /** A column's type in SQL. */
  static String sql(Column column) {
    String type = NAMES.getOrDefault(column.type(), column.type());
    if (!column.fields().isEmpty()) {
      type =
          column.fields().stream()
              .map(field -> "`" + field.name() + "` " + sql(field))
              .collect(Collectors.joining(", ", "STRUCT<", ">"));
    }
    return column.mode().equals("REPEATED") ? "ARRAY<" + type + ">" : type;
  }
}
