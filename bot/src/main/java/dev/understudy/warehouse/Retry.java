package dev.understudy.warehouse;

import dev.understudy.failure.Unavailable;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * Calls again what may work a moment later: exponential back-off with full jitter, bounded in
 * attempts and time.
 */
public record Retry(
    int attempts,
    Duration longest,
    Duration base,
    Duration cap,
    InstantSource clock,
    Sleeper sleeper,
    RandomGenerator random) {
  /** Six attempts within two minutes, the first pause at most half a second. */
  public static Retry standard(InstantSource clock, Sleeper sleeper, RandomGenerator random) {
    return new Retry(
        6,
        Duration.ofMinutes(2),
        Duration.ofMillis(500),
        Duration.ofSeconds(32),
        clock,
        sleeper,
        random);
  }

  /** Says that a call may work a moment later. */
  public static final class Again extends RuntimeException {
    private static final long serialVersionUID = 1L;
    private final transient @Nullable Duration after;

    /** With what the service said and, where it said so, how long to wait. */
    public Again(String message, @Nullable Duration after, @Nullable Throwable cause) {
      super(message, cause);
      this.after = after;
    }
  }

  /**
   * Calls until it does not throw {@link Again}.
   *
   * @throws Unavailable when attempts or time are used up, with the last answer's words
   */
  public <T> T call(Supplier<T> call) {
    Instant end = clock.instant().plus(longest);
    for (int attempt = 1; ; attempt++) {
      try {
        return call.get();
      } catch (Again again) {
        Duration pause = pause(attempt, again);
        if (attempt == attempts || clock.instant().plus(pause).isAfter(end)) {
          String times = attempt == 1 ? "once" : attempt + " times";
          throw new Unavailable(again.getMessage() + " (tried " + times + ")", again);
        }
        sleep(pause, again);
      }
    }
  }

  private Duration pause(int attempt, Again again) {
    long most = Math.min(cap.toMillis(), base.toMillis() << (attempt - 1));
    Duration jittered = Duration.ofMillis(random.nextLong(most + 1));
    return again.after == null || again.after.compareTo(jittered) < 0 ? jittered : again.after;
  }

  private void sleep(Duration pause, Again again) {
    try {
      sleeper.sleep(pause);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new Unavailable(again.getMessage() + " (stopped while waiting)", again);
    }
  }
}
