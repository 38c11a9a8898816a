package dev.understudy.sql.googlesql;

import com.google.zetasql.SqlException;
import dev.understudy.sql.SqlFacts.SqlError;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Takes GoogleSQL's messages apart. */
final class Errors {
  private static final Pattern PLACE =
      Pattern.compile("\\[at (?:[^\\]]*:)?(\\d+):(\\d+)]", Pattern.DOTALL);

  private Errors() {}

  /** The sentence before the place, and the place. */
  static SqlError of(SqlException e) {
    String message = e.getMessage() == null ? "cannot be read" : e.getMessage();
    Matcher matcher = PLACE.matcher(message);
    if (!matcher.find()) {
      return new SqlError(message.strip(), 0, 0);
    }
    String first = message.substring(0, matcher.start()).strip();
    return new SqlError(
        first.startsWith("Invalid function") ? first + cause(message) : first,
        Integer.parseInt(matcher.group(1)),
        Integer.parseInt(matcher.group(2)));
  }

  /** Why a templated routine does not fit: the last sentence, about its body. */
  private static String cause(String message) {
    String last = message.substring(message.lastIndexOf("]; ") + 1);
    return last.startsWith("; ")
        ? ": " + PLACE.matcher(last.substring(2)).replaceAll("").strip()
        : "";
  }
}
