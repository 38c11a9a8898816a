package dev.understudy.sql.googlesql;

import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** What BigQuery has and GoogleSQL's library lacks: no ground for a refusal. */
final class Gaps {
  private static final Pattern LACKING =
      Pattern.compile(
          "(?i)(?:Function|Table-valued function|Procedure) not found: "
              + "(?:SAFE\\.)?((?:ML|AI|BQ|OBJ|EXTERNAL_OBJECT|VECTOR_INDEX)\\.\\w+|VECTOR_SEARCH"
              + "|EXTERNAL_QUERY|APPENDS|CHANGES|GAP_FILL|SESSION_USER|RANGE_SESSIONIZE"
              + "|FORECAST|GENERATE_TEXT|TEXT_ANALYZE|BAG_OF_WORDS|TF_IDF|EDIT_DISTANCE"
              + "|PARSE_BIGNUMERIC)");
  private static final Pattern SYSTEM = Pattern.compile("(?i)System variable.*@@\\w+|.*@@\\w+.*");

  /** JavaScript is type-checked, not run; the reference implementation has limits of its own. */
  private static final List<String> NOT_RUN =
      List.of(
          "not implemented",
          "Unimplemented",
          "Unsupported built-in function",
          "Cannot generate arrays with more than",
          "Out of stack space");

  private static final Pattern OTHER_LANGUAGE =
      Pattern.compile("User-defined function (\\S+) has no evaluator");

  private Gaps() {}

  /** Why a message decides nothing, or null where it does. */
  static @Nullable String in(String message) {
    Matcher matcher = LACKING.matcher(message);
    if (matcher.find()) {
      return matcher.group(1) + " is not known offline";
    }
    Matcher foreign = OTHER_LANGUAGE.matcher(message);
    if (foreign.find()) {
      return foreign.group(1) + " is written in another language, which is not run offline";
    }
    if (message.contains("Failed to read message")) {
      return "the statement nests deeper than GoogleSQL's library can tell of";
    }
    if (NOT_RUN.stream().anyMatch(message::contains)) {
      return message;
    }
    return SYSTEM.matcher(message).matches() ? message : null;
  }
}
