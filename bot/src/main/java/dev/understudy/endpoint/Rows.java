package dev.understudy.endpoint;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.understudy.artifact.Schema;
import dev.understudy.artifact.Schema.Column;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.format.DateTimeParseException;
import java.util.List;

/** Rows in the {@code f}/{@code v} form of query results. */
final class Rows {
  private Rows() {}

  static void page(ObjectNode answer, Schema schema, List<ObjectNode> rows, Call call) {
    int start = Math.min(Math.max(call.offset(), 0), rows.size());
    int end = (int) Math.min((long) start + Math.max(call.limit(), 0), rows.size());
    boolean micros =
        Boolean.parseBoolean(call.query().getOrDefault("formatOptions.useInt64Timestamp", "false"))
            || call.body().path("formatOptions").path("useInt64Timestamp").asBoolean();
    answer.put("totalRows", Integer.toString(rows.size()));
    ArrayNode out = answer.putArray("rows");
    rows.subList(start, end).forEach(r -> row(out.addObject(), schema.columns(), r, micros));
    if (end < rows.size()) {
      answer.put("pageToken", Integer.toString(end));
    }
  }

  private static void row(ObjectNode out, List<Column> columns, JsonNode row, boolean micros) {
    ArrayNode cells = out.putArray("f");
    for (Column column : columns) {
      ObjectNode cell = cells.addObject();
      JsonNode value = row.path(column.name());
      if (!column.mode().equals("REPEATED")) {
        value(cell, column, value, micros);
        continue;
      }
      ArrayNode items = cell.putArray("v");
      value.forEach(v -> value(items.addObject(), column, v, micros));
    }
  }

  private static void value(ObjectNode cell, Column column, JsonNode value, boolean micros) {
    if (value.isNull() || value.isMissingNode()) {
      cell.putNull("v");
    } else if (column.type().equals("RECORD")) {
      row(cell.putObject("v"), column.fields(), value, micros);
    } else if (column.type().equals("TIMESTAMP")) {
      cell.put("v", timestamp(value.asText(), micros));
    } else {
      cell.put("v", value.isValueNode() ? value.asText() : value.toString());
    }
  }

  private static String timestamp(String text, boolean micros) {
    String iso = text.replace(" UTC", "Z").replaceFirst("(\\d) (\\d)", "$1T$2");
    String zoned = iso.replaceFirst("([+-]\\d\\d)$", "$1:00");
    try {
      Instant at = OffsetDateTime.parse(zoned).toInstant();
      long value = at.getEpochSecond() * 1_000_000 + at.getNano() / 1_000;
      return micros ? Long.toString(value) : java.math.BigDecimal.valueOf(value, 6).toPlainString();
    } catch (DateTimeParseException _) {
      return text;
    }
  }
}
