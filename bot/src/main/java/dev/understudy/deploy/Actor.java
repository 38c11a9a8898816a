package dev.understudy.deploy;

import org.jspecify.annotations.Nullable;

/**
 * For whom a stage is made; its datasets' labels say so.
 *
 * @param installation which installation makes it
 * @param repository such as {@code mozilla/bigquery-etl}
 * @param pullRequest null where there is none
 */
public record Actor(String installation, String repository, @Nullable Integer pullRequest) {}
