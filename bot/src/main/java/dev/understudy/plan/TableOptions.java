package dev.understudy.plan;

import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What a table keeps besides its columns.
 *
 * @see <a href="https://cloud.google.com/bigquery/docs/reference/rest/v2/tables#Table">Table</a>
 */
public record TableOptions(
    @Nullable String friendlyName,
    @Nullable String description,
    @Nullable TimePartitioning timePartitioning,
    @Nullable RangePartitioning rangePartitioning,
    List<String> clustering,
    Map<String, String> labels) {
  /** No options at all. */
  public static final TableOptions NONE =
      new TableOptions(null, null, null, null, List.of(), Map.of());

  public TableOptions {
    clustering = List.copyOf(clustering);
    labels = Map.copyOf(labels);
  }

  /**
   * Partitions by time.
   *
   * @param type HOUR, DAY, MONTH or YEAR
   * @param field null for ingestion time
   */
  public record TimePartitioning(
      String type, @Nullable String field, boolean requirePartitionFilter) {}

  /** Partitions by ranges of an integer: from start to one before end, each interval wide. */
  public record RangePartitioning(String field, long start, long end, long interval) {}
}
