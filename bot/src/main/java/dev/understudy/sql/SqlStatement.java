package dev.understudy.sql;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One statement of a text, top level (a script block with all it holds is one statement).
 *
 * @param type what it is
 * @param span from its first to one past its last character, without the semicolon
 * @param created the name that a CREATE statement makes, unless temporary
 * @param query the SELECT of a view, materialized view or CREATE TABLE AS, or of a plain query
 * @param references in order of position, the created name not among them
 */
public record SqlStatement(
    Type type,
    Span span,
    @Nullable Reference created,
    @Nullable Span query,
    List<Reference> references) {
  public SqlStatement {
    references = List.copyOf(references);
  }

  /** The kinds of statements that staging tells apart. */
  public enum Type {
    QUERY,
    CREATE_VIEW,
    CREATE_MATERIALIZED_VIEW,
    CREATE_TABLE,
    CREATE_EXTERNAL_TABLE,
    CREATE_SNAPSHOT,
    CREATE_FUNCTION,
    CREATE_TABLE_FUNCTION,
    CREATE_PROCEDURE,
    DML,
    OTHER
  }
}
