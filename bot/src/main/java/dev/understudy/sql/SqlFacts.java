package dev.understudy.sql;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * All that staging needs to know of one SQL text. It depends on nothing but the text, so it can be
 * kept by the text's hash.
 *
 * @param statements in order; empty where the text could not be read
 * @param externalQueries the EXTERNAL_QUERY calls
 * @param opaque dynamic SQL that cannot be read without running it (EXECUTE IMMEDIATE of an
 *     expression)
 * @param error why the text could not be read, or null
 */
public record SqlFacts(
    List<SqlStatement> statements,
    List<ExternalQuery> externalQueries,
    List<SqlError> opaque,
    @Nullable SqlError error) {
  public SqlFacts {
    statements = List.copyOf(statements);
    externalQueries = List.copyOf(externalQueries);
    opaque = List.copyOf(opaque);
  }

  /** A text that could not be read. */
  public static SqlFacts unreadable(SqlError error) {
    return new SqlFacts(List.of(), List.of(), List.of(), error);
  }

  /** Every reference of every statement. */
  public List<Reference> references() {
    return statements.stream().flatMap(s -> s.references().stream()).toList();
  }

  /**
   * A call of EXTERNAL_QUERY.
   *
   * @param connection its first argument where that is a literal, else empty
   * @param sql its second argument where that is a literal, else null
   * @param span the whole call
   */
  public record ExternalQuery(String connection, @Nullable String sql, Span span) {}

  /** A sentence about a place; line and column count from 1, 0 means "not known". */
  public record SqlError(String message, int line, int column) {}
}
