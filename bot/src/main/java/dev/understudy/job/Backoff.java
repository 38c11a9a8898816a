package dev.understudy.job;

import java.time.Duration;
import java.util.random.RandomGenerator;

/**
 * Exponential backoff with full jitter ("Exponential Backoff And Jitter", aws.amazon.com): any wait
 * up to a bound that doubles with each attempt.
 */
record Backoff(Duration first, Duration most, RandomGenerator random) {
  /**
   * How long to wait.
   *
   * @param attempts how many there were before this one
   */
  Duration delay(int attempts) {
    double doubled = first.toMillis() * Math.pow(2, attempts);
    long bound = doubled < most.toMillis() ? (long) doubled : most.toMillis();
    return Duration.ofMillis(random.nextLong(bound + 1));
  }
}
