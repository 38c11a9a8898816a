package dev.understudy.store;

import static dev.understudy.store.Store.LONG;
import static dev.understudy.store.Store.await;
import static dev.understudy.store.Store.lane;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.understudy.forge.PullRequestId;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

/** A lane belongs to one worker at a time, and every wish for work is met. */
@ParameterizedClass
@EnumSource(Engine.class)
class LanesTest {
  private static final PullRequestId LANE = lane("shop", 7);

  private final Store store;

  LanesTest(Engine engine) {
    store = Store.shared(engine);
  }

  private Optional<Lease> claim() {
    return store.lanes.claim("w", LONG);
  }

  private LaneRow row() {
    return store.lanes.find(LANE).orElseThrow();
  }

  @Test
  void aLaneIsHeldByOneWorkerAndRestsWhenItIsDone() {
    store.event(LANE);
    Lease lease = store.claim("one");
    assertThat(claim()).isEmpty();
    store.lanes.finish(lease);
    assertThat(claim()).isEmpty();
    assertThat(row().have()).isEqualTo(1);
    assertThat(row().dueAt()).isNull();
  }

  @Test
  void anEventDuringATurnSupersedesItAndAsksForAnother() {
    store.event(LANE);
    Lease lease = store.claim("w");
    assertThat(store.lanes.wanted(lease)).isEqualTo(lease.want());
    store.event(LANE);
    assertThat(store.lanes.wanted(lease)).isEqualTo(lease.want() + 1);
    store.lanes.finish(lease);
    assertThat(store.claim("w").want()).isEqualTo(2);
  }

  @Test
  void aWakeDuringATurnAsksForAnotherButSupersedesNothing() {
    store.event(LANE);
    Lease lease = store.claim("w");
    store.inbox.wake(LANE, "reconcile");
    assertThat(store.lanes.wanted(lease)).isEqualTo(lease.want());
    store.lanes.finish(lease);
    store.lanes.finish(store.claim("w"));
    assertThat(claim()).isEmpty();
  }

  @Test
  void aWorkerStoppedPastItsLeaseIsRefusedEverything() {
    store.event(LANE);
    Lease stale = store.claim("slow");
    String run = store.runs.start(stale, "a".repeat(40), "s");
    List<InboxRow> rows = store.inbox.waiting(LANE);
    store.run("UPDATE lane SET lease_until = CURRENT_TIMESTAMP - INTERVAL '1' SECOND");
    assertThat(claim()).isPresent();
    List<Consumer<Lease>> writes =
        List.of(
            store.lanes::check,
            store.lanes::finish,
            store.lanes::release,
            store.lanes::told,
            lease -> store.lanes.again(lease, LONG, "no", true),
            lease -> store.lanes.wakeIn(lease, LONG),
            lease -> store.inbox.handled(lease, rows, "no"),
            lease -> store.states.save(lease, state("no")),
            lease -> store.runs.start(lease, "b".repeat(40), "no"),
            lease -> store.runs.log(lease, run, "no"),
            lease -> store.runs.finish(lease, run, "no", "{}", "no"));
    for (Consumer<Lease> write : writes) {
      assertThatThrownBy(() -> write.accept(stale))
          .isInstanceOf(LeaseLost.class)
          .hasMessage("the lease 1 of acme/shop#7 is over");
    }
    assertThat(store.lanes.renew(stale, LONG)).isFalse();
    assertThat(store.inbox.waiting(LANE)).hasSize(1);
    assertThat(store.states.find(LANE)).isEmpty();
    assertThat(store.runs.lines(run)).isEmpty();
    assertThat(store.runs.find(run).orElseThrow().finishedAt()).isNull();
    assertThat(store.runs.recent(9)).hasSize(1);
    assertThat(row().epoch()).isEqualTo(2);
    assertThat(row().worker()).isEqualTo("w");
  }

