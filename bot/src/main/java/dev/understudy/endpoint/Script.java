package dev.understudy.endpoint;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.understudy.artifact.Identifier;
import dev.understudy.artifact.Schema;
import dev.understudy.endpoint.Definitions.Query;
import dev.understudy.sql.Reference;
import dev.understudy.sql.SqlStatement;
import dev.understudy.sql.Verdict;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Runs the statements of a query job, one after the other. */
final class Script {
  private static final Pattern REPLACE =
      Pattern.compile("^\\s*CREATE\\s+OR\\s+REPLACE\\b", Pattern.CASE_INSENSITIVE);
  private static final Pattern LENIENT =
      Pattern.compile("\\bIF\\s+NOT\\s+EXISTS\\b", Pattern.CASE_INSENSITIVE);
  private static final Pattern DROP =
      Pattern.compile(
          "^\\s*DROP\\s+(?:MATERIALIZED\\s+|EXTERNAL\\s+|SNAPSHOT\\s+|TABLE\\s+(?=FUNCTION))?"
              + "(VIEW|TABLE|FUNCTION|PROCEDURE)\\s+(IF\\s+EXISTS\\s+)?([^\\s;]+)",
          Pattern.CASE_INSENSITIVE);

  private final Resources resources;
  private final Definitions definitions;

  Script(Resources resources, Definitions definitions) {
    this.resources = resources;
    this.definitions = definitions;
  }

  /**
   * What a job did.
   *
   * @param statistics of the query, in BigQuery's names
   */
  record Outcome(Schema schema, List<Map<String, @Nullable Object>> rows, ObjectNode statistics) {}

  /** Performs a text, or, on a dry run, only checks it. */
  Outcome run(Query query, boolean dryRun) {
    List<SqlStatement> statements = definitions.facts(query.sql()).statements();
    if (statements.isEmpty()) {
      throw Refusal.query("Syntax error: Unexpected end of statement at [1:1]");
    }
    if (dryRun && statements.size() > 1) {
      throw new Refusal(
          400, "undecidable", "unknown: a dry run of several statements is not decided here");
    }
    Outcome last = null;
    for (SqlStatement statement : statements) {
      String sql = query.sql().substring(statement.span().start(), statement.span().end());
      last = statement(query.of(sql, !dryRun), statement, dryRun);
    }
    return Objects.requireNonNull(last);
  }

  private Outcome statement(Query query, SqlStatement statement, boolean dryRun) {
    ObjectNode statistics = Store.JSON.createObjectNode();
    references(statement, query, statistics.putArray("referencedTables"));
    String type = statement.type().name();
    return switch (statement.type()) {
      case QUERY -> outcome(definitions.valid(query), statistics, "SELECT");
      case CREATE_VIEW, CREATE_MATERIALIZED_VIEW, CREATE_TABLE ->
          relation(query, statement, statistics, dryRun);
      case CREATE_FUNCTION, CREATE_TABLE_FUNCTION, CREATE_PROCEDURE ->
          routine(query, statement, statistics, dryRun);
      case DML -> dml(query, statement, statistics, dryRun);
      case OTHER -> drop(query, statistics, dryRun);
      case CREATE_EXTERNAL_TABLE, CREATE_SNAPSHOT ->
          throw new Refusal(400, "undecidable", "unknown: " + type + " is not performed here");
    };
  }

  private static Outcome outcome(Verdict.Valid valid, ObjectNode statistics, String type) {
    statistics.put("statementType", type).put("totalBytesProcessed", "0");
    statistics.set("schema", TableRules.json(valid.output()));
    return new Outcome(valid.output(), valid.rows(), statistics);
  }

  private static void references(SqlStatement statement, Query query, ArrayNode into) {
    for (Reference reference : statement.references()) {
      if (reference.role() == Reference.Role.TABLE) {
        Definitions.identifier(reference, query).ifPresent(id -> put(into.addObject(), id));
      }
    }
  }

  private static void put(ObjectNode reference, Identifier id) {
    reference.put("projectId", id.project()).put("datasetId", id.dataset());
    reference.put("tableId", id.name());
  }

  private static Identifier target(SqlStatement statement, Query query) {
    Reference created = statement.created();
    if (created == null) {
      throw new Refusal(400, "undecidable", "unknown: temporary objects are not kept here");
    }
    // A table's role makes a name of one part resolve to the default dataset.
    Reference named =
        new Reference(created.path(), created.span(), Reference.Role.TABLE, Reference.Form.PATH);
    return Definitions.identifier(named, query)
        .orElseThrow(() -> Refusal.query("Invalid name " + created.path()));
  }

  private Outcome relation(
      Query query, SqlStatement statement, ObjectNode statistics, boolean dryRun) {
    Identifier id = target(statement, query);
    resources.dataset(id.project(), id.dataset());
    boolean table = statement.type() == SqlStatement.Type.CREATE_TABLE;
    Verdict.Valid valid = definitions.valid(query.of(query.sql(), table && !dryRun));
    ObjectNode value = Store.JSON.createObjectNode();
    put(value.putObject("tableReference"), id);
    value.set("schema", TableRules.json(valid.output()));
    if (!table) {
      var span = Objects.requireNonNull(statement.query());
      int base = statement.span().start();
      String body = query.sql().substring(span.start() - base, span.end() - base);
      boolean view = statement.type() == SqlStatement.Type.CREATE_VIEW;
      value.putObject(view ? "view" : "materializedView").put("query", body);
      ((ObjectNode) value.get(view ? "view" : "materializedView")).put("useLegacySql", false);
    } else if (valid.output().columns().isEmpty()) {
      throw new Refusal(400, "undecidable", "unknown: the columns of " + id + " are not known");
    }
    put(statistics.putObject("ddlTargetTable"), id);
    boolean exists = resources.table(id.project(), id.dataset(), id.name()).isPresent();
    if (operation(query.sql(), exists, statistics) && !dryRun) {
      boolean replace = REPLACE.matcher(query.sql()).find();
      resources.store.locked(
          () -> {
            resources.insertTable(id.project(), id.dataset(), value, replace);
            rows(id, valid.rows());
            return id;
          });
    }
    return outcome(valid, statistics, statement.type().name());
  }

