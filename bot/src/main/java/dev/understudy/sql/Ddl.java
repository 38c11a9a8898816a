package dev.understudy.sql;

import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What a statement of the data definition language asks for, besides the columns that its query or
 * its list of columns gives.
 *
 * @param path the name's parts as written, without quotes
 * @param orReplace whether what stands there may be replaced
 * @param lenient {@code IF NOT EXISTS} or {@code IF EXISTS}
 * @param source of {@code LIKE}, {@code COPY} and {@code CLONE}, or null
 * @param options the texts of the values by lower-case name
 * @param partitionBy the texts of the expressions
 * @param clusterBy the texts of the expressions
 * @param columnOptions options of columns by the columns' lower-case names
 * @param actions of {@code ALTER}
 * @param cascade of {@code DROP SCHEMA}
 * @param body the text of a SQL function's body without its parentheses, or the code of one in
 *     another language; null for other statements
 * @see <a
 *     href="https://cloud.google.com/bigquery/docs/reference/standard-sql/data-definition-language">DDL
 *     statements in GoogleSQL</a>
 */
public record Ddl(
    Verb verb,
    Target target,
    List<String> path,
    boolean orReplace,
    boolean lenient,
    @Nullable Source source,
    Map<String, String> options,
    List<String> partitionBy,
    List<String> clusterBy,
    Map<String, Map<String, String>> columnOptions,
    List<Action> actions,
    boolean cascade,
    @Nullable String body) {
  public Ddl {
    path = List.copyOf(path);
    options = Map.copyOf(options);
    partitionBy = List.copyOf(partitionBy);
    clusterBy = List.copyOf(clusterBy);
    columnOptions = Map.copyOf(columnOptions);
    actions = List.copyOf(actions);
  }

  /** What is done. */
  public enum Verb {
    CREATE,
    ALTER,
    DROP,
    TRUNCATE
  }

  /** To what kind of object. */
  public enum Target {
    SCHEMA,
    TABLE,
    VIEW,
    MATERIALIZED_VIEW,
    EXTERNAL_TABLE,
    SNAPSHOT_TABLE,
    FUNCTION,
    TABLE_FUNCTION,
    PROCEDURE;

    /** Whether it is a function or a procedure. */
    public boolean isRoutine() {
      return this == FUNCTION || this == TABLE_FUNCTION || this == PROCEDURE;
    }
  }

  /** What a new table takes after. */
  public record Source(How how, List<String> path) {
    public Source {
      path = List.copyOf(path);
    }

    /** LIKE takes no rows. */
    public enum How {
      LIKE,
      COPY,
      CLONE
    }
  }

  /**
   * One action of {@code ALTER}.
   *
   * @param column the column, or null where the action is about the whole object
   * @param text the definition of a column that is added, the new name, or the new type; or null
   */
  public record Action(
      What what,
      @Nullable String column,
      @Nullable String text,
      Map<String, String> options,
      boolean lenient) {
    public Action {
      options = Map.copyOf(options);
    }

    /** The actions that BigQuery has. */
    public enum What {
      SET_OPTIONS,
      ADD_COLUMN,
      DROP_COLUMN,
      RENAME_COLUMN,
      RENAME_TO,
      SET_COLUMN_OPTIONS,
      SET_DATA_TYPE,
      DROP_NOT_NULL
    }
  }
}
