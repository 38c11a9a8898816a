package dev.understudy.job;

import dev.understudy.failure.Problem;
import dev.understudy.failure.Unavailable;
import dev.understudy.store.Inbox;
import dev.understudy.store.InboxRow;
import dev.understudy.store.LaneRow;
import dev.understudy.store.Lanes;
import dev.understudy.store.Lease;
import dev.understudy.store.LeaseLost;
import java.time.Duration;
import java.util.Objects;
import java.util.function.Consumer;
import java.util.random.RandomGenerator;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.MDC;

/** Does one turn and gives the lane back in the way that its end asks for. */
final class TurnRunner {
  /** Hours, with the longest backoff: a service that is away that long is not away for a while. */
  private static final int PATIENCE = 30;

  private static final int LOGGED = 20;
  private static final Duration LONGEST_BACKOFF = Duration.ofMinutes(10);
  private static final Logger LOG = LoggerFactory.getLogger(TurnRunner.class);

  private final Lanes lanes;
  private final Inbox inbox;
  private final LaneWork work;
  private final Heartbeat heartbeat;
  private final Backoff backoff;

  TurnRunner(Lanes lanes, Inbox inbox, LaneWork work, Pace pace, Heartbeat heartbeat) {
    this.lanes = lanes;
    this.inbox = inbox;
    this.work = work;
    this.heartbeat = heartbeat;
    this.backoff =
        new Backoff(pace.retry(), LONGEST_BACKOFF, RandomGenerator.of("L64X128MixRandom"));
  }

  void run(Lease lease) {
    logged(lease, this::attempt);
  }

  /** Says that a lane waits; where that fails, its turn comes all the same. */
  void greet(Lease lease) {
    logged(lease, this::greeting);
  }

  private static void logged(Lease lease, Consumer<Lease> work) {
    MDC.put("repository", lease.lane().repository().toString());
    MDC.put("pull_request", Integer.toString(lease.lane().number()));
    MDC.put("epoch", Long.toString(lease.epoch()));
    try {
      work.accept(lease);
    } catch (LeaseLost e) {
      LOG.info("{}: {}", lease.lane(), e.getMessage());
    } catch (Unavailable e) {
      LOG.warn("{} waits until its lease ends: {}", lease.lane(), e.getMessage());
    } catch (RuntimeException e) {
      LOG.error("{} epoch {} could not be given back", lease.lane(), lease.epoch(), e);
    } finally {
      MDC.clear();
    }
  }

  private void attempt(Lease lease) {
    LaneRow row = lanes.find(lease.lane()).orElseThrow(() -> new LeaseLost(lease));
    Turn turn = new Turn(lanes, inbox, lease);
    MDC.put("delivery", deliveries(turn));
    heartbeat.holds(turn);
    try {
      if (row.dead()) {
        work.dead(turn, Objects.requireNonNullElse(row.error(), "it failed"));
        lanes.told(lease);
      } else {
        work.turn(turn);
        lanes.finish(lease);
      }
    } catch (LeaseLost e) {
      throw e;
    } catch (Superseded e) {
      LOG.info("{}", e.getMessage());
      lanes.release(lease);
    } catch (Unavailable e) {
      putOff(row, lease, e);
    } catch (RuntimeException | Error e) {
      fail(row, lease, e);
    } finally {
      heartbeat.ended(turn);
    }
  }

  private void greeting(Lease lease) {
    Turn turn = new Turn(lanes, inbox, lease);
    MDC.put("delivery", deliveries(turn));
    heartbeat.holds(turn);
    try {
      work.greet(turn);
    } catch (LeaseLost e) {
      throw e;
    } catch (Problem | Unavailable e) {
      LOG.warn("{} is not told that it waits: {}", lease.lane(), e.getMessage());
    } catch (RuntimeException | Error e) {
      LOG.error("{} is not told that it waits", lease.lane(), e);
    } finally {
      heartbeat.ended(turn);
    }
    lanes.greeted(lease);
  }

  /** What made the turn necessary, for the log. */
  private static String deliveries(Turn turn) {
    return turn.waiting().stream()
        .filter(row -> !row.kind().equals(Inbox.WAKE))
        .limit(LOGGED)
        .map(InboxRow::deliveryId)
        .collect(Collectors.joining(" "));
  }

  private void putOff(LaneRow row, Lease lease, Unavailable e) {
    LOG.warn("{} epoch {} is put off: {}", lease.lane(), lease.epoch(), e.getMessage());
    lanes.again(
        lease,
        e.retryAfter().orElseGet(() -> backoff.delay(row.attempts())),
        Objects.requireNonNullElse(e.getMessage(), "a service does not answer"),
        e.retryAfter().isEmpty() && row.attempts() >= PATIENCE);
  }

  private void fail(LaneRow row, Lease lease, Throwable e) {
    String why = Objects.requireNonNullElse(e.getMessage(), e.getClass().getSimpleName());
    if (e instanceof Problem) {
      LOG.warn("{} epoch {} failed: {}", lease.lane(), lease.epoch(), why);
    } else {
      LOG.error("{} epoch {} failed", lease.lane(), lease.epoch(), e);
    }
    lanes.again(lease, backoff.delay(row.attempts()), why, true);
  }
}
