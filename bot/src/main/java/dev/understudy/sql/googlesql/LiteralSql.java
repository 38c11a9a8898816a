package dev.understudy.sql.googlesql;

import dev.understudy.sql.SqlFacts;
import dev.understudy.sql.SqlFacts.SqlError;
import java.util.List;
import java.util.Set;

/** Reads SQL that stands in a literal of a larger text; positions are those of the larger text. */
interface LiteralSql {
  /**
   * The facts of a literal.
   *
   * @param offset of its first character in the whole text
   * @param temporary the temporary tables that exist by then; those that it makes come in
   */
  SqlFacts read(String sql, int offset, Set<List<String>> temporary);

  /** A sentence about an offset of the whole text. */
  SqlError at(int offset, String message);
}
