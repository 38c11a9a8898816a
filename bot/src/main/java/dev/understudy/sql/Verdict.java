package dev.understudy.sql;

import dev.understudy.artifact.Schema;
import dev.understudy.artifact.Schema.Column;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What the analyser says of a statement. */
public sealed interface Verdict {
  /**
   * The statement type-checks.
   *
   * @param output the columns of the query, view or table function; empty for statements without
   * @param routine of CREATE FUNCTION and PROCEDURE: its signature, else null
   * @param rows of an executed query, values in the JSON form of tabledata.insertAll, else empty
   * @param table of executed DML: the target's rows afterwards, else null
   * @param affected of executed DML: number of rows
   */
  record Valid(
      Schema output,
      @Nullable RoutineSignature routine,
      List<Map<String, @Nullable Object>> rows,
      @Nullable List<Map<String, @Nullable Object>> table,
      long affected)
      implements Verdict {}

  /**
   * BigQuery would refuse it.
   *
   * @param message BigQuery's sentence, without the place
   * @param line from 1, 0 where not known
   * @param column from 1 in characters, 0 where not known
   */
  record Invalid(String message, int line, int column) implements Verdict {}

  /** It cannot be decided here: the reason says what is missing. Never to be read as "fine". */
  record Unknown(String reason) implements Verdict {}

  /**
   * A routine's interface.
   *
   * @param language {@code SQL} or {@code JAVASCRIPT}, …
   * @param arguments name and type; type {@code ANY TYPE} for templated ones
   * @param returns null where it depends on the arguments
   */
  record RoutineSignature(
      String language, boolean aggregate, List<Column> arguments, @Nullable String returns) {
    public RoutineSignature {
      arguments = List.copyOf(arguments);
    }
  }
}
