package dev.understudy.sql.ansi;

import dev.understudy.artifact.Schema;
import dev.understudy.artifact.Schema.Column;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import net.sf.jsqlparser.JSQLParserException;
import net.sf.jsqlparser.expression.CastExpression;
import net.sf.jsqlparser.expression.Expression;
import net.sf.jsqlparser.expression.Function;
import net.sf.jsqlparser.expression.LongValue;
import net.sf.jsqlparser.expression.StringValue;
import net.sf.jsqlparser.parser.CCJSqlParserUtil;
import net.sf.jsqlparser.statement.Statement;
import net.sf.jsqlparser.statement.select.AllColumns;
import net.sf.jsqlparser.statement.select.AllTableColumns;
import net.sf.jsqlparser.statement.select.PlainSelect;
import net.sf.jsqlparser.statement.select.Select;
import net.sf.jsqlparser.statement.select.SelectItem;
import net.sf.jsqlparser.statement.select.SetOperationList;
import org.jspecify.annotations.Nullable;

/**
 * The columns that the inner SQL of an EXTERNAL_QUERY returns. It is MySQL or PostgreSQL.
 *
 * @see <a
 *     href="https://cloud.google.com/bigquery/docs/cloud-sql-federated-queries#data-type-mappings">Cloud
 *     SQL federated queries, data type mappings</a>
 */
public final class ExternalColumns {
  /** The type of a column whose expression does not tell it. */
  public static final String UNDECIDED = "STRING";

  private static final int LONGEST = 1 << 20;
  private static final int DEEPEST = 30;

  private static final Map<String, String> TYPES =
      Map.ofEntries(
          Map.entry("CHAR", "STRING"),
          Map.entry("VARCHAR", "STRING"),
          Map.entry("TEXT", "STRING"),
          Map.entry("INT", "INTEGER"),
          Map.entry("INTEGER", "INTEGER"),
          Map.entry("BIGINT", "INTEGER"),
          Map.entry("SIGNED", "INTEGER"),
          Map.entry("UNSIGNED", "INTEGER"),
          Map.entry("DOUBLE", "FLOAT"),
          Map.entry("DOUBLE PRECISION", "FLOAT"),
          Map.entry("FLOAT", "FLOAT"),
          Map.entry("REAL", "FLOAT"),
          Map.entry("DECIMAL", "NUMERIC"),
          Map.entry("NUMERIC", "NUMERIC"),
          Map.entry("BOOLEAN", "BOOLEAN"),
          Map.entry("BOOL", "BOOLEAN"),
          Map.entry("DATE", "DATE"),
          Map.entry("TIME", "TIME"),
          Map.entry("DATETIME", "DATETIME"),
          Map.entry("TIMESTAMP", "DATETIME"),
          Map.entry("TIMESTAMPTZ", "TIMESTAMP"),
          Map.entry("JSON", "STRING"),
          Map.entry("BINARY", "BYTES"),
          Map.entry("BYTEA", "BYTES"));

  private ExternalColumns() {}

  /**
   * The columns, in order.
   *
   * @param decided names whose type a cast, a count or a literal decides
   */
  public record Found(Schema schema, List<String> decided) {
    public Found {
      decided = List.copyOf(decided);
    }
  }

  /** The columns of a SELECT; empty where it is none, passes on all columns, or does not parse. */
  public static Optional<Found> of(String sql) {
    if (sql.length() > LONGEST || nesting(sql) > DEEPEST) {
      return Optional.empty();
    }
    Statement statement;
    try {
      statement = CCJSqlParserUtil.parse(sql);
    } catch (JSQLParserException | RuntimeException | StackOverflowError _) {
      return Optional.empty();
    }
    PlainSelect select = statement instanceof Select s ? plain(s) : null;
    if (select == null) {
      return Optional.empty();
    }
    List<Column> columns = new ArrayList<>();
    List<String> decided = new ArrayList<>();
    for (SelectItem<?> item : select.getSelectItems()) {
      String name = name(item);
      if (name == null) {
        return Optional.empty();
      }
      String type = type(item.getExpression());
      columns.add(Column.of(name, type == null ? UNDECIDED : type));
      if (type != null) {
        decided.add(name);
      }
    }
    return Optional.of(new Found(new Schema(columns), decided));
  }

  /** The parser's time grows with the power of the depth. */
  private static int nesting(String sql) {
    int depth = 0;
    int most = 0;
    for (int i = 0; i < sql.length(); i++) {
      depth += sql.charAt(i) == '(' ? 1 : sql.charAt(i) == ')' ? -1 : 0;
      most = Math.max(most, depth);
    }
    return most;
  }

  private static @Nullable PlainSelect plain(Select select) {
    return switch (select) {
      case PlainSelect plain -> plain;
      case SetOperationList union -> plain(union.getSelect(0));
      default -> null;
    };
  }

  private static @Nullable String name(SelectItem<?> item) {
    if (item.getExpression() instanceof AllColumns
        || item.getExpression() instanceof AllTableColumns) {
      return null;
    }
    if (item.getAlias() != null) {
      return unquoted(item.getAlias().getName());
    }
    return item.getExpression() instanceof net.sf.jsqlparser.schema.Column column
        ? unquoted(column.getColumnName())
        : null;
  }

  private static String unquoted(String name) {
    return name.replaceAll("[`\"\\[\\]]", "");
  }

  private static @Nullable String type(Expression expression) {
    return switch (expression) {
      case CastExpression cast -> cast(cast);
      case LongValue _ -> "INTEGER";
      case StringValue _ -> "STRING";
      case Function count when count.getName().equalsIgnoreCase("COUNT") -> "INTEGER";
      default -> null;
    };
  }

  private static @Nullable String cast(CastExpression cast) {
    String type = cast.getColDataType().getDataType().toUpperCase(Locale.ROOT);
    return TYPES.get(type.replaceAll("\\s*\\(.*", "").strip());
  }
}
