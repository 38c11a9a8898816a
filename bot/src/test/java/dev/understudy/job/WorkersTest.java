package dev.understudy.job;

import static dev.understudy.store.Store.await;
import static dev.understudy.store.Store.lane;
import static org.assertj.core.api.Assertions.assertThat;

import dev.understudy.failure.Problem;
import dev.understudy.failure.Unavailable;
import dev.understudy.forge.PullRequestId;
import dev.understudy.store.Engine;
import dev.understudy.store.InboxRow;
import dev.understudy.store.LaneRow;
import dev.understudy.store.Lanes;
import dev.understudy.store.LeaseLost;
import dev.understudy.store.Store;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

/** Workers do what waits, once and to the end. */
@ParameterizedClass
@EnumSource(Engine.class)
class WorkersTest {
  private static final PullRequestId LANE = lane("shop", 7);

  private final Store store;
  private final List<Workers> started = new ArrayList<>();

  WorkersTest(Engine engine) {
    store = Store.shared(engine);
  }

  @AfterEach
  void stop() {
    started.forEach(Workers::close);
    started.clear();
  }

  private record Work(
      Consumer<Turn> turns, BiConsumer<Turn, String> deaths, Consumer<Turn> greetings)
      implements LaneWork {
    Work(Consumer<Turn> turns, BiConsumer<Turn, String> deaths) {
      this(turns, deaths, _ -> {});
    }

    @Override
    public void turn(Turn turn) {
      turns.accept(turn);
    }

    @Override
    public void greet(Turn turn) {
      greetings.accept(turn);
    }

    @Override
    public void dead(Turn turn, String error) {
      deaths.accept(turn, error);
    }
  }

  private Workers workers(String node, int turns, Consumer<Turn> work) {
    return workers(node, turns, new Work(work, (_, _) -> {}));
  }

  private Workers workers(String node, int turns, LaneWork work) {
    Pace pace =
        new Pace(
            node,
            turns,
            Duration.ofSeconds(6),
            Duration.ofMinutes(1),
            Duration.ofMillis(50),
            Duration.ofMillis(1),
            Duration.ofMillis(20));
    Workers workers = new Workers(store.lanes, store.inbox, work, pace);
    started.add(workers);
    workers.start();
    return workers;
  }

  private LaneRow row() {
    return store.lanes.find(LANE).orElseThrow();
  }

  private boolean idle() {
    return store.lanes.list().stream().allMatch(lane -> lane.dueAt() == null);
  }

  /** Spares a test the second between two looks. */
  private static boolean nudged(Workers workers) {
    workers.nudge();
    return true;
  }

  private void handleAll(Turn turn) {
    store.inbox.handled(turn.lease(), turn.waiting(), "done");
  }

  @Test
  void whatWaitsIsDoneAndTheLaneRests() {
    store.event(LANE);
    workers("one", 2, this::handleAll);
    await(() -> store.inbox.waiting(LANE).isEmpty() && idle());
    assertThat(row().have()).isEqualTo(1);
  }

  @Test
  void fourThousandEventsOnTwentyLanesAreDoneOnceEachAndNeverTwoAtATime() throws Exception {
    Set<PullRequestId> busy = ConcurrentHashMap.newKeySet();
    Map<Long, Integer> seen = new ConcurrentHashMap<>();
    AtomicInteger overlaps = new AtomicInteger();
    Consumer<Turn> work =
        turn -> {
          overlaps.addAndGet(busy.add(turn.lane()) ? 0 : 1);
          store.inbox.waiting(turn.lane()).forEach(row -> settle(turn, row, seen));
          busy.remove(turn.lane());
        };
    Workers workers = workers("one", 15, work);
    try (ExecutorService senders = Executors.newFixedThreadPool(8)) {
      for (int i = 0; i < 4000; i++) {
        PullRequestId lane = lane(i % 2 == 0 ? "a" : "b", i % 20);
        senders.execute(
            () -> {
              store.event(lane);
              workers.nudge();
            });
      }
    }
    await(this::idle);
    assertThat(overlaps).hasValue(0);
    assertThat(seen).hasSize(4000).allSatisfy((_, times) -> assertThat(times).isEqualTo(1));
    assertThat(store.lanes.list())
        .hasSize(20)
        .allSatisfy(lane -> assertThat(lane.have()).isEqualTo(lane.want()).isEqualTo(200));
  }

  /** Whether something came, looked for at a safe point that nothing makes pointless. */
  private static boolean arrived(Turn turn) {
    turn.safePoint(row -> row.kind().equals("unheard of"));
    return !turn.arrived().isEmpty();
  }

  private void settle(Turn turn, InboxRow row, Map<Long, Integer> seen) {
    seen.merge(row.id(), 1, Integer::sum);
    store.inbox.handled(turn.lease(), List.of(row), "done");
  }

