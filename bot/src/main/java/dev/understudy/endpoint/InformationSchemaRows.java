package dev.understudy.endpoint;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.understudy.artifact.Schema.Column;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The rows of INFORMATION_SCHEMA's views over what is stored here.
 *
 * @see <a href="https://cloud.google.com/bigquery/docs/information-schema-intro">Introduction to
 *     INFORMATION_SCHEMA</a>
 */
final class InformationSchemaRows {
  private final Resources resources;

  InformationSchemaRows(Resources resources) {
    this.resources = resources;
  }

  /**
   * The rows of a view.
   *
   * @param scope what stands before INFORMATION_SCHEMA: a project, a dataset, a region or two of
   *     them; nothing for the default project
   * @param view its name in capitals
   */
  List<Map<String, @Nullable Object>> rows(List<String> scope, String view, String project) {
    List<Map<String, @Nullable Object>> rows = new ArrayList<>();
    String last = scope.isEmpty() ? "" : scope.getLast();
    boolean region = last.toLowerCase(Locale.ROOT).startsWith("region-");
    String in = scope.size() == 2 ? scope.getFirst() : project;
    for (ObjectNode dataset : resources.store.list("datasets", in)) {
      String id = dataset.path("datasetReference").path("datasetId").asText();
      if (scope.isEmpty() || region || id.equals(last)) {
        of(view, in, id, dataset, rows::add);
      }
    }
    if (!scope.isEmpty() && !region && !view.startsWith("SCHEMATA")) {
      resources.dataset(in, last);
    }
    return rows;
  }

  private void of(
      String view,
      String project,
      String dataset,
      JsonNode value,
      Consumer<Map<String, @Nullable Object>> rows) {
    switch (view) {
      case "SCHEMATA" -> {
        Map<String, @Nullable Object> row = new LinkedHashMap<>();
        row.put("catalog_name", project);
        row.put("schema_name", dataset);
        row.put("creation_time", time(value, "creationTime"));
        row.put("last_modified_time", time(value, "lastModifiedTime"));
        row.put("location", value.path("location").asText());
        rows.accept(row);
      }
      case "ROUTINES" ->
          resources.store.list("routines", project, dataset).forEach(r -> rows.accept(routine(r)));
      default ->
          resources.tables(project, dataset).forEach(t -> table(view, project, dataset, t, rows));
    }
  }

  private void table(
      String view,
      String project,
      String dataset,
      JsonNode table,
      Consumer<Map<String, @Nullable Object>> rows) {
    String name = Resources.id(table);
    Map<String, @Nullable Object> row = new LinkedHashMap<>();
    row.put("table_catalog", project);
    row.put("table_schema", dataset);
    row.put("table_name", name);
    switch (view) {
      case "TABLES" -> {
        String type = table.path("type").asText();
        row.put("table_type", type(type));
        row.put("is_insertable_into", type.equals("TABLE") ? "YES" : "NO");
        row.put("is_typed", "NO");
        row.put("creation_time", time(table, "creationTime"));
        rows.accept(row);
      }
      case "VIEWS" -> {
        if (table.has("view")) {
          row.put("view_definition", table.path("view").path("query").asText());
          row.put("use_standard_sql", "YES");
          rows.accept(row);
        }
      }
      case "PARTITIONS" -> {
        int count = resources.store.rows(project, dataset, name).size();
        row.put("total_rows", count);
        row.put("last_modified_time", time(table, "lastModifiedTime"));
        rows.accept(row);
      }
      case "COLUMNS" -> columns(table, row, rows);
      case "COLUMN_FIELD_PATHS" ->
          fields(
              "",
              TableRules.schema(table.path("schema")).columns(),
              (path, column) -> {
                Map<String, @Nullable Object> field = new LinkedHashMap<>(row);
                field.put("column_name", path.split("\\.", 2)[0]);
                field.put("field_path", path);
                field.put("data_type", StandardTypes.sql(column).replace("`", ""));
                field.put("description", column.description());
                rows.accept(field);
              });
      case "TABLE_OPTIONS" -> options(table, row, rows);
      default -> {}
    }
  }

