package dev.understudy.forge.github;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.understudy.failure.Unavailable;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;

class WriteBudgetTest {
  private static final Duration PATIENCE = Duration.ofSeconds(5);

  private final Clock clock = new Clock();

  @Test
  void aGreedyWriterNeverPassesTheLimitsOfAnyMinuteOrHour() {
    WriteBudget budget =
        new WriteBudget(WriteLimits.PUBLISHED, PATIENCE, clock, WriteBuckets.local(clock));
    List<Instant> writes = new ArrayList<>();
    Instant end = clock.instant().plus(Duration.ofHours(3));
    while (clock.instant().isBefore(end)) {
      try {
        budget.write("acme", () -> writes.add(clock.instant()));
      } catch (Unavailable e) {
        clock.advance(e.retryAfter().orElseThrow());
      }
    }
    assertThat(most(writes, Duration.ofMinutes(1))).isBetween(70, 80);
    assertThat(most(writes, Duration.ofHours(1))).isBetween(450, 500);
    assertThat(writes).hasSizeGreaterThan(900);
  }

  @Test
  void aUsedUpBudgetSaysHowLongToWait() {
    WriteBudget budget =
        new WriteBudget(WriteLimits.PUBLISHED, PATIENCE, clock, WriteBuckets.local(clock));
    for (int i = 0; i < 20; i++) {
      budget.write("acme", () -> "written");
    }
    assertThatThrownBy(() -> budget.write("acme", () -> "written"))
        .isInstanceOfSatisfying(
            Unavailable.class, e -> assertThat(e.retryAfter()).contains(Duration.ofSeconds(1)))
        .hasMessage(
            "the writes that GitHub allows us (80 a minute, 500 an hour) are used up for the"
                + " moment");
    assertThat(budget.<String>write("other", () -> "written")).isEqualTo("written");
    clock.advance(Duration.ofSeconds(1));
    assertThat(budget.<String>write("acme", () -> "written")).isEqualTo("written");
  }

  @Test
  void aStandInIsWrittenToWithoutLimit() {
    WriteBudget budget =
        new WriteBudget(WriteLimits.NONE, PATIENCE, clock, WriteBuckets.local(clock));
    AtomicInteger written = new AtomicInteger();
    for (int i = 0; i < 1000; i++) {
      budget.write("acme", written::incrementAndGet);
    }
    assertThat(written).hasValue(1000);
  }

  @Test
  void oneWriteWaitsForTheOther() throws InterruptedException {
    WriteBudget budget =
        new WriteBudget(WriteLimits.NONE, PATIENCE, clock, WriteBuckets.local(clock));
    AtomicInteger inside = new AtomicInteger();
    AtomicInteger most = new AtomicInteger();
    List<Thread> writers = new ArrayList<>();
    for (int i = 0; i < 8; i++) {
      writers.add(
          Thread.ofVirtual()
              .start(
                  () ->
                      budget.write(
                          "acme",
                          () -> {
                            most.accumulateAndGet(inside.incrementAndGet(), Math::max);
                            LockSupport.parkNanos(200_000);
                            return inside.decrementAndGet();
                          })));
    }
    for (Thread writer : writers) {
      writer.join();
    }
    assertThat(most).hasValue(1);
  }

  @Test
  void aWriteThatIsNeverAnsweredDoesNotHoldTheOthersForever() throws InterruptedException {
    WriteBudget budget =
        new WriteBudget(WriteLimits.NONE, Duration.ofMillis(20), clock, WriteBuckets.local(clock));
    CountDownLatch started = new CountDownLatch(1);
    CountDownLatch stop = new CountDownLatch(1);
    Thread stuck =
        Thread.ofVirtual()
            .start(
                () ->
                    budget.write(
                        "acme",
                        () -> {
                          started.countDown();
                          return await(stop);
                        }));
    started.await();
    assertThatThrownBy(() -> budget.write("acme", () -> "written"))
        .isInstanceOf(Unavailable.class)
        .hasMessage("GitHub has not answered the write before this one");
    stop.countDown();
    stuck.join();
  }

  private static boolean await(CountDownLatch latch) {
    try {
      latch.await();
      return true;
    } catch (InterruptedException _) {
      return false;
    }
  }

  private static int most(List<Instant> writes, Duration stretch) {
    ArrayDeque<Instant> window = new ArrayDeque<>();
    int most = 0;
    for (Instant write : writes) {
      window.add(write);
      while (!window.getFirst().plus(stretch).isAfter(write)) {
        window.removeFirst();
      }
      most = Math.max(most, window.size());
    }
    return most;
  }
}
