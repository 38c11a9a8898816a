package dev.understudy.store;

import dev.understudy.forge.PullRequestId;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * How a lane stands.
 *
 * @param want how many events asked for work
 * @param have how many of them are worked on
 * @param worker who holds it, or held it last without giving it back; null where nobody does
 * @param leaseUntil until when it is held, or null
 * @param dueAt when it is to be worked on next; null where nothing is left to do
 * @param attempts how often in a row it was put off or failed
 * @param failures how often in a row it failed
 * @param error why it was put off last, or null
 * @param deadAt since when it is a dead letter, or null
 */
public record LaneRow(
    PullRequestId lane,
    long want,
    long have,
    long epoch,
    @Nullable String worker,
    @Nullable Instant leaseUntil,
    boolean interactive,
    @Nullable Instant dueAt,
    int attempts,
    int failures,
    @Nullable String error,
    @Nullable Instant deadAt) {
  /** Whether it is a dead letter: nothing happens until somebody asks again. */
  public boolean dead() {
    return deadAt != null;
  }
}
