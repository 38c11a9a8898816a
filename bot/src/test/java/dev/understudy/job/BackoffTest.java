package dev.understudy.job;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.random.RandomGenerator;
import java.util.random.RandomGeneratorFactory;
import org.junit.jupiter.api.Test;

/** Retries come apart from each other, and from the trouble. */
class BackoffTest {
  private final RandomGenerator random =
      RandomGeneratorFactory.of("L64X128MixRandom").create(20261121);
  private final Backoff backoff = new Backoff(Duration.ofSeconds(1), Duration.ofMinutes(1), random);

  @Test
  void theBoundDoublesUpToTheLongest() {
    for (int attempts = 0; attempts < 2000; attempts++) {
      long bound = attempts < 6 ? 1000L << attempts : 60_000;
      assertThat(backoff.delay(attempts)).isBetween(Duration.ZERO, Duration.ofMillis(bound));
    }
  }

  @Test
  void anyWaitUpToTheBoundMayCome() {
    assertThat(random.longs(1000).mapToObj(_ -> backoff.delay(3)))
        .anyMatch(delay -> delay.toMillis() < 1000)
        .anyMatch(delay -> delay.toMillis() > 7000);
  }
}
