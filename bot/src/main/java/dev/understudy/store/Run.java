package dev.understudy.store;

import dev.understudy.forge.PullRequestId;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * One stage deploy of one commit, finished or not.
 *
 * @param id sorts by the time of its start
 * @param finishedAt null while it is running, and for ever where its worker died
 * @param verdict how it ended, or null
 * @param plan the plan as JSON, or null
 * @param summary what it came to, or null
 */
public record Run(
    String id,
    PullRequestId lane,
    String sha,
    String suffix,
    Instant startedAt,
    @Nullable Instant finishedAt,
    @Nullable String verdict,
    @Nullable String plan,
    @Nullable String summary) {}