  @Test
  void aLeaseThatRanOutIsRefusedEvenWhereNobodyTookTheLane() {
    store.event(LANE);
    Lease stale = store.lanes.claim("slow", Duration.ZERO).orElseThrow();
    assertThatThrownBy(() -> store.states.save(stale, state("no"))).isInstanceOf(LeaseLost.class);
    assertThat(store.lanes.renew(stale, LONG)).isFalse();
  }

  @Test
  void aRenewedLeaseHolds() {
    store.event(LANE);
    Lease lease = store.lanes.claim("w", Duration.ofSeconds(2)).orElseThrow();
    assertThat(store.lanes.renew(lease, LONG)).isTrue();
    assertThat(row().leaseUntil()).isAfter(store.database.clock().instant().plusSeconds(60));
  }

  @Test
  void aLaneGivenBackUntouchedIsTakenAtOnce() {
    store.event(LANE);
    Lease first = store.claim("one");
    store.lanes.release(first);
    assertThat(store.claim("two").epoch()).isEqualTo(2);
    assertThatThrownBy(() -> store.lanes.check(first)).isInstanceOf(LeaseLost.class);
    assertThat(row().failures()).isZero();
  }

  @Test
  void aRepositoryWithManyLanesDoesNotStarveOneWithFew() {
    store.event(lane("noisy", 1));
    store.run(
        "INSERT INTO lane (repository, number, want, have, epoch, interactive, due_at, woken,"
            + " attempts, failures, crashes, told) SELECT 'acme/noisy', x, 1, 0, 0, FALSE,"
            + " CURRENT_TIMESTAMP, FALSE, 0, 0, 0, FALSE FROM generate_series(2, 10000) AS s(x)");
    for (int i = 1; i <= 10; i++) {
      store.event(lane("quiet", i));
    }
    int quiet = 0;
    for (int turn = 0; turn < 21; turn++) {
      Lease lease = store.claim("w");
      store.lanes.finish(lease);
      quiet += lease.lane().repository().name().equals("quiet") ? 1 : 0;
    }
    assertThat(quiet).isEqualTo(10);
  }

  @Test
  void whoeverWaitsForAnAnswerComesFirst() {
    store.event(lane("a", 1));
    store.event(lane("b", 1));
    store.inbox.accept(new Delivery("github", "i", null, lane("z", 1), "comment", "{}", true));
    assertThat(store.claim("w").lane()).isEqualTo(lane("z", 1));
    assertThat(store.claim("w").lane()).isEqualTo(lane("a", 1));
  }

  @Test
  void theLaneThatHasBeenDueLongestComesFirst() {
    List<PullRequestId> order = new ArrayList<>();
    for (int i = 5; i >= 1; i--) {
      store.event(lane("a", i));
    }
    store.event(lane("a", 5));
    for (int i = 0; i < 5; i++) {
      order.add(store.claim("w").lane());
    }
    assertThat(order).extracting(PullRequestId::number).containsExactly(5, 4, 3, 2, 1);
  }

  @Test
  void aLaneThatIsPutOffWaitsAndANewEventIsNotHeldUpByIt() {
    store.event(LANE);
    store.lanes.again(store.claim("w"), LONG, "GitHub is busy", false);
    assertThat(claim()).isEmpty();
    assertThat(row().error()).isEqualTo("GitHub is busy");
    store.inbox.wake(LANE, "reconcile");
    assertThat(claim()).isEmpty();
    store.event(LANE);
    store.lanes.finish(store.claim("w"));
    assertThat(row().error()).isNull();
    assertThat(row().attempts()).isZero();
  }

  @Test
  void whatDoesNotCountNeverKillsALane() {
    store.event(LANE);
    for (int i = 0; i < 3 * Lanes.FAILURES; i++) {
      store.lanes.again(store.claim("w"), Duration.ZERO, "limited", false);
    }
    assertThat(row().dead()).isFalse();
    assertThat(row().attempts()).isEqualTo(3 * Lanes.FAILURES);
  }

