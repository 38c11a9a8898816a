package dev.understudy.endpoint;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.understudy.artifact.Identifier;
import dev.understudy.artifact.Schema;
import dev.understudy.artifact.Schema.Column;
import dev.understudy.endpoint.Definitions.Query;
import dev.understudy.sql.Ddl;
import dev.understudy.sql.Ddl.Action;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;

/** ALTER TABLE, VIEW and MATERIALIZED VIEW. */
final class AlterTable {
  /**
   * Changes of a type that keep every value, see <a
   * href="https://cloud.google.com/bigquery/docs/managing-table-schemas#change_a_columns_data_type">managing
   * table schemas</a>.
   */
  private static final Map<String, Set<String>> WIDER =
      Map.of(
          "INTEGER", Set.of("NUMERIC", "BIGNUMERIC", "FLOAT"),
          "NUMERIC", Set.of("BIGNUMERIC", "FLOAT"));

  private final Resources resources;
  private final Definitions definitions;
  private final DdlOptions options;

  AlterTable(Resources resources, Definitions definitions, DdlOptions options) {
    this.resources = resources;
    this.definitions = definitions;
    this.options = options;
  }

  /** Performs every action or none; says what was done. */
  String perform(Ddl ddl, Identifier id, Query query, boolean dryRun) {
    resources.dataset(id.project(), id.dataset());
    Optional<ObjectNode> found = resources.table(id.project(), id.dataset(), id.name());
    if (found.isEmpty() && ddl.lenient()) {
      return "SKIP";
    }
    return resources.store.locked(
        () -> {
          ObjectNode table = resources.requireTable(id.project(), id.dataset(), id.name());
          List<ObjectNode> rows =
              new ArrayList<>(resources.store.rows(id.project(), id.dataset(), id.name()));
          Identifier to = id;
          for (Action action : ddl.actions()) {
            if (action.what() == Action.What.RENAME_TO) {
              to =
                  new Identifier(id.project(), id.dataset(), Objects.requireNonNull(action.text()));
              refuseTaken(to);
            } else {
              apply(action, id, table, rows, query);
            }
          }
          Resources.labels(table);
          TableRules.check(table);
          if (!dryRun) {
            save(id, to, table, rows);
          }
          return "ALTER";
        });
  }

  private void refuseTaken(Identifier to) {
    if (resources.table(to.project(), to.dataset(), to.name()).isPresent()) {
      throw Refusal.duplicate("Table " + Resources.named(to));
    }
  }

  private void save(Identifier id, Identifier to, ObjectNode table, List<ObjectNode> rows) {
    if (!to.equals(id)) {
      resources.dropTable(id.project(), id.dataset(), id.name());
      table.put("id", Resources.named(to));
      table.withObject("/tableReference").put("tableId", to.name());
    }
    resources.save(table, "tables", to.project(), to.dataset(), to.name());
    if (!rows.isEmpty()) {
      resources.store.rows(rows, to.project(), to.dataset(), to.name());
    }
  }

  private void apply(
      Action action, Identifier id, ObjectNode table, List<ObjectNode> rows, Query query) {
    if (action.what() == Action.What.SET_OPTIONS) {
      DdlOptions.check(action.options());
      DdlOptions.apply(options.values(action.options(), id.project()), table);
      return;
    }
    String name = Objects.requireNonNull(action.column());
    Optional<ObjectNode> column = ColumnOptions.field(table, name);
    if (action.what() == Action.What.ADD_COLUMN) {
      add(action, table, column, query);
      return;
    }
    if (column.isEmpty()) {
      if (action.lenient()) {
        return;
      }
      throw Refusal.query("Column not found: " + name);
    }
    change(action, name, column.get(), table, rows, query);
  }

  private void add(Action action, ObjectNode table, Optional<ObjectNode> old, Query query) {
    if (old.isPresent()) {
      if (action.lenient()) {
        return;
      }
      throw Refusal.query("Column already exists: " + action.column());
    }
    Column column = column(Objects.requireNonNull(action.text()), query);
    if (column.mode().equals("REQUIRED")) {
      throw Refusal.query(
          "Cannot add required columns to an existing schema (field: " + column.name() + ")");
    }
    ArrayNode fields = table.withObject("/schema").withArray("/fields");
    TableRules.json(new Schema(List.of(column))).path("fields").forEach(fields::add);
    ColumnOptions.field(table, column.name())
        .ifPresent(
            field ->
                ColumnOptions.describe(field, options.values(action.options(), query.project())));
  }

  /** A column by its definition, which GoogleSQL reads. */
  private Column column(String definition, Query query) {
    String sql = "CREATE TABLE _understudy.t (" + definition + ")";
    return definitions
        .valid(new Query(sql, query.project(), null, Map.of(), false))
        .output()
        .columns()
        .getFirst();
  }

  private void change(
      Action action,
      String name,
      ObjectNode column,
      ObjectNode table,
      List<ObjectNode> rows,
      Query query) {
    String old = column.path("name").asText();
    switch (action.what()) {
      case DROP_COLUMN -> {
        refuseUsed(table, old);
        removeFrom(table.withObject("/schema").withArray("/fields"), old);
        rows.forEach(row -> row.remove(old));
      }
      case RENAME_COLUMN -> {
        refuseUsed(table, old);
        String to = Objects.requireNonNull(action.text());
        if (ColumnOptions.field(table, to).isPresent()) {
          throw Refusal.query("Column already exists: " + to);
        }
        column.put("name", to);
        rows.stream().filter(r -> r.has(old)).forEach(r -> r.set(to, r.remove(old)));
      }
      case SET_COLUMN_OPTIONS ->
          ColumnOptions.describe(column, options.values(action.options(), query.project()));
      case DROP_NOT_NULL -> column.put("mode", "NULLABLE");
      case SET_DATA_TYPE -> widen(column, column("`" + name + "` " + action.text(), query));
      default -> throw Refusal.undecidable(action.what() + " is not performed here");
    }
  }

  private static void widen(ObjectNode column, Column wanted) {
    String from = column.path("type").asText();
    if (!from.equals(wanted.type())
        && !WIDER.getOrDefault(from, Set.of()).contains(wanted.type())) {
      throw Refusal.query(
          "ALTER TABLE ALTER COLUMN SET DATA TYPE requires that the existing column type ("
              + from
              + ") is assignable to the new type ("
              + wanted.type()
              + ")");
    }
    column.put("type", wanted.type());
  }

  private static void refuseUsed(JsonNode table, String column) {
    boolean partitions =
        table.path("timePartitioning").path("field").asText().equalsIgnoreCase(column)
            || table.path("rangePartitioning").path("field").asText().equalsIgnoreCase(column);
    boolean clusters = false;
    for (JsonNode field : table.path("clustering").path("fields")) {
      clusters |= field.asText().equalsIgnoreCase(column);
    }
    if (partitions || clusters) {
      throw Refusal.query(
          "Column " + column + " is used for partitioning or clustering and cannot be changed");
    }
  }

  private static void removeFrom(ArrayNode fields, String name) {
    for (int i = 0; i < fields.size(); i++) {
      if (fields.get(i).path("name").asText().equals(name)) {
        fields.remove(i);
        return;
      }
    }
  }
}
