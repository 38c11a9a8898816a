package dev.understudy.artifact;

import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The columns of a table, in order. Types are BigQuery's REST names ({@code STRING}, {@code
 * INTEGER}, {@code FLOAT}, {@code BOOLEAN}, {@code RECORD}, …).
 *
 * @see <a href="https://cloud.google.com/bigquery/docs/reference/rest/v2/tables#TableFieldSchema">
 *     TableFieldSchema</a>
 */
public record Schema(List<Column> columns) {
  public Schema {
    columns = List.copyOf(columns);
  }

  /**
   * One column or one field of a {@code RECORD}.
   *
   * @param type in capital letters, normalised with {@link #canonical}
   * @param mode {@code NULLABLE}, {@code REQUIRED} or {@code REPEATED}
   * @param fields of a {@code RECORD}, else empty
   */
  public record Column(
      String name, String type, String mode, List<Column> fields, @Nullable String description) {
    public Column {
      type = canonical(type);
      fields = List.copyOf(fields);
    }

    /** A nullable column without fields. */
    public static Column of(String name, String type) {
      return new Column(name, type, "NULLABLE", List.of(), null);
    }
  }

  private static final Map<String, String> CANONICAL =
      Map.of(
          "INT64",
          "INTEGER",
          "FLOAT64",
          "FLOAT",
          "BOOL",
          "BOOLEAN",
          "STRUCT",
          "RECORD",
          "DECIMAL",
          "NUMERIC",
          "BIGDECIMAL",
          "BIGNUMERIC");

  /** One name for the types that have two. */
  public static String canonical(String type) {
    String upper = type.toUpperCase(Locale.ROOT);
    return CANONICAL.getOrDefault(upper, upper);
  }
}
