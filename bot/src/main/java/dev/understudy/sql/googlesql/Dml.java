package dev.understudy.sql.googlesql;

import com.google.zetasql.LanguageOptions;
import com.google.zetasql.Parser;
import com.google.zetasql.parser.ASTMergeActionEnums.ActionType;
import com.google.zetasql.parser.ASTMergeWhenClauseEnums.MatchType;
import com.google.zetasql.parser.ASTNode;
import com.google.zetasql.parser.ASTNodes.ASTAlias;
import com.google.zetasql.parser.ASTNodes.ASTColumnList;
import com.google.zetasql.parser.ASTNodes.ASTDeleteStatement;
import com.google.zetasql.parser.ASTNodes.ASTMergeAction;
import com.google.zetasql.parser.ASTNodes.ASTMergeStatement;
import com.google.zetasql.parser.ASTNodes.ASTMergeWhenClause;
import com.google.zetasql.parser.ASTNodes.ASTStatement;
import com.google.zetasql.parser.ASTNodes.ASTTruncateStatement;
import com.google.zetasql.parser.ASTNodes.ASTUpdateItem;
import com.google.zetasql.parser.ASTNodes.ASTUpdateSetValue;
import com.google.zetasql.parser.ASTNodes.ASTUpdateStatement;
import dev.understudy.artifact.Schema.Column;
import dev.understudy.sql.Span;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * UPDATE, DELETE and MERGE as queries over the target's rows: GoogleSQL's reference implementation
 * changes tables with primary keys only, which BigQuery's tables need not have, and has no MERGE.
 *
 * @see <a href="https://cloud.google.com/bigquery/docs/reference/standard-sql/dml-syntax">DML
 *     statements in GoogleSQL</a>
 */
final class Dml {
  /** The pseudo-column that numbers a table's rows. */
  static final String ROW = "_understudy_row";

  private final String sql;
  private final Offsets offsets;
  private final List<Column> columns;
  private final List<Part> parts = new ArrayList<>();
  private String target = "";
  private String alias = "";

  /** What a query's rows are for. */
  enum Change {
    /** The first column is the number of a row that goes. */
    DELETE,
    /** The first column is the number of a row, the others its new values. */
    UPDATE,
    /** Each row is a new one. */
    INSERT
  }

  /** One query of a statement. */
  record Part(Change change, String query) {}

  private Dml(String sql, List<Column> columns) {
    this.sql = sql;
    this.offsets = Offsets.of(sql, 0);
    this.columns = columns;
  }

  /** The queries of a statement; empty for INSERT, which the reference implementation runs. */
  static List<Part> parts(String sql, LanguageOptions language, List<Column> columns) {
    ASTStatement statement =
        Parser.parseScript(sql, language).getStatementListNode().getStatementList().get(0);
    Dml dml = new Dml(sql, columns);
    switch (statement) {
      case ASTUpdateStatement update -> dml.update(update);
      case ASTDeleteStatement delete -> {
        dml.target(delete.getTargetPath(), delete.getAlias());
        dml.delete(dml.from() + " WHERE " + dml.text(delete.getWhere()));
      }
      case ASTTruncateStatement truncate -> {
        dml.target(truncate.getTargetPath(), null);
        dml.delete(dml.from());
      }
      case ASTMergeStatement merge -> dml.merge(merge);
      default -> {}
    }
    return dml.parts;
  }

  private void target(ASTNode path, @Nullable ASTAlias written) {
    target = text(path);
    String last = target.substring(target.lastIndexOf('.') + 1).replace("`", "");
    alias = "`" + (written == null ? last : written.getIdentifier().getIdString()) + "`";
  }

  private String from() {
    return " FROM " + target + " AS " + alias;
  }

  private void delete(String from) {
    parts.add(new Part(Change.DELETE, "SELECT " + alias + "." + ROW + from));
  }

  private void update(List<ASTUpdateItem> items, String from) {
    Assignments assignments = new Assignments();
    for (ASTUpdateItem item : items) {
      ASTUpdateSetValue set = item.getSetValue();
      assignments.add(path(text(set.getPath())), text(set.getValue()));
    }
    String values =
        columns.stream()
            .map(column -> assignments.value(column.name(), alias + ".`" + column.name() + "`"))
            .collect(Collectors.joining(", "));
    parts.add(new Part(Change.UPDATE, "SELECT " + alias + "." + ROW + ", " + values + from));
  }

  private void update(ASTUpdateStatement update) {
    target(update.getTargetPath(), update.getAlias());
    String with =
        update.getFromClause() == null
            ? ""
            : ", " + text(update.getFromClause().getTableExpression());
    update(
        update.getUpdateItemList().getUpdateItems(),
        from() + with + " WHERE " + text(update.getWhere()));
  }

