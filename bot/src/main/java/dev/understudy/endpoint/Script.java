package dev.understudy.endpoint;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.understudy.artifact.Identifier;
import dev.understudy.artifact.Schema;
import dev.understudy.endpoint.Definitions.Query;
import dev.understudy.sql.Ddl;
import dev.understudy.sql.Reference;
import dev.understudy.sql.Span;
import dev.understudy.sql.SqlReader;
import dev.understudy.sql.SqlStatement;
import dev.understudy.sql.Verdict;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Runs the statements of a query job, one after the other. */
final class Script {
  private final Resources resources;
  private final Definitions definitions;
  private final SqlReader reader;
  private final TableDdl tables;
  private final AlterTable alterations;
  private final RoutineDdl routines;
  private final SchemaDdl schemas;

  Script(Resources resources, Definitions definitions, SqlReader reader) {
    this.resources = resources;
    this.definitions = definitions;
    this.reader = reader;
    DdlOptions options = new DdlOptions(definitions);
    this.tables = new TableDdl(resources, definitions, options);
    this.alterations = new AlterTable(resources, definitions, options);
    this.routines = new RoutineDdl(resources, definitions, options);
    this.schemas = new SchemaDdl(resources, options);
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
    List<Span> kept = new ArrayList<>();
    Outcome last = null;
    int performed = 0;
    for (SqlStatement statement : statements) {
      List<Span> spans = new ArrayList<>(kept);
      spans.add(statement.span());
      if (isTemporaryFunction(statement)) {
        kept.add(statement.span());
        continue;
      }
      performed++;
      if (dryRun && performed > 1) {
        throw Refusal.undecidable("a dry run of several statements is not decided here");
      }
      last = statement(query.only(spans, !dryRun), statement, dryRun);
    }
    if (last == null) {
      Verdict.Valid valid = definitions.valid(query.checked());
      return outcome(valid, Store.JSON.createObjectNode(), "SCRIPT");
    }
    if (performed > 1) {
      last.statistics.put("statementType", "SCRIPT");
    }
    return last;
  }

  /** It lives in the statements after it, so it is read together with each of them. */
  private static boolean isTemporaryFunction(SqlStatement statement) {
    boolean function =
        statement.type() == SqlStatement.Type.CREATE_FUNCTION
            || statement.type() == SqlStatement.Type.CREATE_TABLE_FUNCTION;
    return function && statement.created() == null;
  }

  private Outcome statement(Query query, SqlStatement statement, boolean dryRun) {
    ObjectNode statistics = Store.JSON.createObjectNode();
    statistics.put("totalBytesProcessed", Long.toString(bytes(statement, query)));
    references(statement, query, statistics.putArray("referencedTables"));
    return switch (statement.type()) {
      case QUERY -> outcome(definitions.valid(query), statistics, "SELECT");
      case DML -> dml(query, statement, statistics, dryRun);
      default -> ddl(query, statement, statistics, dryRun);
    };
  }

  private static Outcome outcome(Verdict.Valid valid, ObjectNode statistics, String type) {
    statistics.put("statementType", type);
    statistics.set("schema", TableRules.json(valid.output()));
    return new Outcome(valid.output(), valid.rows(), statistics);
  }

  private static Outcome nothing(ObjectNode statistics, String type) {
    statistics.put("statementType", type);
    return new Outcome(new Schema(List.of()), List.of(), statistics);
  }

  private static void references(SqlStatement statement, Query query, ArrayNode into) {
    for (Reference reference : statement.references()) {
      if (reference.role() == Reference.Role.TABLE) {
        Definitions.identifier(reference, query)
            .ifPresent(
                id ->
                    into.addObject()
                        .put("projectId", id.project())
                        .put("datasetId", id.dataset())
                        .put("tableId", id.name()));
      }
    }
  }

