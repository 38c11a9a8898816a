package dev.understudy.sql.googlesql;

import dev.understudy.sql.SqlFacts;
import dev.understudy.sql.SqlFacts.SqlError;

/** Reads SQL that stands in a literal of a larger text; positions are those of the larger text. */
interface LiteralSql {
  /** The facts of a literal whose first character stands at an offset of the whole text. */
  SqlFacts read(String sql, int offset);

  /** A sentence about an offset of the whole text. */
  SqlError at(int offset, String message);
}