  private void die() {
    store.event(LANE);
    for (int i = 1; i <= Lanes.FAILURES; i++) {
      assertThat(row().dead()).isFalse();
      store.lanes.again(store.claim("w"), Duration.ZERO, "boom " + i, true);
    }
    assertThat(row().dead()).isTrue();
    assertThat(row().error()).isEqualTo("boom " + Lanes.FAILURES);
  }

  @Test
  void aDeadLetterIsToldOnceAndThenRestsUntilItIsRevived() {
    die();
    store.lanes.told(store.claim("w"));
    assertThat(claim()).isEmpty();
    store.inbox.wake(LANE, "reconcile");
    assertThat(claim()).isEmpty();
    assertThat(store.lanes.counts().dead()).isEqualTo(1);
    store.lanes.revive(LANE);
    assertThat(row().dead()).isFalse();
    assertThat(row().failures()).isZero();
    store.lanes.finish(store.claim("w"));
    assertThat(claim()).isEmpty();
  }

  @Test
  void aDeadLetterThatCannotBeToldIsTriedABoundedNumberOfTimes() {
    die();
    for (int i = 0; i < Lanes.FAILURES; i++) {
      store.lanes.again(store.claim("w"), Duration.ZERO, "no comment", true);
    }
    assertThat(claim()).isEmpty();
    assertThat(row().dead()).isTrue();
    assertThat(row().error()).isEqualTo("boom " + Lanes.FAILURES);
  }

  @Test
  void aNewEventRevivesADeadLane() {
    die();
    store.lanes.told(store.claim("w"));
    store.event(LANE);
    assertThat(row().dead()).isFalse();
    assertThat(claim()).isPresent();
  }

  @Test
  void anEventThatComesWhileADeathIsToldIsNotLost() {
    die();
    Lease telling = store.claim("w");
    store.event(LANE);
    store.lanes.told(telling);
    assertThat(claim()).isPresent();
  }

  @Test
  void anEventThatComesDuringTheLastAttemptIsNotLost() {
    store.event(LANE);
    for (int i = 1; i < Lanes.FAILURES; i++) {
      store.lanes.again(store.claim("w"), Duration.ZERO, "boom", true);
    }
    Lease last = store.claim("w");
    store.event(LANE);
    store.lanes.again(last, LONG, "boom", true);
    assertThat(row().dead()).isFalse();
    assertThat(claim()).isPresent();
  }

  @Test
  void aLaneThatKillsItsWorkersIsGivenUp() {
    store.event(LANE);
    for (int i = 0; i <= Claim.CRASHES; i++) {
      assertThat(row().dead()).isFalse();
      assertThat(store.lanes.claim("w" + i, Duration.ZERO)).isPresent();
    }
    assertThat(row().dead()).isTrue();
    assertThat(row().error())
        .isEqualTo("its worker stopped in the middle of it and did not come back");
  }

  /** A turn that leaves nothing but a timer. */
  private void rests(PullRequestId lane, Duration time) {
    store.event(lane);
    Lease lease = store.claim("w");
    store.lanes.wakeIn(lease, time);
    store.lanes.finish(lease);
  }

  @Test
  void aTimerAsksForATurnWhenItsTimeHasCome() {
    rests(LANE, LONG);
    assertThat(claim()).isEmpty();
    assertThat(row().dueAt()).isNotNull();
    store.run("UPDATE lane SET timer_at = CURRENT_TIMESTAMP, due_at = CURRENT_TIMESTAMP");
    store.lanes.finish(store.claim("w"));
    assertThat(claim()).isEmpty();
    assertThat(row().dueAt()).isNull();
  }

  @Test
  void aTimerOutlivesTheTurnsBeforeIt() {
    Instant later = store.database.clock().instant().plus(LONG);
    rests(LANE, LONG);
    store.event(LANE);
    store.lanes.finish(store.claim("w"));
    assertThat(row().dueAt()).isNotNull().isAfter(later.minusSeconds(1));
  }

