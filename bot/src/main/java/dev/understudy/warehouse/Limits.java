package dev.understudy.warehouse;

/**
 * How often BigQuery may be called.
 *
 * @param datasetUpdatesPer10s metadata updates of one dataset in ten seconds
 * @param tableUpdatesPer10s metadata updates of one table in ten seconds
 * @param tableInsertsPerSecond {@code tables.insert} calls of one user in a second
 * @param callsPerSecond calls of any other method by one user in a second
 * @see <a href="https://cloud.google.com/bigquery/quotas">Quotas and limits</a>
 */
public record Limits(
    int datasetUpdatesPer10s,
    int tableUpdatesPer10s,
    int tableInsertsPerSecond,
    int callsPerSecond) {
  /** The published numbers. */
  public static final Limits PUBLISHED = new Limits(5, 5, 10, 100);
}
