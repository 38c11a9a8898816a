package dev.understudy.endpoint;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.understudy.artifact.Schema.Column;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Rows of tabledata.insertAll, checked against the columns of their table.
 *
 * @see <a
 *     href="https://cloud.google.com/bigquery/docs/reference/rest/v2/tabledata/insertAll">insertAll</a>
 */
final class InsertedRows {
  private final List<Column> columns;
  private final boolean skipInvalid;
  private final boolean ignoreUnknown;
  private final List<ObjectNode> good = new ArrayList<>();
  private final ArrayNode errors = Store.JSON.createArrayNode();

  private InsertedRows(List<Column> columns, JsonNode body) {
    this.columns = columns;
    this.skipInvalid = body.path("skipInvalidRows").asBoolean();
    this.ignoreUnknown = body.path("ignoreUnknownValues").asBoolean();
  }

  static InsertedRows of(List<Column> columns, JsonNode body) {
    InsertedRows rows = new InsertedRows(columns, body);
    int index = 0;
    List<Integer> fine = new ArrayList<>();
    for (JsonNode row : body.path("rows")) {
      if (!(row.path("json") instanceof ObjectNode json)) {
        throw Refusal.invalid("A row has no json object");
      }
      if (rows.take(index, json)) {
        fine.add(index);
      }
      index++;
    }
    if (!rows.errors.isEmpty() && !rows.skipInvalid) {
      rows.good.clear();
      fine.forEach(i -> rows.error(i, "stopped", "", ""));
    }
    return rows;
  }

  /** What is to be stored: nothing where a row is wrong, unless wrong rows may be skipped. */
  List<ObjectNode> good() {
    return good;
  }

  ObjectNode answer() {
    ObjectNode answer = Store.JSON.createObjectNode();
    answer.put("kind", "bigquery#tableDataInsertAllResponse");
    if (!errors.isEmpty()) {
      answer.set("insertErrors", errors);
    }
    return answer;
  }

  private boolean take(int index, ObjectNode json) {
    ObjectNode row = Store.JSON.createObjectNode();
    for (var field : json.properties()) {
      Optional<Column> column =
          columns.stream().filter(c -> c.name().equalsIgnoreCase(field.getKey())).findFirst();
      if (column.isEmpty() && ignoreUnknown) {
        continue;
      }
      String wrong =
          column.isEmpty()
              ? "no such field: " + field.getKey() + "."
              : wrong(column.get(), field.getValue());
      if (wrong != null) {
        error(index, "invalid", field.getKey(), wrong);
        return false;
      }
      row.set(column.orElseThrow().name(), field.getValue());
    }
    for (Column column : columns) {
      if (column.mode().equals("REQUIRED") && row.path(column.name()).isMissingNode()) {
        error(index, "invalid", column.name(), "Missing required field: " + column.name() + ".");
        return false;
      }
    }
    good.add(row);
    return true;
  }

  private void error(int index, String reason, String location, String message) {
    errors
        .addObject()
        .put("index", index)
        .putArray("errors")
        .addObject()
        .put("reason", reason)
        .put("location", location)
        .put("debugInfo", "")
        .put("message", message);
  }

  private static @Nullable String wrong(Column column, JsonNode value) {
    if (value.isNull()) {
      return column.mode().equals("REQUIRED")
          ? "Missing required field: " + column.name() + "."
          : null;
    }
    boolean repeated = column.mode().equals("REPEATED");
    if (repeated != value.isArray()) {
      return repeated
          ? "Field " + column.name() + " is repeated, but its value is no array."
          : "Array specified for non-repeated field: " + column.name() + ".";
    }
    if (!repeated) {
      return wrongScalar(column, value);
    }
    for (JsonNode item : value) {
      String wrong = wrongScalar(column, item);
      if (wrong != null) {
        return wrong;
      }
    }
    return null;
  }

  private static @Nullable String wrongScalar(Column column, JsonNode value) {
    boolean fits =
        switch (column.type()) {
          case "RECORD" -> value.isObject();
          case "INTEGER" -> isWhole(value.asText("x"));
          case "FLOAT", "NUMERIC", "BIGNUMERIC" ->
              value.asText().matches("(?i)[+-]?(inf|infinity|nan)") || isNumber(value.asText("x"));
          case "BOOLEAN" -> value.asText().matches("(?i)true|false|t|f|1|0");
          case "DATE" -> value.asText().matches("\\d{4}-\\d{1,2}-\\d{1,2}");
          case "JSON" -> true;
          default -> value.isValueNode();
        };
    return fits
        ? null
        : "Cannot convert value to "
            + column.type().toLowerCase(Locale.ROOT)
            + " (bad value): "
            + value.asText(value.toString());
  }

  private static boolean isWhole(String text) {
    try {
      new BigDecimal(text).toBigIntegerExact();
      return true;
    } catch (ArithmeticException | NumberFormatException _) {
      return false;
    }
  }

  private static boolean isNumber(String text) {
    try {
      return new BigDecimal(text).scale() > Integer.MIN_VALUE;
    } catch (NumberFormatException _) {
      return false;
    }
  }
}
