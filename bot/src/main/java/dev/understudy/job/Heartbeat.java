package dev.understudy.job;

import dev.understudy.failure.Unavailable;
import dev.understudy.store.Lanes;
import dev.understudy.store.Lease;
import dev.understudy.store.LeaseLost;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Renews the leases of the turns that are under way, each until it took too long. */
final class Heartbeat implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(Heartbeat.class);

  private final Lanes lanes;
  private final Pace pace;
  private final Map<Turn, Long> begun = new ConcurrentHashMap<>();
  private final ScheduledExecutorService clock =
      Executors.newSingleThreadScheduledExecutor(Thread.ofPlatform().name("leases").factory());

  Heartbeat(Lanes lanes, Pace pace) {
    this.lanes = lanes;
    this.pace = pace;
  }

  void start() {
    long beat = Math.max(1, pace.lease().toMillis() / 3);
    var _ = clock.scheduleWithFixedDelay(this::beat, beat, beat, TimeUnit.MILLISECONDS);
  }

  void holds(Turn turn) {
    begun.put(turn, System.nanoTime());
  }

  void ended(Turn turn) {
    begun.remove(turn);
  }

  int held() {
    return begun.size();
  }

  /** Gives every lane back that is still held. */
  void giveUp() {
    for (Turn turn : begun.keySet()) {
      turn.lose();
      try {
        lanes.release(turn.lease());
      } catch (LeaseLost | Unavailable e) {
        LOG.info("{} is not given back: {}", turn.lane(), e.getMessage());
      }
    }
  }

  @Override
  public void close() {
    clock.shutdown();
  }

  private void beat() {
    begun.forEach(
        (turn, since) -> {
          try {
            renew(turn, Duration.ofNanos(System.nanoTime() - since));
          } catch (Unavailable e) {
            LOG.warn("the lease of {} is not renewed: {}", turn.lane(), e.getMessage());
          } catch (RuntimeException | Error e) {
            LOG.error("the lease of {} is not renewed", turn.lane(), e);
          }
        });
  }

  private void renew(Turn turn, Duration age) {
    Lease lease = turn.lease();
    if (age.compareTo(pace.longest()) > 0) {
      LOG.error("{} takes longer than {}: its lease {} ends", lease.lane(), pace.longest(), lease);
      turn.lose();
      begun.remove(turn);
    } else if (!lanes.renew(lease, pace.lease())) {
      turn.lose();
    }
  }
}
