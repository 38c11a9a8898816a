package dev.understudy.sql;

import dev.understudy.artifact.Identifier;
import dev.understudy.artifact.Schema;
import dev.understudy.artifact.Schema.Column;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * One statement to analyse, with everything that it may name. Names in the statement are resolved
 * as BigQuery resolves them: two parts get the default project, one part the default dataset too.
 *
 * @param sql one statement
 * @param project default project
 * @param dataset default dataset, or null
 * @param relations the tables and views that the statement and the routines it calls read
 * @param routines the routines that it calls, and those that they call
 * @param parameters named query parameters and their types ({@code submission_date → DATE}); others
 *     are inferred
 * @param execute whether to run it on the relations' rows, or only to type-check it
 */
public record Analysis(
    String sql,
    String project,
    @Nullable String dataset,
    Map<Identifier, Relation> relations,
    Map<Identifier, Routine> routines,
    Map<String, String> parameters,
    boolean execute) {
  public Analysis {
    relations = Map.copyOf(relations);
    routines = Map.copyOf(routines);
    parameters = Map.copyOf(parameters);
  }

  /** The same statement over other tables and views, to be type-checked only. */
  public Analysis over(Map<Identifier, Relation> others) {
    return new Analysis(sql, project, dataset, others, routines, parameters, false);
  }

  /**
   * A table or a view.
   *
   * @param schema its columns
   * @param pseudoColumns such as {@code _TABLE_SUFFIX} and {@code _PARTITIONTIME}
   * @param rows for an execution: values by column in the JSON form of tabledata.insertAll; empty
   *     for a type check
   */
  public record Relation(
      Schema schema, List<Column> pseudoColumns, List<Map<String, @Nullable Object>> rows) {
    public Relation {
      pseudoColumns = List.copyOf(pseudoColumns);
      rows = List.copyOf(rows);
    }
  }

  /**
   * A routine, by the statement that made it.
   *
   * @param statement {@code CREATE [OR REPLACE] [AGGREGATE|TABLE] FUNCTION …} or {@code … PROCEDURE
   *     …}
   * @param project the default project of names in its body
   */
  public record Routine(String statement, String project) {}
}
