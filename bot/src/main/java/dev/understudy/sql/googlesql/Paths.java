package dev.understudy.sql.googlesql;

import com.google.zetasql.parser.ASTNodes.ASTIdentifier;
import com.google.zetasql.parser.ASTNodes.ASTPathExpression;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/** Reads the parts of a name out of a path expression. */
final class Paths {
  /**
   * Namespaces of built-in functions.
   *
   * @see <a
   *     href="https://cloud.google.com/bigquery/docs/reference/standard-sql/functions-all">GoogleSQL
   *     functions</a>
   */
  private static final Set<String> BUILT_IN =
      Set.of(
          "NET",
          "HLL_COUNT",
          "KEYS",
          "AEAD",
          "ML",
          "AI",
          "BQ",
          "KLL_QUANTILES",
          "OBJ",
          "D3A_COUNT");

  private Paths() {}

  /** The parts as BigQuery sees them: a quoted identifier with dots is several parts. */
  static List<String> parts(ASTPathExpression path) {
    return split(
        String.join(".", path.getNames().stream().map(ASTIdentifier::getIdString).toList()));
  }

  /** Splits at dots; those of a domain-scoped project ({@code example.com:p}) stay together. */
  static List<String> split(String name) {
    int colon = name.indexOf(':');
    int from = colon < 0 ? 0 : name.indexOf('.', colon);
    if (from < 0) {
      return List.of(name);
    }
    List<String> parts = new ArrayList<>();
    if (colon >= 0) {
      parts.add(name.substring(0, from));
      from++;
    }
    for (String part : name.substring(from).split("\\.", -1)) {
      parts.add(part);
    }
    return List.copyOf(parts);
  }

  /** Whether a name is of the session: {@code _SESSION.t} is the temporary table {@code t}. */
  static boolean isSession(List<String> parts) {
    return parts.size() > 1 && upper(parts.get(0)).equals("_SESSION");
  }

  /** Whether the first identifier, unquoted, is the prefix that turns errors into NULL. */
  static boolean isSafe(ASTPathExpression path) {
    return path.getNames().size() > 1 && isWord(path.getNames().get(0), "SAFE");
  }

  /** Whether a function's name, without SAFE, belongs to GoogleSQL itself. */
  static boolean isBuiltIn(List<String> parts, boolean quoted) {
    return parts.size() == 1
        || (parts.size() == 2 && !quoted && BUILT_IN.contains(upper(parts.get(0))));
  }

  /**
   * Whether a procedure's name belongs to BigQuery; no project has an id as short as its prefix.
   */
  static boolean isSystemProcedure(List<String> parts) {
    return parts.size() == 1 || upper(parts.get(0)).equals("BQ");
  }

  static boolean isWord(ASTIdentifier identifier, String word) {
    return !identifier.getIsQuoted() && upper(identifier.getIdString()).equals(word);
  }

  private static String upper(String text) {
    return text.toUpperCase(Locale.ROOT);
  }
}
