package dev.understudy.bot;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.understudy.failure.Unavailable;
import dev.understudy.store.Engine;
import dev.understudy.store.Inbox;
import dev.understudy.store.Store;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** A server takes pushes in before it is ready. */
class WarmUpTest {
  @ParameterizedTest
  @EnumSource
  void nothingOfItRemains(Engine engine) {
    try (Store store = new Store(engine.fresh())) {
      new WarmUp(store.inbox).run(4);
      assertThat(store.count("SELECT COUNT(*) FROM inbox")).isZero();
      assertThat(store.lanes.list()).isEmpty();
    }
  }

  @ParameterizedTest
  @EnumSource
  void aServerThatCannotWriteItsInboxDoesNotBecomeReady(Engine engine) {
    Inbox inbox;
    try (Store store = new Store(engine.fresh())) {
      inbox = store.inbox;
    }
    assertThatThrownBy(() -> new WarmUp(inbox).run(2)).isInstanceOf(Unavailable.class);
  }
}