  /** The parts of an assigned path; the target's alias may stand in front. */
  private List<String> path(String text) {
    if (alias.contains(".") && text.regionMatches(true, 0, alias, 0, alias.length())) {
      return path(text.substring(text.indexOf('.', alias.length()) + 1).strip());
    }
    List<String> path = new ArrayList<>(List.of(text.replace("`", "").split("\\s*\\.\\s*")));
    boolean qualified = path.size() > 1 && ("`" + path.get(0) + "`").equalsIgnoreCase(alias);
    boolean column = columns.stream().anyMatch(c -> c.name().equalsIgnoreCase(path.get(0)));
    return qualified && !column ? path.subList(1, path.size()) : path;
  }

  private void merge(ASTMergeStatement merge) {
    target(merge.getTargetPath(), merge.getAlias());
    String source = text(merge.getTableExpression());
    String on = "(" + text(merge.getMergeCondition()) + ")";
    Map<MatchType, String> before = new EnumMap<>(MatchType.class);
    for (ASTMergeWhenClause clause : merge.getWhenClauses().getClauseList()) {
      MatchType type = clause.getMatchType();
      String condition =
          clause.getSearchCondition() == null
              ? "TRUE"
              : "IFNULL(" + text(clause.getSearchCondition()) + ", FALSE)";
      String where = before.getOrDefault(type, "") + condition;
      before.put(type, before.getOrDefault(type, "") + "NOT " + condition + " AND ");
      act(clause, source, on, where);
    }
  }

  private void act(ASTMergeWhenClause clause, String source, String on, String where) {
    String from =
        switch (clause.getMatchType()) {
          case MATCHED -> from() + " JOIN " + source + " ON " + on + " WHERE " + where;
          case NOT_MATCHED_BY_SOURCE ->
              from()
                  + " WHERE NOT EXISTS (SELECT 1 FROM "
                  + source
                  + " WHERE "
                  + on
                  + ") AND "
                  + where;
          default ->
              " FROM "
                  + source
                  + " WHERE NOT EXISTS (SELECT 1"
                  + from()
                  + " WHERE "
                  + on
                  + ") AND "
                  + where;
        };
    ASTMergeAction action = clause.getAction();
    if (action.getActionType() == ActionType.DELETE) {
      delete(from);
    } else if (action.getActionType() == ActionType.UPDATE) {
      update(action.getUpdateItemList().getUpdateItems(), from);
    } else {
      insert(action, from);
    }
  }

  private void insert(ASTMergeAction action, String from) {
    var row = action.getInsertRow();
    if (row == null || row.getValues().isEmpty()) {
      parts.add(new Part(Change.INSERT, "SELECT *" + from));
      return;
    }
    ASTColumnList written = action.getInsertColumnList();
    List<String> names =
        written == null
            ? columns.stream().map(Column::name).toList()
            : written.getIdentifiers().stream().map(i -> i.getIdString()).toList();
    List<String> values = new ArrayList<>();
    for (Column column : columns) {
      int at = 0;
      while (at < names.size() && !names.get(at).equalsIgnoreCase(column.name())) {
        at++;
      }
      values.add(at < row.getValues().size() ? value(text(row.getValues().get(at))) : "NULL");
    }
    parts.add(new Part(Change.INSERT, "SELECT " + String.join(", ", values) + from));
  }

  private static String value(String text) {
    return text.strip().equalsIgnoreCase("DEFAULT") ? "NULL" : "(" + text + ")";
  }

  private String text(ASTNode node) {
    Span span = offsets.span(node.getParseLocationRange());
    return sql.substring(span.start(), span.end());
  }

  /** What is assigned to a column or to fields within it. */
  private static final class Assignments {
    private final Map<String, Assignments> within = new LinkedHashMap<>();
    private @Nullable String value;

    void add(List<String> path, String text) {
      Assignments at = this;
      for (String part : path) {
        at = at.within.computeIfAbsent(part.toLowerCase(Locale.ROOT), _ -> new Assignments());
      }
      at.value = Dml.value(text);
    }

    /** The new value of a column or field that was read as {@code old}. */
    String value(String name, String old) {
      Assignments assigned = within.get(name.toLowerCase(Locale.ROOT));
      return assigned == null ? old : assigned.value(old);
    }

    private String value(String old) {
      if (value != null) {
        return value;
      }
      String fields =
          within.keySet().stream()
              .map(field -> value(field, old + ".`" + field + "`") + " AS `" + field + "`")
              .collect(Collectors.joining(", "));
      return "(SELECT AS STRUCT " + old + ".* REPLACE (" + fields + "))";
    }
  }
}
