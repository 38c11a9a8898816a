package dev.understudy.job;

import com.github.kagkarlsson.scheduler.Scheduler;
import com.github.kagkarlsson.scheduler.SchedulerName;
import com.github.kagkarlsson.scheduler.task.helper.RecurringTask;
import com.github.kagkarlsson.scheduler.task.helper.Tasks;
import com.github.kagkarlsson.scheduler.task.schedule.FixedDelay;
import dev.understudy.failure.Unavailable;
import dev.understudy.store.Database;
import java.time.Duration;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The chores of all nodes on one database, each done by whichever node is first. Their times are
 * the database's: with the nodes' own clocks, five seconds of difference ran a chore three times.
 */
public final class Chores implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(Chores.class);

  private final Scheduler scheduler;

  /**
   * Chores that begin with {@link #start}.
   *
   * @param node this node's name, unlike every other's
   */
  public Chores(Database database, String node, List<Chore> chores) {
    List<RecurringTask<Void>> tasks = chores.stream().map(Chores::task).toList();
    this.scheduler =
        Scheduler.create(database.dataSource())
            .startTasks(tasks)
            .schedulerName(new SchedulerName.Fixed(node))
            .clock(database.clock()::instant)
            .serializer(new JsonSerializer())
            .threads(Math.max(1, chores.size()))
            .pollingInterval(Duration.ofSeconds(1))
            .heartbeatInterval(Duration.ofSeconds(5))
            .missedHeartbeatsLimit(6)
            .shutdownMaxWait(Duration.ofSeconds(10))
            .build();
  }

  /** Begins; a chore that no node ever did is due at once. */
  public void start() {
    scheduler.start();
  }

  /** Begins no more, and waits a while for those under way. */
  @Override
  public void close() {
    scheduler.stop();
  }

  private static RecurringTask<Void> task(Chore chore) {
    return Tasks.recurring(chore.name(), FixedDelay.of(chore.every()))
        .execute((_, _) -> perform(chore));
  }

  private static void perform(Chore chore) {
    try {
      chore.work().run();
    } catch (Unavailable e) {
      LOG.warn("the chore {} is put off: {}", chore.name(), e.getMessage());
    }
  }
}
