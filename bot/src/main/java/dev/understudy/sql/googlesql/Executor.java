package dev.understudy.sql.googlesql;

import com.google.zetasql.AnalyzerOptions;
import com.google.zetasql.EvaluatorTableModifyResponse;
import com.google.zetasql.PreparedModify;
import com.google.zetasql.PreparedQuery;
import com.google.zetasql.SimpleColumn;
import com.google.zetasql.TableContent;
import com.google.zetasql.Value;
import com.google.zetasql.ZetaSQLOptions.ResolvedASTRewrite;
import dev.understudy.artifact.Schema;
import dev.understudy.artifact.Schema.Column;
import dev.understudy.sql.Analysis;
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
      return statement.type() == SqlStatement.Type.QUERY ? query(sql) : modify(sql);
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
    for (Map.Entry<String, Analysis.Relation> e : environment.relations().entrySet()) {
      List<List<Value>> rows = new ArrayList<>();
      Schema schema = e.getValue().schema();
      for (Map<String, @Nullable Object> row : e.getValue().rows()) {
        List<Value> values = new ArrayList<>();
        for (Column column : schema.columns()) {
          values.add(Values.of(Types.of(column), row.get(column.name())));
        }
        rows.add(values);
      }
      contents.put(e.getKey(), TableContent.create(rows));
    }
    return contents;
  }

  private Verdict query(String sql) {
    try (PreparedQuery query =
        PreparedQuery.builder()
            .setSql(sql)
            .setAnalyzerOptions(options())
            .setCatalog(environment.root())
            .setTablesContents(contents())
            .prepare()) {
      List<Column> columns = new ArrayList<>();
      for (SimpleColumn column : query.getColumns()) {
        columns.add(Types.column(column.getName(), column.getType()));
      }
      TableContent content = query.execute(Map.of());
      return new Verdict.Valid(
          new Schema(columns), null, rows(columns, content.getTableData()), null, 0);
    }
  }

  private Verdict modify(String sql) {
    try (PreparedModify modify =
        PreparedModify.builder()
            .setSql(sql)
            .setAnalyzerOptions(options())
            .setCatalog(environment.root())
            .setTablesContents(contents())
            .prepare()) {
      EvaluatorTableModifyResponse response = modify.execute(Map.of());
      return Modified.of(response, environment.relations());
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
