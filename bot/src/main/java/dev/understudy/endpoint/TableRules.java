package dev.understudy.endpoint;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.understudy.artifact.Schema;
import dev.understudy.artifact.Schema.Column;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/** What BigQuery demands of a table's columns, and their JSON form. */
final class TableRules {
  private static final Set<String> TYPES =
      Set.of(
          "STRING",
          "BYTES",
          "INTEGER",
          "FLOAT",
          "BOOLEAN",
          "TIMESTAMP",
          "DATE",
          "TIME",
          "DATETIME",
          "GEOGRAPHY",
          "NUMERIC",
          "BIGNUMERIC",
          "JSON",
          "RECORD",
          "INTERVAL",
          "RANGE");
  private static final Set<String> MODES = Set.of("NULLABLE", "REQUIRED", "REPEATED");

  private TableRules() {}

  static void check(JsonNode table) {
    List<Column> columns = schema(table.path("schema")).columns();
    columns.forEach(TableRules::check);
    String field = table.path("timePartitioning").path("field").asText("");
    if (!field.isEmpty()) {
      partition(columns, field);
    }
    JsonNode clustering = table.path("clustering").path("fields");
    if (clustering.size() > 4) {
      throw Refusal.invalid("Clustering on more than 4 fields is not supported");
    }
    for (JsonNode name : clustering) {
      if (columns.stream().noneMatch(c -> c.name().equalsIgnoreCase(name.asText()))) {
        throw Refusal.invalid(
            "The field specified for clustering cannot be found in the schema: " + name.asText());
      }
    }
    if (table.path("view").path("query").asText("").length() > 256 * 1024) {
      throw Refusal.invalid("The view query exceeds the maximum length of 256K characters");
    }
  }

  /**
   * Refuses a change of columns that loses something: columns may be added, a REQUIRED one may
   * become NULLABLE.
   *
   * @see <a href="https://cloud.google.com/bigquery/docs/managing-table-schemas">managing table
   *     schemas</a>
   */
  static void checkChange(JsonNode old, JsonNode next) {
    if (!old.path("type").asText().equals("TABLE")) {
      return;
    }
    kept("", schema(old.path("schema")).columns(), schema(next.path("schema")).columns());
    for (String partitions : List.of("timePartitioning", "rangePartitioning")) {
      if (!old.path(partitions).path("field").equals(next.path(partitions).path("field"))
          || old.has(partitions) != next.has(partitions)) {
        throw Refusal.invalid("Cannot change partitioning of an existing table");
      }
    }
  }

  private static void kept(String prefix, List<Column> old, List<Column> next) {
    for (Column was : old) {
      String name = prefix + was.name();
      Column is =
          next.stream()
              .filter(c -> c.name().equalsIgnoreCase(was.name()))
              .findFirst()
              .orElseThrow(
                  () ->
                      Refusal.invalid(
                          "Provided Schema does not match Table. Field "
                              + name
                              + " is missing in new schema"));
      boolean relaxed = was.mode().equals("REQUIRED") && is.mode().equals("NULLABLE");
      if (!is.type().equals(was.type())) {
        throw Refusal.invalid(
            "Provided Schema does not match Table. Field %s has changed type from %s to %s"
                .formatted(name, was.type(), is.type()));
      }
      if (!is.mode().equals(was.mode()) && !relaxed) {
        throw Refusal.invalid(
            "Provided Schema does not match Table. Field %s has changed mode from %s to %s"
                .formatted(name, was.mode(), is.mode()));
      }
      kept(name + ".", was.fields(), is.fields());
    }
    for (Column is : next) {
      boolean added = old.stream().noneMatch(c -> c.name().equalsIgnoreCase(is.name()));
      if (added && is.mode().equals("REQUIRED")) {
        throw Refusal.invalid(
            "Provided Schema does not match Table. Cannot add required fields to an existing"
                + " schema. (field: "
                + prefix
                + is.name()
                + ")");
      }
    }
  }

  private static void partition(List<Column> columns, String field) {
    String type =
        columns.stream()
            .filter(c -> c.name().equalsIgnoreCase(field))
            .map(Column::type)
            .findFirst()
            .orElseThrow(
                () ->
                    Refusal.invalid(
                        "The field specified for partitioning cannot be found in the schema"));
    if (!Set.of("DATE", "TIMESTAMP", "DATETIME").contains(type)) {
      throw Refusal.invalid(
          "The field specified for partitioning must be DATE, TIMESTAMP or DATETIME, but "
              + field
              + " is "
              + type);
    }
  }

  private static void check(Column column) {
    if (!column
        .name()
        .matches("[\\p{L}\\p{M}\\p{N}_][\\p{L}\\p{M}\\p{N}\\p{Pd}\\p{Zs}_&%=+:'<>#|]{0,299}")) {
      throw Refusal.invalid("Invalid field name \"" + column.name() + "\".");
    }
    if (!TYPES.contains(column.type()) || !MODES.contains(column.mode())) {
      throw Refusal.invalid("Invalid value for type or mode of field " + column.name());
    }
    String description = column.description();
    if (description != null && description.length() > 1024) {
      throw Refusal.invalid("The description of field " + column.name() + " is too long");
    }
    column.fields().forEach(TableRules::check);
  }

  static Schema schema(JsonNode schema) {
    return new Schema(columns(schema.path("fields")));
  }

  private static List<Column> columns(JsonNode fields) {
    List<Column> columns = new ArrayList<>();
    for (JsonNode f : fields) {
      String text = f.path("description").asText("");
      columns.add(
          new Column(
              f.path("name").asText(),
              f.path("type").asText(),
              f.path("mode").asText("NULLABLE").toUpperCase(Locale.ROOT),
              columns(f.path("fields")),
              text.isEmpty() ? null : text));
    }
    return columns;
  }

  static ObjectNode json(Schema schema) {
    ObjectNode node = Store.JSON.createObjectNode();
    fill(node.putArray("fields"), schema.columns());
    return node;
  }

  private static void fill(ArrayNode fields, List<Column> columns) {
    for (Column c : columns) {
      ObjectNode f = fields.addObject();
      f.put("name", c.name()).put("type", c.type()).put("mode", c.mode());
      if (c.description() != null) {
        f.put("description", c.description());
      }
      if (!c.fields().isEmpty()) {
        fill(f.putArray("fields"), c.fields());
      }
    }
  }
}
