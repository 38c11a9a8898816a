package dev.understudy.store;

import dev.understudy.forge.PullRequestId;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * One queue per pull request, held by one worker at a time. A worker that was stopped past its
 * lease is refused by its epoch ("How to do distributed locking", Kleppmann).
 */
public final class Lanes {
  /** How many failures in a row make a dead letter. */
  public static final int FAILURES = 6;

  /** A lane that anybody may take. */
  static final String FREE =
      "due_at <= CURRENT_TIMESTAMP AND (lease_until IS NULL OR lease_until <= CURRENT_TIMESTAMP)"
          + " AND crashes < 2 * "
          + Claim.CRASHES;

  private static final String DIES =
      "attempts = attempts + 1, failures = ?, error = ?, told = FALSE,"
          + " dead_at = CURRENT_TIMESTAMP, due_at = CURRENT_TIMESTAMP";
  private static final String LATER =
      "attempts = attempts + 1, failures = ?, error = ?, due_at = CURRENT_TIMESTAMP + "
          + Database.MILLIS;

  private final Database database;

  /** The lanes of a database. */
  public Lanes(Database database) {
    this.database = database;
  }

  /**
   * Takes the lane whose turn it is: those that somebody waits for first, then the repository that
   * was served longest ago, then the lane that has been due longest. A lane that died and whose
   * death nobody was told is granted once more, to tell it: {@link LaneRow#dead}.
   *
   * @param worker who takes it
   * @param length how long the lease lasts unless it is renewed
   */
  public Optional<Lease> claim(String worker, Duration length) {
    return database.transaction(tx -> Claim.next(tx, worker, length));
  }

  /**
   * Takes a lane only to say that it was heard and waits for its turn, which comes all the same;
   * each event is reason for it once.
   *
   * @param waited how long the lane has been due at least
   */
  public Optional<Lease> claimToGreet(String worker, Duration length, Duration waited) {
    return database.transaction(tx -> Claim.toGreet(tx, worker, length, waited));
  }

  /** Gives a lane back that was claimed to greet: it has kept its place. */
  public void greeted(Lease lease) {
    giveBack(lease, "greeted = ?", lease.want());
  }

  /** Prolongs a lease from now on; false where it is over. */
  public boolean renew(Lease lease, Duration length) {
    return database.transaction(
        tx ->
            tx.update(
                    "UPDATE lane SET lease_until = CURRENT_TIMESTAMP + "
                        + Database.MILLIS
                        + " WHERE "
                        + Database.HELD,
                    length,
                    lease.lane().repository().toString(),
                    lease.lane().number(),
                    lease.epoch())
                == 1);
  }

  /**
   * Makes sure that a lease still holds, by the database's clock; to be called before every effect
   * outside the database.
   *
   * @throws LeaseLost where it does not
   */
  public void check(Lease lease) {
    wanted(lease);
  }

  /**
   * How many events a lease's lane has been asked for by now: more than {@link Lease#want} where
   * one came after the lease was granted.
   *
   * @throws LeaseLost where the lease is over
   */
  public long wanted(Lease lease) {
    return database
        .transaction(
            tx ->
                tx.first(
                    row -> row.getLong(1),
                    "SELECT want FROM lane WHERE " + Database.HELD,
                    Database.held(lease).toArray()))
        .orElseThrow(() -> new LeaseLost(lease));
  }

  /** Gives a lane back as done: it rests until a newer event, {@link Inbox#wake} or its timer. */
  public void finish(Lease lease) {
    giveBack(
        lease,
        "have = ?, attempts = 0, failures = 0, crashes = 0, error = NULL, interactive = interactive AND"
            + " want > ?, due_at = CASE WHEN want > ? OR woken THEN CURRENT_TIMESTAMP"
            + " ELSE timer_at END",
        lease.want(),
        lease.want(),
        lease.want());
  }

  /** Gives a lane back untouched: anybody may take it at once, and nothing counts as a failure. */
  public void release(Lease lease) {
    giveBack(lease, "due_at = CURRENT_TIMESTAMP");
  }