  private static String type(String type) {
    return switch (type) {
      case "TABLE" -> "BASE TABLE";
      case "MATERIALIZED_VIEW" -> "MATERIALIZED VIEW";
      default -> type;
    };
  }

  private static void columns(
      JsonNode table,
      Map<String, @Nullable Object> row,
      Consumer<Map<String, @Nullable Object>> rows) {
    int position = 0;
    String partition = table.path("timePartitioning").path("field").asText();
    for (Column column : TableRules.schema(table.path("schema")).columns()) {
      Map<String, @Nullable Object> next = new LinkedHashMap<>(row);
      next.put("column_name", column.name());
      next.put("ordinal_position", ++position);
      next.put("is_nullable", column.mode().equals("REQUIRED") ? "NO" : "YES");
      next.put("data_type", StandardTypes.sql(column).replace("`", ""));
      next.put("is_hidden", "NO");
      next.put("is_system_defined", "NO");
      next.put("is_partitioning_column", partition.equals(column.name()) ? "YES" : "NO");
      rows.accept(next);
    }
  }

  private static void fields(String prefix, List<Column> columns, BiConsumer<String, Column> each) {
    for (Column column : columns) {
      each.accept(prefix + column.name(), column);
      fields(prefix + column.name() + ".", column.fields(), each);
    }
  }

  private static void options(
      JsonNode table,
      Map<String, @Nullable Object> row,
      Consumer<Map<String, @Nullable Object>> rows) {
    option(row, rows, "description", "STRING", table.path("description"));
    option(row, rows, "friendly_name", "STRING", table.path("friendlyName"));
    JsonNode labels = table.path("labels");
    if (!labels.isEmpty()) {
      List<String> pairs = new ArrayList<>();
      labels
          .properties()
          .forEach(
              label ->
                  pairs.add(
                      "STRUCT(\"" + label.getKey() + "\", \"" + label.getValue().asText() + "\")"));
      String text = "[" + String.join(", ", pairs) + "]";
      Map<String, @Nullable Object> next = new LinkedHashMap<>(row);
      next.put("option_name", "labels");
      next.put("option_type", "ARRAY<STRUCT<STRING, STRING>>");
      next.put("option_value", text);
      rows.accept(next);
    }
  }

  private static void option(
      Map<String, @Nullable Object> row,
      Consumer<Map<String, @Nullable Object>> rows,
      String name,
      String type,
      JsonNode value) {
    if (value.isTextual()) {
      Map<String, @Nullable Object> next = new LinkedHashMap<>(row);
      next.put("option_name", name);
      next.put("option_type", type);
      next.put("option_value", value.toString());
      rows.accept(next);
    }
  }

  private static Map<String, @Nullable Object> routine(JsonNode routine) {
    JsonNode reference = routine.path("routineReference");
    Map<String, @Nullable Object> row = new LinkedHashMap<>();
    for (String prefix : List.of("specific", "routine")) {
      row.put(prefix + "_catalog", reference.path("projectId").asText());
      row.put(prefix + "_schema", reference.path("datasetId").asText());
      row.put(prefix + "_name", reference.path("routineId").asText());
    }
    String type = routine.path("routineType").asText();
    row.put(
        "routine_type",
        type.equals("PROCEDURE")
            ? "PROCEDURE"
            : type.equals("TABLE_VALUED_FUNCTION") ? "TABLE FUNCTION" : "FUNCTION");
    boolean sql = routine.path("language").asText().equals("SQL");
    row.put("routine_body", sql ? "SQL" : "EXTERNAL");
    row.put("external_language", sql ? null : routine.path("language").asText());
    row.put("routine_definition", routine.path("definitionBody").asText());
    row.put("created", time(routine, "creationTime"));
    row.put("last_altered", time(routine, "lastModifiedTime"));
    row.put("ddl", routine.path(RoutineDdl.STATEMENT).asText());
    return row;
  }

  private static @Nullable String time(JsonNode resource, String field) {
    long millis = resource.path(field).asLong(0);
    return millis == 0 ? null : Instant.ofEpochMilli(millis).toString();
  }
}
