package dev.understudy.sql.googlesql;

import java.time.Duration;

/**
 * What one request may use.
 *
 * @param deadline of processor time for one request; of time on the clock it may take {@value
 *     #PATIENCE} times that, because a busy machine is not the statement's fault
 * @param heapMegabytes of the child's Java heap
 * @param residentMegabytes of the whole child, native memory included
 * @param nesting how deep a text may nest
 */
public record WorkerLimits(
    Duration deadline, int heapMegabytes, int residentMegabytes, int nesting) {
  static final int PATIENCE = 4;

  /** Enough for every query of a large warehouse but a handful. */
  public static final WorkerLimits DEFAULT =
      new WorkerLimits(Duration.ofSeconds(40), 768, 2500, 900);
}
