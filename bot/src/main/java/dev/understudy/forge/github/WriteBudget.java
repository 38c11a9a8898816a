package dev.understudy.forge.github;

import dev.understudy.failure.Unavailable;
import io.github.bucket4j.Bucket;
import io.github.bucket4j.BucketConfiguration;
import io.github.bucket4j.BucketExceptions;
import io.github.bucket4j.ConfigurationBuilder;
import io.github.bucket4j.ConsumptionProbe;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * One budget of requests for each account that we act in, whoever spends it. A bucket holds part of
 * a limit and refills with the rest of it, so that no window of that length ever sees more than the
 * limit. That writes wait for each other, and a pause that GitHub asks for, are this process's own.
 */
final class WriteBudget {
  private static final Duration MINUTE = Duration.ofMinutes(1);
  private static final Duration HOUR = Duration.ofHours(1);

  private final WriteLimits limits;
  private final Duration patience;
  private final InstantSource clock;
  private final WriteBuckets buckets;
  private final Map<String, Account> accounts = new ConcurrentHashMap<>();

  private final class Account {
    final ReentrantLock turn = new ReentrantLock(true);
    final @Nullable Bucket bucket;
    volatile Instant pausedUntil = Instant.MIN;

    Account(String name) {
      BucketConfiguration wanted = configuration();
      bucket = wanted == null ? null : buckets.of(name, wanted);
    }
  }

  /**
   * A full budget.
   *
   * @param patience how long a write waits for the one before it to be answered
   */
  WriteBudget(WriteLimits limits, Duration patience, InstantSource clock, WriteBuckets buckets) {
    this.limits = limits;
    this.patience = patience;
    this.clock = clock;
    this.buckets = buckets;
  }

  /** Performs a write, one at a time, or throws {@link Unavailable} where the budget is used up. */
  <T> T write(String name, Supplier<T> write) {
    Account account = account(name);
    checkPause(name);
    take(account);
    boolean first = false;
    try {
      first = account.turn.tryLock(patience.toNanos(), TimeUnit.NANOSECONDS);
      if (!first) {
        throw new Unavailable("GitHub has not answered the write before this one", null);
      }
      return write.get();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new Unavailable("stopped while waiting for GitHub", e);
    } finally {
      if (first) {
        account.turn.unlock();
      }
    }
  }

  /** Throws {@link Unavailable} while GitHub wants no request of an account. */
  void checkPause(String name) {
    Duration left = Duration.between(clock.instant(), account(name).pausedUntil);
    if (left.isPositive()) {
      throw new Unavailable("GitHub has asked us to wait", null, left);
    }
  }

  /** Lets nothing through for so long: asking on would prolong it. */
  void pause(String name, Duration duration) {
    account(name).pausedUntil = clock.instant().plus(duration);
  }

  private Account account(String name) {
    return accounts.computeIfAbsent(name, Account::new);
  }

  private void take(Account account) {
    if (account.bucket == null) {
      return;
    }
    ConsumptionProbe probe = probe(account.bucket);
    if (!probe.isConsumed()) {
      throw new Unavailable(
          "the writes that GitHub allows us ("
              + limits.perMinute()
              + " a minute, "
              + limits.perHour()
              + " an hour) are used up for the moment",
          null,
          Duration.ofNanos(probe.getNanosToWaitForRefill()));
    }
  }

  private static ConsumptionProbe probe(Bucket bucket) {
    try {
      return bucket.tryConsumeAndReturnRemaining(1);
    } catch (BucketExceptions.BucketExecutionException e) {
      throw new Unavailable("how much was written to GitHub cannot be read", e);
    }
  }

  private @Nullable BucketConfiguration configuration() {
    ConfigurationBuilder builder = BucketConfiguration.builder();
    if (limits.perMinute() > 0) {
      long apart = limits.spacing().toMillis();
      long wished = apart == 0 ? limits.perMinute() / 2 : MINUTE.toMillis() / apart;
      long rate = Math.clamp(wished, 1, Math.max(1, limits.perMinute() - 1));
      long burst = Math.max(1, limits.perMinute() - rate);
      builder.addLimit(limit -> limit.capacity(burst).refillGreedy(rate, MINUTE));
    }
    if (limits.perHour() > 0) {
      long half = Math.max(1, limits.perHour() / 2);
      builder.addLimit(limit -> limit.capacity(half).refillGreedy(half, HOUR));
    }
    return limits.perMinute() > 0 || limits.perHour() > 0 ? builder.build() : null;
  }
}
