package dev.understudy.job;

import java.time.Duration;

/**
 * How fast a node works.
 *
 * @param node its name, shown with the lanes it holds
 * @param turns how many lanes it works on at once
 * @param lease how long a lane stays its own after its last sign of life
 * @param longest how long a turn may take before the lane is given to somebody else
 * @param grace how long turns may still take when the node is told to stop
 * @param retry how long the first retry waits at most; each further one up to twice as long
 * @param quiet how long a lane waits, while all workers are busy, before somebody is told so
 */
public record Pace(
    String node,
    int turns,
    Duration lease,
    Duration longest,
    Duration grace,
    Duration retry,
    Duration quiet) {
  /** The pace of a server. */
  public static Pace of(String node, int turns) {
    return new Pace(
        node,
        turns,
        Duration.ofSeconds(30),
        Duration.ofHours(1),
        Duration.ofSeconds(20),
        Duration.ofSeconds(10),
        Duration.ofSeconds(2));
  }

  /** The same with another first retry. */
  public Pace retrying(Duration first) {
    return new Pace(node, turns, lease, longest, grace, first, quiet);
  }
}
