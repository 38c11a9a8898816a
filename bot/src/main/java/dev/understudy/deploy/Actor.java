package dev.understudy.deploy;

import org.jspecify.annotations.Nullable;

/**
 * For whom a stage is made; its datasets' labels say so.
 *
 * @param installation which installation makes it
 * @param repository such as {@code mozilla/bigquery-etl}
 * @param pullRequest null where there is none
 * @param commit what it is made of, as people know it; null where that is the commit that is read
 */
public record Actor(
    String installation,
    String repository,
    @Nullable Integer pullRequest,
    @Nullable String commit) {
  /** For a stage of the commit that is read. */
  public Actor(String installation, String repository, @Nullable Integer pullRequest) {
    this(installation, repository, pullRequest, null);
  }
}