  @Test
  void aFailureIsTriedAgainUntilTheLaneIsADeadLetterAndThatIsToldOnce() {
    AtomicInteger turns = new AtomicInteger();
    List<String> told = new ArrayList<>();
    store.event(LANE);
    store.event(lane("shop", 8));
    Consumer<Turn> poison =
        turn -> {
          if (turn.lane().equals(LANE)) {
            turns.incrementAndGet();
            if (turns.get() % 2 == 1) {
              throw new Poison();
            }
            throw Problem.of("no permission");
          }
          handleAll(turn);
        };
    LaneWork work = new Work(poison, (turn, error) -> told.add(turn.lane() + ": " + error));
    Workers workers = workers("one", 2, work);
    await(() -> nudged(workers) && row().dead() && row().dueAt() == null);
    assertThat(turns).hasValue(Lanes.FAILURES);
    assertThat(told).containsExactly("acme/shop#7: no permission");
    assertThat(store.inbox.waiting(lane("shop", 8))).isEmpty();
    store.lanes.revive(LANE);
    await(() -> nudged(workers) && told.size() == 2 && row().dueAt() == null);
    assertThat(turns).hasValue(2 * Lanes.FAILURES);
  }

  /** As bad as it gets: not even an exception. */
  private static final class Poison extends Error {
    private static final long serialVersionUID = 1L;
  }

  @Test
  void aServiceThatIsAwayUsesUpNoAttempts() {
    AtomicInteger turns = new AtomicInteger();
    store.event(LANE);
    Workers workers =
        workers(
            "one",
            1,
            turn -> {
              if (turns.incrementAndGet() <= 2 * Lanes.FAILURES) {
                throw turns.get() % 2 == 0
                    ? new Unavailable("GitHub is away", null)
                    : new Unavailable("GitHub limits", null, Duration.ofMillis(2));
              }
              handleAll(turn);
            });
    await(() -> nudged(workers) && store.inbox.waiting(LANE).isEmpty() && idle());
    assertThat(turns).hasValue(2 * Lanes.FAILURES + 1);
  }

  @Test
  void aServiceThatNamedATimeIsLeftAloneUntilThen() {
    store.event(LANE);
    workers(
        "one",
        1,
        _ -> {
          throw new Unavailable("GitHub limits", null, Duration.ofMinutes(10));
        });
    await(() -> row().attempts() == 1);
    assertThat(row().dueAt()).isAfter(store.database.clock().instant().plusSeconds(500));
    assertThat(row().error()).isEqualTo("GitHub limits");
  }

  @Test
  void aNewerEventEndsATurnAtItsNextSafePointAndTheNextTurnSeesBoth() {
    CountDownLatch begun = new CountDownLatch(1);
    AtomicInteger effects = new AtomicInteger();
    List<Integer> waiting = new ArrayList<>();
    store.event(LANE);
    workers(
        "one",
        1,
        turn -> {
          waiting.add(turn.waiting().size());
          begun.countDown();
          if (waiting.size() == 1) {
            await(() -> arrived(turn));
          }
          turn.safePoint();
          effects.incrementAndGet();
          handleAll(turn);
        });
    await(() -> begun.getCount() == 0);
    store.event(LANE);
    await(this::idle);
    assertThat(waiting).containsExactly(1, 2);
    assertThat(effects).hasValue(1);
    assertThat(row().failures()).isZero();
  }

  @Test
  void aLeaseIsRenewedWhileATurnTakesLongAndALostOneEndsAtItsNextSafePoint() {
    CountDownLatch go = new CountDownLatch(1);
    AtomicReference<Throwable> end = new AtomicReference<>();
    store.event(LANE);
    workers(
        "one",
        1,
        turn -> {
          await(() -> go.getCount() == 0);
          try {
            turn.safePoint();
          } catch (LeaseLost e) {
            end.set(e);
            throw e;
          }
        });
    await(() -> store.lanes.counts().leased() == 1);
    var until = row().leaseUntil();
    await(() -> row().leaseUntil() != null && !row().leaseUntil().equals(until));
    store.run("UPDATE lane SET lease_until = CURRENT_TIMESTAMP - INTERVAL '1' SECOND");
    assertThat(store.lanes.claim("thief", Store.LONG)).isPresent();
    go.countDown();
    await(() -> end.get() != null);
    assertThat(row().worker()).isEqualTo("thief");
  }

  @Test
  void aNodeThatIsToldToStopHandsItsLanesOverAtOnce() {
    CountDownLatch over = new CountDownLatch(1);
    AtomicReference<Throwable> end = new AtomicReference<>();
    store.event(LANE);
    Workers one =
        workers(
            "one",
            1,
            turn -> {
              await(() -> over.getCount() == 0);
              try {
                turn.safePoint();
              } catch (LeaseLost e) {
                end.set(e);
                throw e;
              }
            });
    await(() -> one.busy() == 1);
    long before = System.nanoTime();
    one.close();
    workers("two", 1, this::handleAll);
    await(() -> store.inbox.waiting(LANE).isEmpty());
    assertThat(Duration.ofNanos(System.nanoTime() - before)).isLessThan(Duration.ofSeconds(3));
    over.countDown();
    await(() -> end.get() != null);
    await(this::idle);
    assertThat(row().epoch()).isEqualTo(2);
  }

