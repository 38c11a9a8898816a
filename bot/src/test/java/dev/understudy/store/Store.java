package dev.understudy.store;

import dev.understudy.forge.PullRequestId;
import dev.understudy.forge.RepositoryName;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.BooleanSupplier;

/** A database under test, with what is often said to it. */
public final class Store implements AutoCloseable {
  /** Longer than any test works on a lane. */
  public static final Duration LONG = Duration.ofMinutes(5);

  private static final Map<Engine, Store> SHARED = new ConcurrentHashMap<>();
  private static final AtomicLong IDS = new AtomicLong();

  public final DatabaseSettings settings;
  public final Database database;
  public final Inbox inbox;
  public final Lanes lanes;
  public final PullStates states;
  public final Runs runs;
  public final StageProjects projects;

  public Store(Engine engine) {
    this(engine.fresh());
  }

  public Store(DatabaseSettings settings) {
    this.settings = settings;
    this.database = Database.open(settings);
    this.inbox = new Inbox(database);
    this.lanes = new Lanes(database);
    this.states = new PullStates(database);
    this.runs = new Runs(database);
    this.projects = new StageProjects(database);
  }

  /** The one store on an engine that tests share which leave it open; it is empty. */
  public static Store shared(Engine engine) {
    Store store = SHARED.computeIfAbsent(engine, Store::new);
    store.wipe();
    return store;
  }

  /** {@code acme/<repository>#<number>}. */
  public static PullRequestId lane(String repository, int number) {
    return new PullRequestId(new RepositoryName("acme", repository), number);
  }

  /** A delivery unlike any other. */
  public static Delivery delivery(PullRequestId lane) {
    return new Delivery(
        "github", "d" + IDS.incrementAndGet(), null, lane, "push", "{\"version\":1}", false);
  }

  /** A new event for a lane. */
  public void event(PullRequestId lane) {
    inbox.accept(delivery(lane));
  }

  /** A claim that must succeed. */
  public Lease claim(String worker) {
    return lanes.claim(worker, LONG).orElseThrow();
  }

  /** Empties every table, as between tests. */
  public void wipe() {
    run(
        "DELETE FROM inbox",
        "DELETE FROM lane",
        "DELETE FROM repository",
        "DELETE FROM run",
        "DELETE FROM pull_state",
        "DELETE FROM stage_project",
        "DELETE FROM write_budget",
        "DELETE FROM scheduled_tasks");
  }

  /** Statements around the store's own. */
  public void run(String... statements) {
    try (Connection connection = database.dataSource().getConnection();
        Statement statement = connection.createStatement()) {
      connection.setAutoCommit(true);
      for (String sql : statements) {
        statement.execute(sql);
      }
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
  }

  /** The number that a query of one returns. */
  public int count(String sql) {
    return database.transaction(tx -> tx.first(row -> row.getInt(1), sql).orElseThrow());
  }

  /** Waits until something is so; fails after twenty seconds. */
  public static void await(BooleanSupplier condition) {
    long end = System.nanoTime() + Duration.ofSeconds(20).toNanos();
    while (!condition.getAsBoolean()) {
      if (System.nanoTime() > end) {
        throw new AssertionError("it did not happen within twenty seconds");
      }
      try {
        Thread.sleep(10);
      } catch (InterruptedException e) {
        throw new IllegalStateException(e);
      }
    }
  }

  @Override
  public void close() {
    database.close();
  }
}
