package dev.understudy.job;

import dev.understudy.failure.Unavailable;
import dev.understudy.store.Inbox;
import dev.understudy.store.Lanes;
import dev.understudy.store.Lease;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Semaphore;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A node's workers: they take lanes whose turn it is and do what is to be done. Other nodes on the
 * same database do the same; nothing else connects them.
 *
 * <p>No thread of a turn is ever interrupted: an interrupt in the middle of a write closes an H2
 * file under everybody.
 */
public final class Workers implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(Workers.class);
  private static final Duration POLL = Duration.ofSeconds(1);

  private final Lanes lanes;
  private final Pace pace;
  private final TurnRunner runner;
  private final Heartbeat heartbeat;
  private final Semaphore free;
  private final Semaphore greeter = new Semaphore(1);
  private final Semaphore news = new Semaphore(0);

  /** Not virtual ones: a turn computes for seconds, and nothing else would get their carriers. */
  private final ExecutorService turns = Executors.newThreadPerTaskExecutor(threads());

  private final Thread dispatcher = new Thread(this::dispatch, "lanes");
  private volatile boolean stopping;

  /** Workers that begin with {@link #start}. */
  public Workers(Lanes lanes, Inbox inbox, LaneWork work, Pace pace) {
    this.lanes = lanes;
    this.pace = pace;
    this.heartbeat = new Heartbeat(lanes, pace);
    this.runner = new TurnRunner(lanes, inbox, work, pace, heartbeat);
    this.free = new Semaphore(pace.turns());
  }

  /** Begins to take lanes. */
  public void start() {
    heartbeat.start();
    dispatcher.start();
  }

  /** Says that there is something to do: without it the lanes are looked at every second. */
  public void nudge() {
    news.release();
  }

  /** How many lanes this node works on now. */
  public int busy() {
    return heartbeat.held();
  }

  /**
   * Takes no more lanes, waits until the turns end or the grace is over, and gives the lanes of the
   * others back, so that another node can have them at once. What those turns still write is
   * refused.
   */
  @Override
  public void close() {
    stopping = true;
    nudge();
    try {
      dispatcher.join();
      long end = System.nanoTime() + pace.grace().toNanos();
      if (!free.tryAcquire(pace.turns(), pace.grace().toNanos(), TimeUnit.NANOSECONDS)
          || !greeter.tryAcquire(end - System.nanoTime(), TimeUnit.NANOSECONDS)) {
        heartbeat.giveUp();
      }
    } catch (InterruptedException _) {
      heartbeat.giveUp();
      Thread.currentThread().interrupt();
    }
    heartbeat.close();
    turns.shutdown();
  }

  /** What they compute must not keep deliveries waiting, which GitHub counts in seconds. */
  private static ThreadFactory threads() {
    ThreadFactory lanes = Thread.ofPlatform().name("lane-", 0).factory();
    return work -> lanes.newThread(Niceness.givingWay(work));
  }

  private void dispatch() {
    try {
      while (!stopping) {
        if (!free.tryAcquire(POLL.toMillis(), TimeUnit.MILLISECONDS)) {
          greet();
          continue;
        }
        Optional<Lease> lease =
            stopping ? Optional.empty() : claim(() -> lanes.claim(pace.node(), pace.lease()));
        if (lease.isPresent()) {
          begin(() -> work(lease.get()), free);
        } else {
          free.release();
          rest();
        }
      }
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    }
  }

  private void rest() throws InterruptedException {
    if (!stopping && news.tryAcquire(POLL.toMillis(), TimeUnit.MILLISECONDS)) {
      news.drainPermits();
    }
  }

  /** Every worker is busy: those who wait are told so, one at a time. */
  private void greet() {
    if (stopping || !greeter.tryAcquire()) {
      return;
    }
    Optional<Lease> lease =
        claim(() -> lanes.claimToGreet(pace.node(), pace.lease(), pace.quiet()));
    if (lease.isPresent()) {
      begin(
          () -> {
            try {
              runner.greet(lease.get());
            } finally {
              greeter.release();
            }
          },
          greeter);
    } else {
      greeter.release();
    }
  }

  /** Where there is no thread for it now, the lease ends and the lane is taken again. */
  private void begin(Runnable turn, Semaphore permit) {
    try {
      turns.execute(turn);
    } catch (Error e) {
      LOG.error("a turn cannot begin", e);
      permit.release();
    }
  }

  private static Optional<Lease> claim(Supplier<Optional<Lease>> claim) {
    try {
      return claim.get();
    } catch (Unavailable e) {
      LOG.warn("no lane can be taken: {}", e.getMessage());
    } catch (RuntimeException | Error e) {
      LOG.error("no lane can be taken", e);
    }
    return Optional.empty();
  }

  private void work(Lease lease) {
    try {
      runner.run(lease);
    } finally {
      free.release();
      nudge();
    }
  }
}
