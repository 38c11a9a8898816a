package dev.understudy.store;

import static dev.understudy.store.Store.lane;
import static org.assertj.core.api.Assertions.assertThat;

import dev.understudy.forge.PullRequestId;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Nothing waits for ever in a lane that a crash has put to sleep. */
@ParameterizedClass
@EnumSource(Engine.class)
class SleepersTest {
  private static final PullRequestId LANE = lane("shop", 7);
  private static final Delivery DELIVERY =
      new Delivery("github", "a", "x", LANE, "push", "{\"version\":1}", true);

  private static final String ASLEEP = "UPDATE lane SET due_at = NULL, want = have";
  private static final String UNTIL_A_TIMER =
      "UPDATE lane SET due_at = CURRENT_TIMESTAMP + INTERVAL '1' DAY, want = have";
  private static final String NEVER_MADE = "DELETE FROM lane";

  private final Store store;

  SleepersTest(Engine engine) {
    store = Store.shared(engine);
  }

  private void left(String torn) {
    store.inbox.accept(DELIVERY);
    store.run(torn);
    assertThat(store.lanes.claim("w", Store.LONG)).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {ASLEEP, UNTIL_A_TIMER, NEVER_MADE})
  void aRepetitionWakesTheLane(String torn) {
    left(torn);
    assertThat(store.inbox.accept(DELIVERY)).isEqualTo(Receipt.DUPLICATE);
    assertThat(store.claim("w").lane()).isEqualTo(LANE);
    assertThat(store.inbox.waiting(LANE)).hasSize(1);
  }

  @ParameterizedTest
  @ValueSource(strings = {ASLEEP, UNTIL_A_TIMER, NEVER_MADE})
  void theReconcilerWakesTheLane(String torn) {
    left(torn);
    assertThat(store.inbox.wakeSleepers()).isEqualTo(1);
    assertThat(store.inbox.wakeSleepers()).isZero();
    assertThat(store.claim("w").lane()).isEqualTo(LANE);
  }

  @ParameterizedTest
  @ValueSource(strings = {ASLEEP, UNTIL_A_TIMER, NEVER_MADE})
  void openingTheDatabaseWakesTheLane(String torn) {
    left(torn);
    Database.open(store.settings).close();
    assertThat(store.claim("w").lane()).isEqualTo(LANE);
  }

  @Test
  void aLaneThatWasWokenForARowThatIsGoneFinishes() {
    store.inbox.accept(DELIVERY);
    store.run("DELETE FROM inbox");
    store.lanes.finish(store.claim("w"));
    assertThat(store.lanes.claim("w", Store.LONG)).isEmpty();
    assertThat(store.inbox.accept(DELIVERY)).isEqualTo(Receipt.ACCEPTED);
    assertThat(store.claim("w").lane()).isEqualTo(LANE);
  }

  @Test
  void aLaneThatIsWorkedOnOrWaitsForItsNextTryIsLeftAlone() {
    store.inbox.accept(DELIVERY);
    Lease lease = store.claim("w");
    assertThat(store.inbox.wakeSleepers()).isZero();
    store.lanes.again(lease, Duration.ofHours(1), "GitHub is away", true);
    assertThat(store.inbox.wakeSleepers()).isZero();
    assertThat(store.inbox.accept(DELIVERY)).isEqualTo(Receipt.DUPLICATE);
    assertThat(store.lanes.claim("w", Store.LONG)).isEmpty();
  }

  @Test
  void aDeadLaneLivesAgainOnlyForARepetition() {
    left("UPDATE lane SET due_at = NULL, dead_at = CURRENT_TIMESTAMP, told = TRUE");
    assertThat(store.inbox.wakeSleepers()).isZero();
    assertThat(store.inbox.accept(DELIVERY)).isEqualTo(Receipt.DUPLICATE);
    assertThat(store.claim("w").lane()).isEqualTo(LANE);
  }
}
