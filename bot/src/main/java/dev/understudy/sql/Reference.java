package dev.understudy.sql;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A name in a SQL text that means something outside the text. Common table expressions, aliases,
 * correlated arrays, temporary tables and temporary functions are not references.
 *
 * @param path the name's parts without quotes; a part may hold dots only where the SQL quotes them
 *     together and BigQuery does not split it. Splitting is done here: {@code `p.d.t`} has three
 *     parts. {@code p.region-us.INFORMATION_SCHEMA.TABLES} has four, {@code t} has one.
 * @param span where the whole name stands, quotes included; for {@link Form#LITERAL} the characters
 *     between the literal's quotes that spell the name
 * @param role how it is used
 * @param form how it is written
 * @param implicitAlias what the statement goes on calling the table, because it stands where an
 *     alias may be given and none is: the last identifier of its name as it is written, {@code t}
 *     of {@code p.d.t} but {@code p.d.t} of {@code `p.d.t`} (<a
 *     href="https://cloud.google.com/bigquery/docs/reference/standard-sql/query-syntax#implicit_aliases">implicit
 *     aliases</a>); null elsewhere
 */
public record Reference(
    List<String> path, Span span, Role role, Form form, @Nullable String implicitAlias) {
  public Reference {
    path = List.copyOf(path);
  }

  /** A name that gives no alias. */
  public Reference(List<String> path, Span span, Role role, Form form) {
    this(path, span, role, form, null);
  }

  /** How a statement uses a name. */
  public enum Role {
    /** Rows or columns are read: FROM, JOIN, CLONE, COPY, LIKE, AS REPLICA OF. */
    TABLE,
    /**
     * The target of DML or of DDL, other than the object that CREATE makes at the top level of a
     * text. Tables and views that a block, a procedure's body or dynamic SQL creates are targets.
     */
    TARGET,
    /** A scalar or aggregate function call. */
    FUNCTION,
    /** A table function in FROM. */
    TABLE_FUNCTION,
    /** CALL of a procedure. */
    PROCEDURE,
    /** A machine-learning model: {@code MODEL x} in a query, or what its DDL makes or drops. */
    MODEL
  }

  /** How a name is written. */
  public enum Form {
    /** As an identifier path. */
    PATH,
    /** In a string literal whose meaning is a name ({@code CALL BQ.REFRESH_…('p.d.t')}). */
    LITERAL
  }
}