  private void rows(Identifier id, List<Map<String, @Nullable Object>> rows) {
    List<ObjectNode> json = rows.stream().map(r -> (ObjectNode) Store.JSON.valueToTree(r)).toList();
    resources.store.rows(json, id.project(), id.dataset(), id.name());
  }

  /** Whether the statement changes anything. */
  private static boolean operation(String sql, boolean exists, ObjectNode statistics) {
    boolean replace = REPLACE.matcher(sql).find();
    boolean skip = exists && !replace && LENIENT.matcher(sql).find();
    String done = exists && replace ? "REPLACE" : "CREATE";
    statistics.put("ddlOperationPerformed", skip ? "SKIP" : done);
    return !skip;
  }

  private Outcome routine(
      Query query, SqlStatement statement, ObjectNode statistics, boolean dryRun) {
    Identifier id = target(statement, query);
    resources.dataset(id.project(), id.dataset());
    Verdict.Valid valid = definitions.valid(query.of(query.sql(), false));
    ObjectNode value = Store.JSON.createObjectNode();
    value.putObject("routineReference").put("routineId", id.name());
    String type = statement.type().name().replace("CREATE_", "");
    boolean scalar = statement.type() == SqlStatement.Type.CREATE_FUNCTION;
    Verdict.RoutineSignature signature = valid.routine();
    boolean aggregate = signature != null && signature.aggregate();
    value.put("routineType", aggregate ? "AGGREGATE_FUNCTION" : scalar ? "SCALAR_FUNCTION" : type);
    value.put("language", signature == null ? "SQL" : signature.language());
    value.put("_statement", query.sql());
    value.put("definitionBody", query.sql());
    ObjectNode reference = statistics.putObject("ddlTargetRoutine");
    reference.put("projectId", id.project()).put("datasetId", id.dataset());
    reference.put("routineId", id.name());
    boolean exists = resources.routine(id.project(), id.dataset(), id.name()).isPresent();
    if (operation(query.sql(), exists, statistics) && !dryRun) {
      boolean replace = REPLACE.matcher(query.sql()).find();
      resources.insertRoutine(id.project(), id.dataset(), value, replace);
    }
    return outcome(valid, statistics, statement.type().name());
  }

  private Outcome dml(Query query, SqlStatement statement, ObjectNode statistics, boolean dryRun) {
    Identifier target =
        statement.references().stream()
            .filter(r -> r.role() == Reference.Role.TARGET)
            .flatMap(r -> Definitions.identifier(r, query).stream())
            .findFirst()
            .orElseThrow(() -> Refusal.query("The statement has no target table"));
    String type = query.sql().strip().split("\\s", 2)[0].toUpperCase(Locale.ROOT);
    // Rows are read, changed and written by one job at a time.
    return resources.store.locked(
        () -> {
          Verdict.Valid valid = definitions.valid(query);
          List<Map<String, @Nullable Object>> table = valid.table();
          if (!dryRun && table == null) {
            throw new Refusal(400, "undecidable", "unknown: the statement was not executed");
          }
          if (!dryRun && table != null) {
            rows(target, table);
            statistics.put("numDmlAffectedRows", Long.toString(valid.affected()));
          }
          return outcome(valid, statistics, type);
        });
  }

  private Outcome drop(Query query, ObjectNode statistics, boolean dryRun) {
    Matcher drop = DROP.matcher(query.sql());
    if (!drop.find()) {
      throw new Refusal(400, "undecidable", "unknown: this statement is not performed here");
    }
    List<String> path = List.of(drop.group(3).replace("`", "").split("\\."));
    Reference named =
        new Reference(
            path, new dev.understudy.sql.Span(0, 0), Reference.Role.TABLE, Reference.Form.PATH);
    Identifier id =
        Definitions.identifier(named, query)
            .orElseThrow(() -> Refusal.query("Invalid name " + path));
    String what = drop.group(1).toUpperCase(Locale.ROOT);
    boolean routine = what.equals("FUNCTION") || what.equals("PROCEDURE");
    resources.dataset(id.project(), id.dataset());
    boolean exists =
        routine
            ? resources.routine(id.project(), id.dataset(), id.name()).isPresent()
            : resources.table(id.project(), id.dataset(), id.name()).isPresent();
    if (!exists && drop.group(2) == null) {
      String kind = routine ? "Routine " : "Table ";
      String name = Resources.named(id.project(), id.dataset(), id.name());
      throw Refusal.notFound(kind + name, resources.location);
    }
    if (exists && !dryRun) {
      resources.store.locked(() -> delete(id, routine));
    }
    statistics.put("ddlOperationPerformed", exists ? "DROP" : "SKIP");
    statistics.put("statementType", "DROP_" + what).put("totalBytesProcessed", "0");
    return new Outcome(new Schema(List.of()), List.of(), statistics);
  }

  private boolean delete(Identifier id, boolean routine) {
    return routine
        ? resources.store.delete("routines", id.project(), id.dataset(), id.name())
        : resources.dropTable(id.project(), id.dataset(), id.name());
  }
}
