package dev.understudy.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.understudy.failure.Unavailable;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Queue;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;

/** The time is the database's. */
class DatabaseClockTest {
  private static final Instant NOON = Instant.parse("2026-11-22T12:00:00Z");

  private final Queue<Supplier<Instant>> database = new ArrayDeque<>();

  private Instant read() {
    return database.remove().get();
  }

  @Test
  void itCountsOnFromWhatTheDatabaseSaid() {
    database.add(() -> NOON);
    DatabaseClock clock = new DatabaseClock(this::read);
    assertThat(clock.instant()).isBetween(NOON, NOON.plusSeconds(5));
    assertThat(database).isEmpty();
  }

  @Test
  void aReadingThatHadToWaitDoesNotRunAhead() {
    database.add(
        () -> {
          long begin = System.nanoTime();
          while (System.nanoTime() - begin < 300_000_000) {
            Thread.onSpinWait();
          }
          return NOON;
        });
    DatabaseClock clock = new DatabaseClock(this::read);
    assertThat(clock.instant()).isBetween(NOON, NOON.plusMillis(290));
  }

  @Test
  void aDatabaseThatWasNeverReadHasNoTime() {
    database.add(
        () -> {
          throw new Unavailable("the database does not answer", null);
        });
    assertThatThrownBy(() -> new DatabaseClock(this::read)).isInstanceOf(Unavailable.class);
  }
}
