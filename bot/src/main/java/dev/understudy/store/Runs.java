package dev.understudy.store;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/** The stage deploys that were tried, with their plans and logs. Whoever writes holds the lane. */
public final class Runs {
  private static final int LONGEST_LINE = 10_000;

  private final Database database;

  /** The runs in a database. */
  public Runs(Database database) {
    this.database = database;
  }

  /**
   * Begins a run and returns its id, a UUID that sorts by time (version 7, RFC 9562).
   *
   * @throws LeaseLost where the lease is over
   */
  public String start(Lease lease, String sha, String suffix) {
    return database.fenced(
        lease,
        tx -> {
          Instant now =
              tx.first(row -> Transaction.instant(row, "at"), "SELECT CURRENT_TIMESTAMP AS at")
                  .orElseThrow();
          String id = id(now);
          tx.update(
              "INSERT INTO run (id, repository, number, sha, suffix, started_at)"
                  + " VALUES (?, ?, ?, ?, ?, ?)",
              id,
              lease.lane().repository().toString(),
              lease.lane().number(),
              sha,
              suffix,
              now);
          return id;
        });
  }

  private static String id(Instant now) {
    UUID random = UUID.randomUUID();
    long high = (now.toEpochMilli() << 16) | 0x7000 | (random.getMostSignificantBits() & 0xFFF);
    return new UUID(high, random.getLeastSignificantBits()).toString();
  }

  /**
   * Adds a line to a run's log.
   *
   * @throws LeaseLost where the lease is over
   */
  public void log(Lease lease, String runId, String line) {
    database.fenced(
        lease,
        tx ->
            tx.update(
                "INSERT INTO run_log (run, at, line) SELECT id, CURRENT_TIMESTAMP, ? FROM run"
                    + " WHERE id = ? AND repository = ? AND number = ?",
                line.length() <= LONGEST_LINE ? line : line.substring(0, LONGEST_LINE) + "…",
                runId,
                lease.lane().repository().toString(),
                lease.lane().number()));
  }

  /**
   * Ends a run.
   *
   * @param summary what was told of it, as Markdown
   * @throws LeaseLost where the lease is over: the run stays unfinished
   */
  public void finish(Lease lease, String runId, String verdict, String planJson, String summary) {
    database.fenced(
        lease,
        tx ->
            tx.update(
                "UPDATE run SET finished_at = CURRENT_TIMESTAMP, verdict = ?, plan = ?,"
                    + " summary = ? WHERE id = ? AND repository = ? AND number = ?",
                verdict,
                planJson,
                summary,
                runId,
                lease.lane().repository().toString(),
                lease.lane().number()));
  }

  /**
   * Ends what earlier turns of a lane left unfinished, because another event came or they died:
   * whoever holds the lane knows that nobody works on it.
   *
   * @throws LeaseLost where the lease is over
   */
  public void abandon(Lease lease) {
    database.fenced(
        lease,
        tx ->
            tx.update(
                "UPDATE run SET finished_at = CURRENT_TIMESTAMP, verdict = 'stopped'"
                    + " WHERE repository = ? AND number = ? AND finished_at IS NULL",
                lease.lane().repository().toString(),
                lease.lane().number()));
  }

  /** A run; empty where there is none of that id. */
  public Optional<Run> find(String id) {
    return database.transaction(tx -> tx.first(Runs::run, "SELECT * FROM run WHERE id = ?", id));
  }

  /** The newest runs, newest first. */
  public List<Run> recent(int most) {
    return database.transaction(
        tx -> tx.list(Runs::run, "SELECT * FROM run ORDER BY id DESC LIMIT ?", most));
  }

  /** A run's log, oldest first. */
  public List<LogLine> lines(String runId) {
    return database.transaction(
        tx ->
            tx.list(
                row -> new LogLine(Transaction.instant(row, "at"), row.getString("line")),
                "SELECT at, line FROM run_log WHERE run = ? ORDER BY id",
                runId));
  }

  /** Forgets runs that began longer ago than this, and returns how many that were. */
  public int prune(Duration age) {
    return database.transaction(
        tx ->
            tx.update(
                "DELETE FROM run WHERE started_at < CURRENT_TIMESTAMP - " + Database.MILLIS, age));
  }

  private static Run run(ResultSet row) throws SQLException {
    return new Run(
        row.getString("id"),
        Transaction.lane(row),
        row.getString("sha"),
        row.getString("suffix"),
        Transaction.instant(row, "started_at"),
        Transaction.instantOrNull(row, "finished_at"),
        row.getString("verdict"),
        row.getString("plan"),
        row.getString("summary"));
  }
}
