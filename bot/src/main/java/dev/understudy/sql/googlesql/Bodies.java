package dev.understudy.sql.googlesql;

import dev.understudy.sql.Tokens;
import java.util.List;
import java.util.Locale;

/** Function bodies in the form that the reference implementation can run. */
final class Bodies {
  private Bodies() {}

  /** A body that makes a STRUCT must be a subquery of its own, or its fields cannot be read. */
  static String executable(String body) {
    List<Tokens.Token> tokens = Tokens.of(body);
    if (tokens.isEmpty()) {
      return body;
    }
    String first = tokens.get(0).text().toUpperCase(Locale.ROOT);
    return first.equals("STRUCT") ? "(SELECT (" + body + "))" : body;
  }
}
