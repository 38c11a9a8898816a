package dev.understudy.store;

import dev.understudy.failure.Unavailable;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.function.Supplier;

/**
 * Asks the database for the time now and then, and counts on from there: the node's own clock may
 * be wrong or jump, and is never read.
 */
final class DatabaseClock implements InstantSource {
  private static final Duration FRESH = Duration.ofSeconds(10);

  private final Supplier<Instant> database;
  private Instant read;
  private long readAt;

  DatabaseClock(Supplier<Instant> database) {
    this.database = database;
    this.read = database.get();
    this.readAt = System.nanoTime();
  }

  @Override
  public synchronized Instant instant() {
    Duration since = Duration.ofNanos(System.nanoTime() - readAt);
    if (since.compareTo(FRESH) < 0) {
      return read.plus(since);
    }
    try {
      read = database.get();
      readAt = System.nanoTime();
      return read;
    } catch (Unavailable _) {
      return read.plus(since);
    }
  }
}