  /** What the tables hold that the statement names, as they are stored here. */
  private long bytes(SqlStatement statement, Query query) {
    return statement.references().stream()
        .filter(reference -> reference.role() == Reference.Role.TABLE)
        .flatMap(reference -> Definitions.identifier(reference, query).stream())
        .distinct()
        .mapToLong(id -> resources.store.size("rows", id.project(), id.dataset(), id.name()))
        .sum();
  }

  private Outcome ddl(Query query, SqlStatement statement, ObjectNode statistics, boolean dryRun) {
    Span span = statement.span();
    Ddl ddl = reader.ddl(query.sql().substring(span.start(), span.end()));
    if (ddl == null || (ddl.verb() == Ddl.Verb.CREATE && isTemporary(ddl, statement))) {
      throw Refusal.undecidable("this statement is not performed here");
    }
    String type = ddl.verb() + "_" + ddl.target();
    if (ddl.target() == Ddl.Target.SCHEMA) {
      statistics.put("ddlOperationPerformed", schemas.perform(ddl, query, dryRun, statistics));
      return nothing(statistics, type);
    }
    Identifier id = Definitions.identifier(ddl.path(), query);
    definitions.seen(id);
    if (ddl.target().isRoutine()) {
      statistics.put("ddlOperationPerformed", routines.perform(ddl, id, query, dryRun, statistics));
      return nothing(statistics, type);
    }
    statistics
        .putObject("ddlTargetTable")
        .put("projectId", id.project())
        .put("datasetId", id.dataset())
        .put("tableId", id.name());
    TableDdl.Done done =
        switch (ddl.verb()) {
          case CREATE -> tables.create(ddl, id, statement, query, dryRun);
          case ALTER -> new TableDdl.Done(alterations.perform(ddl, id, query, dryRun), null);
          case DROP, TRUNCATE -> tables.drop(ddl, id, dryRun);
        };
    statistics.put("ddlOperationPerformed", done.operation());
    boolean selected = ddl.target() == Ddl.Target.TABLE && statement.query() != null;
    String named = selected ? type + "_AS_SELECT" : type;
    return done.valid() == null
        ? nothing(statistics, named)
        : outcome(done.valid(), statistics, named);
  }

  private static boolean isTemporary(Ddl ddl, SqlStatement statement) {
    return ddl.target() != Ddl.Target.SCHEMA && statement.created() == null;
  }

  private Outcome dml(Query query, SqlStatement statement, ObjectNode statistics, boolean dryRun) {
    Identifier target =
        statement.references().stream()
            .filter(r -> r.role() == Reference.Role.TARGET)
            .flatMap(r -> Definitions.identifier(r, query).stream())
            .findFirst()
            .orElseThrow(() -> Refusal.query("The statement has no target table"));
    Span span = statement.span();
    String sql = query.sql().substring(span.start(), span.end());
    String verb = sql.strip().split("\\s", 2)[0].toUpperCase(Locale.ROOT);
    String type = verb.equals("TRUNCATE") ? "TRUNCATE_TABLE" : verb;
    if (dryRun) {
      return outcome(definitions.valid(query), statistics, type);
    }
    // Rows are read, changed and written by one job at a time.
    return resources.store.lockedRows(
        target.toString(), () -> change(target, definitions.valid(query), statistics, type));
  }

  private Outcome change(
      Identifier target, Verdict.Valid valid, ObjectNode statistics, String type) {
    List<Map<String, @Nullable Object>> table = valid.table();
    if (table == null) {
      throw Refusal.undecidable("the statement was not executed");
    }
    List<ObjectNode> rows =
        table.stream().map(r -> (ObjectNode) Store.JSON.valueToTree(r)).toList();
    resources.store.rows(rows, target.project(), target.dataset(), target.name());
    statistics.put("numDmlAffectedRows", Long.toString(valid.affected()));
    if (!type.equals("TRUNCATE_TABLE") && !type.equals("MERGE")) {
      statistics
          .putObject("dmlStats")
          .put(
              type.toLowerCase(Locale.ROOT) + "edRowCount".substring(type.endsWith("E") ? 1 : 0),
              Long.toString(valid.affected()));
    }
    return outcome(valid, statistics, type);
  }
}
