package dev.understudy.sql.googlesql;

import com.google.zetasql.Analyzer;
import com.google.zetasql.AnalyzerOptions;
import com.google.zetasql.PreparedModify;
import com.google.zetasql.PreparedQuery;
import com.google.zetasql.SimpleColumn;
import com.google.zetasql.TableContent;
import com.google.zetasql.Value;
import com.google.zetasql.ZetaSQLOptions.ResolvedASTRewrite;
import dev.understudy.artifact.Schema;
import dev.understudy.artifact.Schema.Column;
import dev.understudy.sql.Analysis.Relation;
import dev.understudy.sql.SqlStatement;
import dev.understudy.sql.Verdict;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Runs statements on small data with GoogleSQL's reference implementation. */
final class Executor {
  private final Environment environment;

  Executor(Environment environment) {
    this.environment = environment;
  }

  static boolean runs(SqlStatement statement) {
    return statement.type() == SqlStatement.Type.QUERY || statement.type() == SqlStatement.Type.DML;
  }

  Verdict run(String sql, SqlStatement statement) {
    try {
      return statement.type() == SqlStatement.Type.QUERY ? query(sql) : modify(sql, statement);
    } catch (UnsupportedOperationException e) {
      return new Verdict.Unknown("a value of a type that is not read offline");
    } catch (IllegalArgumentException | ArithmeticException | ClassCastException e) {
      return new Verdict.Invalid("a row does not fit its table's columns: " + e.getMessage(), 0, 0);
    }
  }

  private AnalyzerOptions options() {
    AnalyzerOptions options = environment.options();
    options.setPruneUnusedColumns(false);
    Set<ResolvedASTRewrite> rewrites = EnumSet.noneOf(ResolvedASTRewrite.class);
    for (ResolvedASTRewrite rewrite : ResolvedASTRewrite.values()) {
      String name = rewrite.name();
      if (!name.contains("INVALID") && !name.contains("TEST") && !name.startsWith("__")) {
        rewrites.add(rewrite);
      }
    }
    options.setEnabledRewrites(rewrites);
    return options;
  }

  private Map<String, TableContent> contents() {
    Map<String, TableContent> contents = new HashMap<>();
    for (Map.Entry<String, Relation> e : environment.relations().entrySet()) {
      List<Column> columns = environment.stored(e.getValue());
      List<List<Value>> rows = new ArrayList<>();
      for (Map<String, @Nullable Object> row : e.getValue().rows()) {
        List<Value> values = new ArrayList<>();
        for (Column column : columns) {
          values.add(Values.of(Types.of(column), row.get(column.name())));
        }
        values.add(Value.createInt64Value(rows.size()));
        rows.add(values);
      }
      contents.put(e.getKey(), TableContent.create(rows));
    }
    return contents;
  }

  private Verdict query(String sql) {
    try (PreparedQuery query = prepared(sql)) {
      List<Column> columns = new ArrayList<>();
      for (SimpleColumn column : query.getColumns()) {
        columns.add(Types.column(column.getName(), column.getType()));
      }
      List<Column> named = ResultNames.of(columns);
      TableContent content = query.execute(Map.of());
      return new Verdict.Valid(
          new Schema(named), null, rows(named, content.getTableData()), null, 0);
    }
  }

  private PreparedQuery prepared(String sql) {
    return PreparedQuery.builder()
        .setSql(sql)
        .setAnalyzerOptions(options())
        .setCatalog(environment.root())
        .setTablesContents(contents())
        .prepare();
  }

  /** The statement is checked as it stands before it is run, as an INSERT or as queries. */
  private Verdict modify(String sql, SqlStatement statement) {
    Analyzer.analyzeStatement(sql, environment.options(), environment.root());
    Relation target = environment.target(statement);
    if (target == null) {
      return new Verdict.Unknown("the target of the statement is not known offline");
    }
    Modified modified = new Modified(target);
    List<Dml.Part> parts =
        Dml.parts(sql, environment.analyst().language(), target.schema().columns());
    if (parts.isEmpty()) {
      return insert(sql, modified);
    }
    for (Dml.Part part : parts) {
      try (PreparedQuery query = prepared(part.query())) {
        modified.apply(part.change(), query.execute(Map.of()).getTableData());
      }
    }
    return modified.verdict();
  }

  private Verdict insert(String sql, Modified modified) {
    try (PreparedModify modify =
        PreparedModify.builder()
            .setSql(sql)
            .setAnalyzerOptions(options())
            .setCatalog(environment.root())
            .setTablesContents(contents())
            .prepare()) {
      List<List<Value>> inserted = new ArrayList<>();
      modify.execute(Map.of()).getContent().forEach(row -> inserted.add(row.getContent()));
      modified.apply(Dml.Change.INSERT, inserted);
      return modified.verdict();
    }
  }

  static List<Map<String, @Nullable Object>> rows(
      List<Column> columns, List<? extends List<Value>> data) {
    List<Map<String, @Nullable Object>> rows = new ArrayList<>();
    for (List<Value> values : data) {
      Map<String, @Nullable Object> row = new LinkedHashMap<>();
      for (int i = 0; i < columns.size(); i++) {
        row.put(columns.get(i).name(), Values.json(values.get(i)));
      }
      rows.add(row);
    }
    return rows;
  }
}