  /**
   * Gives a lane back to be worked on later. After {@link #FAILURES} failures in a row it is a dead
   * letter instead, granted once more to tell it.
   *
   * @param why one sentence; the page and the dead letter show it
   * @param countsAsFailure false where nothing is wrong with the lane itself, as with a rate limit
   */
  public void again(Lease lease, Duration delay, String why, boolean countsAsFailure) {
    database.fenced(
        lease,
        tx -> {
          LaneRow lane = row(tx, lease.lane()).orElseThrow();
          int failures = lane.failures() + (countsAsFailure ? 1 : 0);
          boolean newer = lane.want() > lease.want();
          if (lane.dead() && failures >= 2 * FAILURES) {
            return giveBack(tx, lease, "told = TRUE, due_at = NULL");
          }
          if (!lane.dead() && failures >= FAILURES) {
            return newer
                ? giveBack(tx, lease, "attempts = 0, failures = 0, due_at = CURRENT_TIMESTAMP")
                : giveBack(tx, lease, DIES, failures, why);
          }
          return giveBack(tx, lease, LATER, failures, lane.dead() ? lane.error() : why, delay);
        });
  }

  /** Gives a dead lane back after its death was told: it rests until somebody asks again. */
  public void told(Lease lease) {
    giveBack(
        lease,
        "told = dead_at IS NOT NULL, interactive = interactive AND dead_at IS NULL, due_at ="
            + " CASE WHEN dead_at IS NULL THEN CURRENT_TIMESTAMP END");
  }

  private void giveBack(Lease lease, String change, @Nullable Object... values) {
    database.fenced(lease, tx -> giveBack(tx, lease, change, values));
  }

  private static int giveBack(
      Transaction tx, Lease lease, String change, @Nullable Object... values) throws SQLException {
    List<@Nullable Object> all = new ArrayList<>(Arrays.asList(values));
    all.addAll(Database.held(lease));
    return tx.update(
        "UPDATE lane SET worker = NULL, lease_until = NULL, " + change + " WHERE " + Database.HELD,
        all.toArray());
  }

  /** Lets a dead lane try again, with all its attempts before it. */
  public void revive(PullRequestId lane) {
    database.transaction(
        tx -> {
          Bump.revive(tx, lane);
          return true;
        });
  }

  /**
   * Sets when the lane of a lease is to be looked at without an event, by the database's clock; a
   * lane has one such time.
   *
   * @throws LeaseLost where the lease is over
   */
  public void wakeIn(Lease lease, Duration time) {
    Instant at = database.clock().instant().plus(time);
    database.fenced(
        lease,
        tx -> {
          Bump.timer(tx, lease.lane(), at);
          return true;
        });
  }

  /** How a lane stands; empty where nothing ever happened to it. */
  public Optional<LaneRow> find(PullRequestId lane) {
    return database.transaction(tx -> row(tx, lane));
  }

  private static Optional<LaneRow> row(Transaction tx, PullRequestId lane) throws SQLException {
    return tx.first(
        Lanes::row,
        "SELECT * FROM lane WHERE repository = ? AND number = ?",
        lane.repository().toString(),
        lane.number());
  }

  /** All lanes, those that are due soonest first and those at rest last. */
  public List<LaneRow> list() {
    return database.transaction(
        tx ->
            tx.list(
                Lanes::row, "SELECT * FROM lane ORDER BY due_at NULLS LAST, repository, number"));
  }

  /** Figures for metrics. */
  public LaneCounts counts() {
    return database
        .transaction(
            tx ->
                tx.first(
                    Lanes::counts,
                    "SELECT COUNT(CASE WHEN "
                        + FREE
                        + " THEN 1 END) AS ready, COUNT(CASE WHEN lease_until > CURRENT_TIMESTAMP"
                        + " THEN 1 END) AS leased, COUNT(dead_at) AS dead, MIN(CASE WHEN "
                        + FREE
                        + " THEN due_at END) AS oldest, CURRENT_TIMESTAMP AS now_at FROM lane"))
        .orElseThrow();
  }

  private static LaneCounts counts(ResultSet row) throws SQLException {
    Instant oldest = Transaction.instantOrNull(row, "oldest");
    return new LaneCounts(
        row.getLong("ready"),
        row.getLong("leased"),
        row.getLong("dead"),
        oldest == null
            ? Duration.ZERO
            : Duration.between(oldest, Transaction.instant(row, "now_at")));
  }

  private static LaneRow row(ResultSet row) throws SQLException {
    return new LaneRow(
        Transaction.lane(row),
        row.getLong("want"),
        row.getLong("have"),
        row.getLong("epoch"),
        row.getString("worker"),
        Transaction.instantOrNull(row, "lease_until"),
        row.getBoolean("interactive"),
        Transaction.instantOrNull(row, "due_at"),
        row.getInt("attempts"),
        row.getInt("failures"),
        row.getString("error"),
        Transaction.instantOrNull(row, "dead_at"));
  }
}
