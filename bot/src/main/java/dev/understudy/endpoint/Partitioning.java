package dev.understudy.endpoint;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.understudy.sql.Ddl;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * {@code PARTITION BY} and {@code CLUSTER BY} as fields of a table.
 *
 * @see <a
 *     href="https://cloud.google.com/bigquery/docs/reference/standard-sql/data-definition-language#partition_expression">partition_expression</a>
 */
final class Partitioning {
  private static final String COLUMN = "`?(\\w+)`?";
  private static final Pattern PLAIN = Pattern.compile(COLUMN);
  private static final Pattern DATE = Pattern.compile("(?i)DATE\\(\\s*" + COLUMN + "\\s*\\)");
  private static final Pattern TRUNC =
      Pattern.compile(
          "(?i)(?:TIMESTAMP|DATETIME|DATE)_TRUNC\\(\\s*"
              + COLUMN
              + "\\s*,\\s*(HOUR|DAY|MONTH|YEAR)\\s*\\)");
  private static final Pattern RANGE =
      Pattern.compile(
          "(?i)RANGE_BUCKET\\(\\s*"
              + COLUMN
              + "\\s*,\\s*GENERATE_ARRAY\\(\\s*(-?\\d+)\\s*,\\s*(-?\\d+)\\s*(?:,\\s*(\\d+)\\s*)?\\)\\s*\\)");

  private Partitioning() {}

  static void apply(Ddl ddl, ObjectNode table) {
    if (ddl.partitionBy().size() > 1) {
      throw Refusal.query("Only a single PARTITION BY expression is supported");
    }
    if (!ddl.partitionBy().isEmpty()) {
      partition(ddl.partitionBy().getFirst().strip(), table);
    }
    if (!ddl.clusterBy().isEmpty()) {
      ArrayNode fields = table.putObject("clustering").putArray("fields");
      ddl.clusterBy().forEach(field -> fields.add(field.strip().replace("`", "")));
    }
  }

  private static void partition(String by, ObjectNode table) {
    Matcher range = RANGE.matcher(by);
    if (range.matches()) {
      ObjectNode into = table.putObject("rangePartitioning").put("field", range.group(1));
      String interval = range.group(4) == null ? "1" : range.group(4);
      into.putObject("range")
          .put("start", range.group(2))
          .put("end", range.group(3))
          .put("interval", interval);
      return;
    }
    for (Pattern pattern : new Pattern[] {TRUNC, DATE, PLAIN}) {
      Matcher matcher = pattern.matcher(by);
      if (matcher.matches()) {
        String type = matcher.groupCount() > 1 ? matcher.group(2).toUpperCase(Locale.ROOT) : "DAY";
        time(matcher.group(1), type, table);
        return;
      }
    }
    throw Refusal.query(
        "PARTITION BY expression must be DATE(<timestamp_column>), DATE(<datetime_column>),"
            + " DATETIME_TRUNC(<datetime_column>, DAY/HOUR/MONTH/YEAR), a DATE column,"
            + " TIMESTAMP_TRUNC(<timestamp_column>, DAY/HOUR/MONTH/YEAR),"
            + " DATE_TRUNC(<date_column>, MONTH/YEAR), or RANGE_BUCKET(<int64_column>,"
            + " GENERATE_ARRAY(<int64_value>, <int64_value>[, <int64_value>]))");
  }

  private static void time(String column, String type, ObjectNode table) {
    ObjectNode into = table.putObject("timePartitioning").put("type", type);
    if (!column.toUpperCase(Locale.ROOT).startsWith("_PARTITION")) {
      into.put("field", column);
    }
  }
}
