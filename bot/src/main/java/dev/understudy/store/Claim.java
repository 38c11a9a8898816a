package dev.understudy.store;

import dev.understudy.forge.PullRequestId;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * Takes the lane whose turn it is. The candidates are read without a lock and then locked one by
 * one, since H2 would lock all of them before it sorts them.
 */
final class Claim {
  /** A turn that so many workers died of would kill the next one too. */
  static final int CRASHES = 30;

  private static final int CANDIDATES = 32;

  private Claim() {}

  /**
   * A lane that is locked and can be taken.
   *
   * @param abandoned its last worker never gave it back
   */
  private record Free(PullRequestId lane, long epoch, long want, boolean abandoned) {
    Lease lease(String worker) {
      return new Lease(lane, epoch + 1, worker, want);
    }
  }

  static Optional<Lease> next(Transaction tx, String worker, Duration length) throws SQLException {
    for (boolean interactive : new boolean[] {true, false}) {
      for (String repository : repositories(tx, interactive)) {
        for (PullRequestId lane : lanes(tx, repository, interactive)) {
          Optional<Free> free = lock(tx, lane);
          if (free.isPresent()) {
            if (free.get().abandoned()) {
              buryWhereWorkersDie(tx, lane);
            }
            take(tx, lane, worker, length);
            tx.update(
                "UPDATE repository SET served_at = CURRENT_TIMESTAMP WHERE name = ?", repository);
            return Optional.of(free.get().lease(worker));
          }
        }
      }
    }
    return Optional.empty();
  }

  /** A lane whose event has waited for so long, and was not greeted yet. */
  static Optional<Lease> toGreet(Transaction tx, String worker, Duration length, Duration waited)
      throws SQLException {
    List<PullRequestId> candidates =
        tx.list(
            Transaction::lane,
            "SELECT repository, number FROM lane WHERE have < want AND greeted < want AND worker"
                + " IS NULL AND dead_at IS NULL AND due_at <= CURRENT_TIMESTAMP - "
                + Database.MILLIS
                + " AND "
                + Lanes.FREE
                + " ORDER BY due_at LIMIT "
                + CANDIDATES,
            waited);
    for (PullRequestId lane : candidates) {
      Optional<Free> free = lock(tx, lane);
      if (free.isPresent() && !free.get().abandoned()) {
        take(tx, lane, worker, length);
        return Optional.of(free.get().lease(worker));
      }
    }
    return Optional.empty();
  }

  /** Those with a lane to take, the one that was served longest ago first. */
  private static List<String> repositories(Transaction tx, boolean interactive)
      throws SQLException {
    return tx.list(
        row -> row.getString("name"),
        "SELECT name FROM repository WHERE EXISTS (SELECT 1 FROM lane WHERE"
            + " lane.repository = repository.name AND interactive = ? AND "
            + Lanes.FREE
            + ") ORDER BY served_at LIMIT "
            + CANDIDATES,
        interactive);
  }

  /** The order is the index's, so that thousands of lanes are not read to find a few. */
  private static List<PullRequestId> lanes(Transaction tx, String repository, boolean interactive)
      throws SQLException {
    return tx.list(
        Transaction::lane,
        "SELECT repository, number FROM lane WHERE repository = ? AND interactive = ? AND "
            + Lanes.FREE
            + " ORDER BY repository, interactive, due_at LIMIT "
            + CANDIDATES,
        repository,
        interactive);
  }

  /** Empty where another claim saw the lane too and was quicker. */
  private static Optional<Free> lock(Transaction tx, PullRequestId lane) throws SQLException {
    return tx.first(
        row ->
            new Free(
                lane, row.getLong("epoch"), row.getLong("want"), row.getString("worker") != null),
        "SELECT epoch, want, worker FROM lane WHERE repository = ? AND number = ? AND "
            + Lanes.FREE
            + " FOR UPDATE SKIP LOCKED",
        lane.repository().toString(),
        lane.number());
  }

  private static void take(Transaction tx, PullRequestId lane, String worker, Duration length)
      throws SQLException {
    tx.update(
        "UPDATE lane SET epoch = epoch + 1, worker = ?, woken = FALSE, lease_until ="
            + " CURRENT_TIMESTAMP + "
            + Database.MILLIS
            + ", timer_at = CASE WHEN timer_at > CURRENT_TIMESTAMP THEN timer_at END"
            + " WHERE repository = ? AND number = ?",
        worker,
        length,
        lane.repository().toString(),
        lane.number());
  }

  /** Counts a worker that never gave the lane back, and gives the lane up after many. */
  private static void buryWhereWorkersDie(Transaction tx, PullRequestId lane) throws SQLException {
    tx.update(
        "UPDATE lane SET crashes = crashes + 1, dead_at = CASE WHEN dead_at IS NULL AND"
            + " crashes + 1 >= ? THEN CURRENT_TIMESTAMP ELSE dead_at END,"
            + " error = CASE WHEN dead_at IS NULL THEN"
            + " 'its worker stopped in the middle of it and did not come back' ELSE error END"
            + " WHERE repository = ? AND number = ? AND worker IS NOT NULL",
        CRASHES,
        lane.repository().toString(),
        lane.number());
  }
}
