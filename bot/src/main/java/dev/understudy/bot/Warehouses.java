package dev.understudy.bot;

import dev.understudy.report.Progress;
import dev.understudy.warehouse.Warehouse;

/** Where stages are made. */
public interface Warehouses {
  /**
   * The stage's warehouse, reached with the stage's credentials.
   *
   * @param location of its datasets, such as {@code EU}
   * @param progress hears of calls that a rate limit holds back
   */
  Warehouse stage(String location, Progress progress);

  /** A warehouse in memory that no credential is needed for, and that nobody else sees. */
  Rehearsal rehearsal(String location);

  /** A warehouse for one rehearsal. */
  interface Rehearsal extends AutoCloseable {
    /** The warehouse. */
    Warehouse warehouse();

    @Override
    void close();
  }
}
