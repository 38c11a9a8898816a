package dev.understudy.job;

import static dev.understudy.store.Store.await;
import static org.assertj.core.api.Assertions.assertThat;

import dev.understudy.failure.Unavailable;
import dev.understudy.store.Engine;
import dev.understudy.store.Store;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What the clock asks for is done on one node, however many there are. */
class ChoresTest {
  @ParameterizedTest
  @EnumSource(Engine.class)
  void aChoreThatIsDueIsDoneByOneNodeAndTheDatabaseOutlivesTheChores(Engine engine) {
    try (Store store = new Store(engine)) {
      AtomicInteger sweeps = new AtomicInteger();
      AtomicInteger reads = new AtomicInteger();
      List<Chore> chores =
          List.of(
              new Chore("sweep", Duration.ofHours(1), sweeps::incrementAndGet),
              new Chore("reconcile", Duration.ofMillis(200), () -> away(reads)));
      try (Chores one = new Chores(store.database, "one", chores);
          Chores two = new Chores(store.database, "two", chores)) {
        one.start();
        two.start();
        await(() -> reads.get() >= 3);
      }
      assertThat(sweeps).hasValue(1);
      store.event(Store.lane("shop", 1));
      assertThat(store.inbox.waiting(Store.lane("shop", 1))).hasSize(1);
    }
  }

  private static void away(AtomicInteger reads) {
    if (reads.incrementAndGet() == 1) {
      throw new Unavailable("GitHub is away", null);
    }
  }
}
