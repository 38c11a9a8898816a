package dev.understudy.warehouse;

import dev.understudy.failure.Unavailable;
import io.github.bucket4j.Bucket;
import io.github.bucket4j.TimeMeter;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** Holds calls back so that the warehouse's limits are not met. Safe for many threads. */
public final class RateLimits {
  private static final Duration WINDOW = Duration.ofSeconds(10);
  private static final Duration SECOND = Duration.ofSeconds(1);

  private final Limits limits;
  private final InstantSource clock;
  private final Sleeper sleeper;
  private final Listener listener;
  private final Map<String, Bucket> buckets = new ConcurrentHashMap<>();

  /** Hears that a call waits. */
  @FunctionalInterface
  public interface Listener {
    /** Hears nothing. */
    Listener NONE = (what, duration) -> {};

    /** A call about something waits so long. */
    void waiting(String what, Duration duration);
  }

  /** Limits by a clock, waiting with a sleeper. */
  public RateLimits(Limits limits, InstantSource clock, Sleeper sleeper, Listener listener) {
    this.limits = limits;
    this.clock = clock;
    this.sleeper = sleeper;
    this.listener = listener;
  }

  /** Waits until the method may be called: {@code tables.insert}, {@code jobs.query}, …. */
  public void method(String method) {
    boolean insert = method.equals("tables.insert");
    int count = insert ? limits.tableInsertsPerSecond() : limits.callsPerSecond();
    take(method, count, SECOND);
  }

  /** Waits until the dataset's metadata may be changed. */
  public void datasetUpdate(String dataset) {
    take("dataset " + dataset, limits.datasetUpdatesPer10s(), WINDOW);
  }

  /** Waits until the table's metadata may be changed. */
  public void tableUpdate(String table) {
    take("table " + table, limits.tableUpdatesPer10s(), WINDOW);
  }

  private void take(String what, int count, Duration window) {
    Bucket bucket = buckets.computeIfAbsent(what, _ -> bucket(count, window));
    Duration wait = Duration.ofNanos(bucket.consumeIgnoringRateLimits(1));
    if (wait.isZero()) {
      return;
    }
    listener.waiting(what, wait);
    try {
      sleeper.sleep(wait);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new Unavailable("stopped while waiting for the rate limit of " + what, e);
    }
  }

  private Bucket bucket(int count, Duration window) {
    return Bucket.builder()
        .addLimit(limit -> limit.capacity(count).refillGreedy(count, window))
        .withCustomTimePrecision(new ClockMeter(clock))
        .build();
  }

  private record ClockMeter(InstantSource clock) implements TimeMeter {
    @Override
    public long currentTimeNanos() {
      return ChronoUnit.NANOS.between(Instant.EPOCH, clock.instant());
    }

    @Override
    public boolean isWallClockBased() {
      return true;
    }
  }
}
