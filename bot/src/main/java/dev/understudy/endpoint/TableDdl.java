package dev.understudy.endpoint;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.understudy.artifact.Identifier;
import dev.understudy.endpoint.Definitions.Query;
import dev.understudy.sql.Ddl;
import dev.understudy.sql.Ddl.Target;
import dev.understudy.sql.SqlStatement;
import dev.understudy.sql.Verdict;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** CREATE and DROP of tables, views, materialized views, external tables and snapshots. */
final class TableDdl {
  private static final Map<Target, String> TYPES =
      Map.of(
          Target.TABLE, "TABLE",
          Target.VIEW, "VIEW",
          Target.MATERIALIZED_VIEW, "MATERIALIZED_VIEW",
          Target.EXTERNAL_TABLE, "EXTERNAL",
          Target.SNAPSHOT_TABLE, "SNAPSHOT");

  private final Resources resources;
  private final Definitions definitions;
  private final DdlOptions options;

  TableDdl(Resources resources, Definitions definitions, DdlOptions options) {
    this.resources = resources;
    this.definitions = definitions;
    this.options = options;
  }

  /** What came of a statement. */
  record Done(String operation, Verdict.@Nullable Valid valid) {}

  Done drop(Ddl ddl, Identifier id, boolean dryRun) {
    resources.dataset(id.project(), id.dataset());
    Optional<ObjectNode> table = resources.table(id.project(), id.dataset(), id.name());
    if (table.isEmpty()) {
      if (!ddl.lenient()) {
        throw Refusal.notFound("Table " + Resources.named(id), resources.location);
      }
      return new Done("SKIP", null);
    }
    requireType(ddl, id, table.get());
    if (!dryRun) {
      resources.store.locked(() -> resources.dropTable(id.project(), id.dataset(), id.name()));
    }
    return new Done("DROP", null);
  }

  private static void requireType(Ddl ddl, Identifier id, JsonNode table) {
    String type = table.path("type").asText();
    if (!type.equals(TYPES.get(ddl.target()))) {
      throw Refusal.invalid(
          Resources.named(id)
              + " is not allowed for this operation because it is currently a "
              + type
              + ".");
    }
  }

  Done create(Ddl ddl, Identifier id, SqlStatement statement, Query query, boolean dryRun) {
    resources.dataset(id.project(), id.dataset());
    DdlOptions.check(ddl.target() == Target.EXTERNAL_TABLE ? Map.of() : ddl.options());
    Optional<ObjectNode> old = resources.table(id.project(), id.dataset(), id.name());
    ObjectNode value = Store.JSON.createObjectNode();
    value.putObject("tableReference").put("tableId", id.name());
    Verdict.Valid valid = ddl.source() == null ? definitions.validView(query.checked(), id) : null;
    List<ObjectNode> rows = List.of();
    if (valid != null) {
      value.set("schema", TableRules.json(valid.output()));
      describe(ddl, statement, query, value);
      boolean filled = ddl.target() == Target.TABLE && statement.query() != null;
      rows = filled && !dryRun ? selected(statement, query, valid) : List.of();
    } else {
      rows = copied(ddl, query, value);
    }
    ColumnOptions.describe(value, ddl.columnOptions(), options, id.project());
    Partitioning.apply(ddl, value);
    boolean external = ddl.target() == Target.EXTERNAL_TABLE;
    JsonNode given = options.values(ddl.options(), id.project());
    DdlOptions.apply(given, value);
    if (external) {
      external(given, value);
    }
    String operation = operation(ddl, id, old);
    if (operation.equals("SKIP") || dryRun) {
      TableRules.check(value);
      return new Done(operation, valid);
    }
    store(id, value, rows, ddl.orReplace());
    return new Done(operation, valid);
  }

  private static String operation(Ddl ddl, Identifier id, Optional<ObjectNode> old) {
    if (old.isEmpty()) {
      return "CREATE";
    }
    if (ddl.lenient()) {
      return "SKIP";
    }
    if (!ddl.orReplace()) {
      throw Refusal.duplicate("Table " + Resources.named(id));
    }
    requireType(ddl, id, old.get());
    return "REPLACE";
  }

  private void store(Identifier id, ObjectNode value, List<ObjectNode> rows, boolean replace) {
    resources.store.locked(
        () -> {
          resources.insertTable(id.project(), id.dataset(), value, replace);
          if (!rows.isEmpty()) {
            resources.store.rows(rows, id.project(), id.dataset(), id.name());
          }
          return id;
        });
  }

  private static void describe(Ddl ddl, SqlStatement statement, Query query, ObjectNode value) {
    var span = statement.query();
    if (span == null || ddl.target() == Target.TABLE) {
      return;
    }
    String body = query.sql().substring(span.start(), span.end());
    boolean view = ddl.target() == Target.VIEW;
    ObjectNode into = value.putObject(view ? "view" : "materializedView").put("query", body);
    if (view) {
      into.put("useLegacySql", false);
    }
  }

  /** The rows of CREATE TABLE … AS SELECT, under the names of the table's columns. */
  private List<ObjectNode> selected(SqlStatement statement, Query query, Verdict.Valid valid) {
    Verdict.Valid ran = definitions.valid(query.only(Objects.requireNonNull(statement.query())));
    return ran.rows().stream()
        .map(
            row -> {
              ObjectNode json = Store.JSON.createObjectNode();
              for (int i = 0; i < valid.output().columns().size(); i++) {
                String from = ran.output().columns().get(i).name();
                json.set(
                    valid.output().columns().get(i).name(), Store.JSON.valueToTree(row.get(from)));
              }
              return json;
            })
        .toList();
  }

  /** LIKE, COPY and CLONE take the columns, partitions and clusters; LIKE takes no rows. */
  private List<ObjectNode> copied(Ddl ddl, Query query, ObjectNode value) {
    Ddl.Source source = Objects.requireNonNull(ddl.source());
    Identifier from = Definitions.identifier(source.path(), query);
    definitions.seen(from);
    ObjectNode base = resources.requireTable(from.project(), from.dataset(), from.name());
    for (String field :
        List.of(
            "schema",
            "timePartitioning",
            "rangePartitioning",
            "clustering",
            "requirePartitionFilter")) {
      if (base.has(field)) {
        value.set(field, base.path(field).deepCopy());
      }
    }
    boolean clone = source.how() == Ddl.Source.How.CLONE;
    if (clone) {
      boolean snapshot = ddl.target() == Target.SNAPSHOT_TABLE;
      ObjectNode definition = value.putObject(snapshot ? "snapshotDefinition" : "cloneDefinition");
      definition.set("baseTableReference", base.path("tableReference"));
      definition.put(
          snapshot ? "snapshotTime" : "cloneTime",
          Instant.ofEpochMilli(resources.clock.millis()).toString());
    }
    return source.how() == Ddl.Source.How.LIKE
        ? List.of()
        : resources.store.rows(from.project(), from.dataset(), from.name());
  }

  private static void external(JsonNode given, ObjectNode value) {
    if (!given.has("format")) {
      throw Refusal.query("Option 'format' is required for an external table");
    }
    ObjectNode config = value.putObject("externalDataConfiguration");
    config.put("sourceFormat", given.path("format").asText());
    var uris = config.putArray("sourceUris");
    given.path("uris").forEach(uris::add);
    config.put("autodetect", value.path("schema").path("fields").isEmpty());
  }
}
