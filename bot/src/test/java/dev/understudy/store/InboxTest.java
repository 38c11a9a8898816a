package dev.understudy.store;

import static dev.understudy.store.Store.lane;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.understudy.failure.Problem;
import dev.understudy.forge.PullRequestId;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

/** What arrives is kept once and waits until it is done. */
@ParameterizedClass
@EnumSource(Engine.class)
class InboxTest {
  private static final PullRequestId LANE = lane("shop", 7);

  private final Store store;

  InboxTest(Engine engine) {
    store = Store.shared(engine);
  }

  private static Delivery delivery(String id, @Nullable String content) {
    return new Delivery("github", id, content, LANE, "push", "{\"version\":1}", false);
  }

  @Test
  void theSameDeliveryIsAcceptedOnce() {
    assertThat(store.inbox.accept(delivery("a", "x"))).isEqualTo(Receipt.ACCEPTED);
    assertThat(store.inbox.accept(delivery("a", "y"))).isEqualTo(Receipt.DUPLICATE);
    assertThat(store.inbox.waiting(LANE)).hasSize(1);
    assertThat(store.lanes.find(LANE).orElseThrow().want()).isEqualTo(1);
  }

  @Test
  void theSameContentUnderANewIdIsAcceptedOnce() {
    assertThat(store.inbox.accept(delivery("a", "x"))).isEqualTo(Receipt.ACCEPTED);
    assertThat(store.inbox.accept(delivery("b", "x"))).isEqualTo(Receipt.DUPLICATE);
    assertThat(store.inbox.waiting(LANE)).hasSize(1);
  }

  @Test
  void deliveriesWithoutAContentKeyDifferByTheirIds() {
    store.event(LANE);
    store.event(LANE);
    assertThat(store.inbox.waiting(LANE)).hasSize(2);
  }

  @Test
  void aRepetitionIsKnownAfterItsWorkWasDone() {
    store.inbox.accept(delivery("a", "x"));
    Lease lease = store.claim("w");
    store.inbox.handled(lease, store.inbox.waiting(LANE), "staged");
    store.lanes.finish(lease);
    assertThat(store.inbox.accept(delivery("a", "x"))).isEqualTo(Receipt.DUPLICATE);
    assertThat(store.lanes.claim("w", Store.LONG)).isEmpty();
  }

  @Test
  void ofManyWhoBringTheSameAtOnceOneIsAccepted() throws Exception {
    try (ExecutorService threads = Executors.newFixedThreadPool(8)) {
      for (int round = 0; round < 10; round++) {
        Delivery same = delivery("r" + round, "c" + round);
        List<Callable<Receipt>> calls = new ArrayList<>();
        for (int i = 0; i < 8; i++) {
          calls.add(() -> store.inbox.accept(same));
        }
        int accepted = 0;
        for (Future<Receipt> receipt : threads.invokeAll(calls)) {
          accepted += receipt.get() == Receipt.ACCEPTED ? 1 : 0;
        }
        assertThat(accepted).isEqualTo(1);
      }
    }
    assertThat(store.lanes.find(LANE).orElseThrow().want()).isEqualTo(10);
  }

  @Test
  void veryLongIdsAndOddCharactersAreKept() {
    String odd = "a\0b\uD800c🦉";
    Delivery delivery =
        new Delivery("github", "i".repeat(5000), "k".repeat(5000), LANE, "push", odd, false);
    assertThat(store.inbox.accept(delivery)).isEqualTo(Receipt.ACCEPTED);
    assertThat(store.inbox.accept(delivery)).isEqualTo(Receipt.DUPLICATE);
    assertThat(store.inbox.waiting(LANE).getFirst().payload()).isEqualTo("a\uFFFDb?c🦉");
  }

  @Test
  void aPayloadOfAMillionCharactersIsKeptAndALongerOneRefused() {
    String million = "ü".repeat(1_000_000);
    store.inbox.accept(new Delivery("github", "a", null, LANE, "push", million, false));
    assertThat(store.inbox.waiting(LANE).getFirst().payload()).isEqualTo(million);
    assertThatThrownBy(() -> new Delivery("github", "b", null, LANE, "push", million + "x", false))
        .isInstanceOf(Problem.class)
        .hasMessage("delivery `b` is longer than a million characters");
  }

  @Test
  void whatWaitsComesOldestFirstUntilItIsDone() {
    store.inbox.accept(delivery("a", "1"));
    store.inbox.accept(delivery("b", "2"));
    store.inbox.accept(delivery("c", "3"));
    Lease lease = store.claim("w");
    store.inbox.handled(lease, List.of(store.inbox.waiting(LANE).get(1)), "done");
    assertThat(store.inbox.waiting(LANE))
        .extracting(InboxRow::deliveryId)
        .containsExactly("a", "c");
  }

  @Test
  void aLeaseDoesNotSettleTheRowsOfAnotherLane() {
    store.event(LANE);
    store.event(lane("shop", 8));
    List<InboxRow> other = store.inbox.waiting(lane("shop", 8));
    Lease lease = store.claim("w");
    assertThat(lease.lane()).isEqualTo(LANE);
    store.inbox.handled(lease, other, "done");
    assertThat(store.inbox.waiting(lane("shop", 8))).hasSize(1);
  }

  @Test
  void aWakeWaitsOnceForEachReason() {
    store.inbox.wake(LANE, "look \"here\"");
    store.inbox.wake(LANE, "look \"here\"");
    store.inbox.wake(LANE, "and there");
    assertThat(store.inbox.waiting(LANE))
        .extracting(InboxRow::payload)
        .containsExactly(
            "{\"version\":1,\"reason\":\"look \\\"here\\\"\"}",
            "{\"version\":1,\"reason\":\"and there\"}");
    assertThat(store.claim("w").lane()).isEqualTo(LANE);
  }

  @Test
  void whatNeedsNoWorkIsNotedAndKnown() {
    Delivery ping = new Delivery("github", "p", null, null, "ping", "{}", false);
    assertThat(store.inbox.note(ping, "nothing to do")).isEqualTo(Receipt.ACCEPTED);
    assertThat(store.inbox.note(ping, "nothing to do")).isEqualTo(Receipt.DUPLICATE);
    assertThat(store.lanes.list()).isEmpty();
  }

  @Test
  void onlyWhatIsDoneAndOldIsForgotten() {
    store.inbox.accept(delivery("old", null));
    store.inbox.accept(delivery("young", null));
    store.inbox.accept(delivery("waits", null));
    Lease lease = store.claim("w");
    List<InboxRow> rows = store.inbox.waiting(LANE);
    store.inbox.handled(lease, rows.subList(0, 2), "done");
    store.run(
        "UPDATE inbox SET handled_at = handled_at - INTERVAL '10' DAY WHERE delivery_id = 'old'");
    assertThat(store.inbox.prune(Duration.ofDays(9))).isEqualTo(1);
    assertThat(store.inbox.accept(delivery("old", null))).isEqualTo(Receipt.ACCEPTED);
    assertThat(store.inbox.accept(delivery("young", null))).isEqualTo(Receipt.DUPLICATE);
    assertThat(store.inbox.waiting(LANE)).hasSize(2);
  }
}