  @Test
  void aNodeThatIsToldToStopLetsAShortTurnEnd() {
    CountDownLatch begun = new CountDownLatch(1);
    store.event(LANE);
    Workers one =
        workers(
            "one",
            1,
            turn -> {
              begun.countDown();
              handleAll(turn);
            });
    await(() -> begun.getCount() == 0);
    one.close();
    assertThat(store.inbox.waiting(LANE)).isEmpty();
    assertThat(row().worker()).isNull();
    store.event(LANE);
    assertThat(store.lanes.claim("two", Store.LONG)).isPresent();
  }

  @Test
  void aTurnThatNeverEndsLosesItsLane() {
    CountDownLatch over = new CountDownLatch(1);
    AtomicInteger turns = new AtomicInteger();
    store.event(LANE);
    LaneWork hangs =
        new Work(
            turn -> {
              if (turns.incrementAndGet() == 1) {
                await(() -> over.getCount() == 0);
              }
              handleAll(turn);
            },
            (_, _) -> {});
    Pace impatient =
        new Pace(
            "one",
            2,
            Duration.ofMillis(300),
            Duration.ofMillis(200),
            Duration.ofMillis(50),
            Duration.ofMillis(1),
            Duration.ofMillis(20));
    Workers workers = new Workers(store.lanes, store.inbox, hangs, impatient);
    started.add(workers);
    workers.start();
    await(() -> turns.get() == 2);
    await(this::idle);
    over.countDown();
    assertThat(row().epoch()).isEqualTo(2);
  }

  @Test
  void twoNodesOnOneDatabaseShareTheWork() {
    Set<String> nodes = ConcurrentHashMap.newKeySet();
    Consumer<Turn> work =
        turn -> {
          nodes.add(turn.lease().worker());
          await(() -> nodes.size() == 2);
          handleAll(turn);
        };
    for (int i = 1; i <= 40; i++) {
      store.event(lane("shop", i));
    }
    workers("one", 2, work);
    workers("two", 2, work);
    await(this::idle);
    assertThat(nodes).containsExactlyInAnyOrder("one", "two");
    assertThat(store.lanes.list()).allSatisfy(l -> assertThat(l.epoch()).isEqualTo(1));
  }

  @Test
  void whoWaitsWhileEveryWorkerIsBusyIsGreetedOnceForEachEventAndKeepsItsPlace() {
    PullRequestId busy = lane("shop", 1);
    CountDownLatch end = new CountDownLatch(1);
    Map<PullRequestId, Integer> greeted = new ConcurrentHashMap<>();
    List<PullRequestId> done = new CopyOnWriteArrayList<>();
    Consumer<Turn> work =
        turn -> {
          if (turn.lane().equals(busy)) {
            pass(end);
          }
          done.add(turn.lane());
          handleAll(turn);
        };
    store.event(busy);
    workers(
        "one",
        1,
        new Work(work, (_, _) -> {}, turn -> greeted.merge(turn.lane(), 1, Integer::sum)));
    await(() -> store.lanes.find(busy).orElseThrow().worker() != null);
    PullRequestId later = lane("shop", 9);
    store.event(LANE);
    store.event(later);
    await(() -> greeted.keySet().equals(Set.of(LANE, later)));
    store.event(LANE);
    await(() -> greeted.getOrDefault(LANE, 0) == 2);
    assertThat(done).isEmpty();
    end.countDown();
    await(this::idle);
    assertThat(done).containsExactly(busy, LANE, later);
    assertThat(greeted).containsOnly(Map.entry(LANE, 2), Map.entry(later, 1));
    assertThat(row().have()).isEqualTo(2);
  }

  @Test
  void aGreetingThatFailsTakesNothingFromTheTurn() {
    CountDownLatch end = new CountDownLatch(1);
    AtomicInteger tried = new AtomicInteger();
    PullRequestId busy = lane("shop", 1);
    Consumer<Turn> work =
        turn -> {
          if (turn.lane().equals(busy)) {
            pass(end);
          }
          handleAll(turn);
        };
    store.event(busy);
    workers(
        "one",
        1,
        new Work(
            work,
            (_, _) -> {},
            _ -> {
              tried.incrementAndGet();
              throw new IllegalStateException("no greeting");
            }));
    await(() -> store.lanes.find(busy).orElseThrow().worker() != null);
    store.event(LANE);
    await(() -> tried.get() == 1 && row().worker() == null);
    assertThat(row().failures()).isZero();
    end.countDown();
    await(() -> store.inbox.waiting(LANE).isEmpty());
  }

  private static void pass(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }
}
