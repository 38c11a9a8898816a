package dev.understudy.web;

import dev.understudy.failure.Unavailable;

/** How much work there is, asked at every scrape and every readiness probe: it must be cheap. */
@FunctionalInterface
public interface Gauges {
  /**
   * The lanes that have work.
   *
   * @throws Unavailable where the database does not answer: the server is then not ready
   */
  Lanes lanes();

  /**
   * Numbers of lanes.
   *
   * @param ready wait for a worker
   * @param leased are worked on
   * @param dead were given up after too many failures
   */
  record Lanes(long ready, long leased, long dead) {}
}
