package dev.understudy.store;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import dev.understudy.failure.Problem;
import dev.understudy.forge.github.WriteBuckets;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import javax.sql.DataSource;
import org.flywaydb.core.Flyway;

/** The database, brought to this program's schema; shared by every part of the store. */
public final class Database implements AutoCloseable {
  /** A bound duration as an interval. */
  static final String MILLIS = "CAST(? AS BIGINT) * INTERVAL '0.001' SECOND";

  /** The lane of a lease, by repository, number and epoch, while it lasts. */
  static final String HELD =
      "repository = ? AND number = ? AND epoch = ? AND lease_until > CURRENT_TIMESTAMP";

  private static final int TRIES = 5;
  private static final int CONNECTIONS = 10;
  private static final Duration CONNECT = Duration.ofSeconds(5);

  /** A node that is stopped in the middle of a transaction must not keep its lane's row locked. */
  private static final String SESSION =
      "-c idle_in_transaction_session_timeout=5s -c lock_timeout=8s";

  private final DatabaseSettings settings;
  private final HikariDataSource pool;

  private Database(DatabaseSettings settings, HikariDataSource pool) {
    this.settings = settings;
    this.pool = pool;
  }

  /** What to do in a transaction; it may be done more than once until it is committed. */
  interface Work<T> {
    T in(Transaction tx) throws SQLException;
  }

  /** What to do in a transaction that is not committed. */
  interface Trial {
    void in(Transaction tx) throws SQLException;
  }

  /**
   * Opens a database, brings its tables up to date and repairs what a crash left half done.
   *
   * @throws Problem where a setting is wrong, which it names
   * @throws dev.understudy.failure.Unavailable where the database does not answer
   */
  public static Database open(DatabaseSettings settings) {
    HikariDataSource pool = pool(settings, "understudy", CONNECTIONS);
    try {
      if (settings.h2()) {
        Durability.check(pool);
      }
      Flyway.configure()
          .dataSource(pool)
          .locations("classpath:db")
          .loggers("slf4j")
          .load()
          .migrate();
      Database database = new Database(settings, pool);
      database.transaction(Sleepers::wake);
      return database;
    } catch (SQLException e) {
      pool.close();
      throw Trouble.opening(e);
    } catch (RuntimeException e) {
      pool.close();
      throw Trouble.opening(e);
    }
  }

  /**
   * The same database over a few connections of its own: whoever waits for one of the others does
   * not keep anybody from these.
   *
   * @param name of the connections, for the logs
   * @throws dev.understudy.failure.Unavailable where the database does not answer
   */
  public Database beside(String name, int connections) {
    return new Database(settings, pool(settings, name, connections));
  }

  private static HikariDataSource pool(DatabaseSettings settings, String name, int connections) {
    HikariConfig config = new HikariConfig();
    config.setJdbcUrl(settings.completeUrl());
    config.setUsername(settings.user());
    config.setPassword(settings.password());
    config.setPoolName(name);
    config.setMaximumPoolSize(connections);
    config.setConnectionTimeout(CONNECT.toMillis());
    config.setTransactionIsolation("TRANSACTION_READ_COMMITTED");
    if (settings.h2()) {
      config.setExceptionOverride(new ClosedFile());
    } else {
      config.addDataSourceProperty("ApplicationName", "understudy");
      config.addDataSourceProperty("connectTimeout", CONNECT.toSeconds());
      config.addDataSourceProperty("socketTimeout", 30);
      config.addDataSourceProperty("tcpKeepAlive", true);
      config.addDataSourceProperty("options", SESSION);
    }
    try {
      return new HikariDataSource(config);
    } catch (RuntimeException e) {
      throw Trouble.opening(e);
    }
  }

  /**
   * Does some work and commits it; where the database undid it for the sake of another transaction,
   * it is done again.
   */
  <T> T transaction(Work<T> work) {
    for (int attempt = 1; ; attempt++) {
      try (Connection connection = pool.getConnection()) {
        return committed(connection, work);
      } catch (SQLException e) {
        if (attempt == TRIES || !Trouble.undone(e)) {
          throw Trouble.working(e);
        }
      }
    }
  }

  /** Does some work and takes it back. */
  void undone(Trial work) {
    try (Connection connection = pool.getConnection()) {
      connection.setAutoCommit(false);
      try {
        work.in(new Transaction(connection));
      } finally {
        connection.rollback();
      }
    } catch (SQLException e) {
      throw Trouble.working(e);
    }
  }

  private static <T> T committed(Connection connection, Work<T> work) throws SQLException {
    connection.setAutoCommit(false);
    try {
      T result = work.in(new Transaction(connection));
      connection.commit();
      return result;
    } catch (SQLException | RuntimeException | Error e) {
      try {
        connection.rollback();
      } catch (SQLException second) {
        e.addSuppressed(second);
      }
      throw e;
    }
  }

  /**
   * A transaction of a lease's holder. It locks the lane, so that nobody can take it before the
   * commit: an epoch that is only compared could move in between.
   *
   * @throws LeaseLost where the lease is over: nothing is written
   */
  <T> T fenced(Lease lease, Work<T> work) {
    return transaction(
        tx -> {
          if (tx.first(
                  row -> row.getLong(1),
                  "SELECT epoch FROM lane WHERE " + HELD + " FOR UPDATE",
                  held(lease).toArray())
              .isEmpty()) {
            throw new LeaseLost(lease);
          }
          return work.in(tx);
        });
  }

  /** The values of {@link #HELD}. */
  static List<Object> held(Lease lease) {
    return List.of(lease.lane().repository().toString(), lease.lane().number(), lease.epoch());
  }

  /** The connections, for a library that brings its own statements. */
  public DataSource dataSource() {
    return pool;
  }

  /** The database's clock: every node that shares the database reads the same time. */
  public InstantSource clock() {
    return new DatabaseClock(this::now);
  }

  private Instant now() {
    return transaction(
        tx ->
            tx.first(row -> Transaction.instant(row, "at"), "SELECT CURRENT_TIMESTAMP AS at")
                .orElseThrow());
  }

  /** What is written to the forge, counted for all servers of this database: H2 has one. */
  public WriteBuckets writeBuckets() {
    return settings.h2() ? WriteBuckets.local(clock()) : new SharedBuckets(pool, clock());
  }

  /** Whether the database answers now. */
  public boolean answers() {
    try (Connection connection = pool.getConnection()) {
      return connection.isValid((int) CONNECT.toSeconds());
    } catch (SQLException _) {
      return false;
    }
  }

  @Override
  public void close() {
    pool.close();
  }
}