  @Test
  void anEventIsGreetedOnceAndOneThatIsDoneNever() {
    store.event(LANE);
    Lease lease = store.lanes.claimToGreet("w", LONG, Duration.ZERO).orElseThrow();
    Instant due = row().dueAt();
    store.lanes.greeted(lease);
    assertThat(row().dueAt()).as("its place").isEqualTo(due);
    assertThat(store.lanes.claimToGreet("w", LONG, Duration.ZERO)).isEmpty();
    store.event(LANE);
    assertThat(store.lanes.claimToGreet("w", LONG, LONG)).as("not yet").isEmpty();
    store.lanes.finish(store.claim("w"));
    store.inbox.wake(LANE, "nobody asked");
    assertThat(store.lanes.claimToGreet("w", LONG, Duration.ZERO)).isEmpty();
    assertThat(claim()).isPresent();
  }

  @Test
  void figuresSayHowTheLanesStand() {
    rests(lane("a", 3), LONG);
    store.event(lane("a", 1));
    store.event(lane("a", 2));
    store.claim("w");
    LaneCounts counts = store.lanes.counts();
    assertThat(counts.ready()).isEqualTo(1);
    assertThat(counts.leased()).isEqualTo(1);
    assertThat(counts.dead()).isZero();
    assertThat(counts.oldest()).isPositive().isLessThan(LONG);
    assertThat(store.lanes.list()).hasSize(3);
  }

  @Test
  void aStateIsReplacedByWhoeverHoldsTheLane() {
    store.event(LANE);
    Lease lease = store.claim("w");
    PullState full =
        new PullState(
            LANE, "staged", "a".repeat(40), "abc", 5L, Instant.parse("2026-11-21T10:00:00Z"), "{}");
    store.states.save(lease, state("new"));
    assertThat(store.states.find(LANE)).contains(state("new"));
    store.states.save(lease, full);
    assertThat(store.states.in("staged")).containsExactly(full);
    assertThat(store.states.in("new")).isEmpty();
    assertThat(store.states.ids()).containsExactly(LANE);
    assertThatThrownBy(
            () ->
                store.states.save(
                    lease, new PullState(lane("x", 1), "p", null, null, null, null, "{}")))
        .isInstanceOf(IllegalArgumentException.class);
  }

  private static PullState state(String phase) {
    return new PullState(LANE, phase, null, null, null, null, "{}");
  }

  @Test
  void aRunKeepsItsPlanAndLog() {
    store.event(LANE);
    Lease lease = store.claim("w");
    String first = store.runs.start(lease, "a".repeat(40), "one");
    store.runs.log(lease, first, "copying");
    store.runs.log(lease, first, "x".repeat(20_000));
    store.runs.finish(lease, first, "passed", "p".repeat(3_000_000), "1 view");
    await(() -> store.database.clock().instant().isAfter(started(first).plusMillis(2)));
    String second = store.runs.start(lease, "b".repeat(40), "two");
    assertThat(store.runs.recent(5)).extracting(Run::id).containsExactly(second, first);
    assertThat(store.runs.recent(1)).hasSize(1);
    assertThat(store.runs.lines(first)).extracting(LogLine::line).first().isEqualTo("copying");
    assertThat(store.runs.lines(first).get(1).line()).hasSize(10_001);
    Run run = store.runs.find(first).orElseThrow();
    assertThat(run.verdict()).isEqualTo("passed");
    assertThat(run.plan()).hasSize(3_000_000);
    assertThat(run.finishedAt()).isNotNull();
    store.run("UPDATE run SET started_at = started_at - INTERVAL '10' DAY WHERE suffix = 'one'");
    assertThat(store.runs.prune(Duration.ofDays(9))).isEqualTo(1);
    assertThat(store.runs.lines(first)).isEmpty();
    assertThat(store.runs.find("nonsense")).isEmpty();
  }

  private Instant started(String run) {
    return store.runs.find(run).orElseThrow().startedAt();
  }
}
