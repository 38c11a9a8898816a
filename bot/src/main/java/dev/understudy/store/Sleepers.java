package dev.understudy.store;

import dev.understudy.forge.PullRequestId;
import java.sql.SQLException;
import java.util.List;

/**
 * Lanes that rest although something waits for them. A transaction writes both, but an H2 that is
 * killed before its commit can keep one half of it. A lane that is due in a few seconds does not
 * rest: a transaction that began later than this one may have made it due, by a clock that stands
 * still at a transaction's beginning.
 */
final class Sleepers {
  private static final String SLEEPS =
      "handled_at IS NULL AND repository IS NOT NULL AND NOT EXISTS (SELECT 1 FROM lane WHERE"
          + " lane.repository = inbox.repository AND lane.number = inbox.number"
          + " AND (due_at <= CURRENT_TIMESTAMP + INTERVAL '10' SECOND"
          + " OR (due_at IS NOT NULL AND attempts > 0)";

  private Sleepers() {}

  /** Wakes all but the dead, and returns how many there were. */
  static int wake(Transaction tx) throws SQLException {
    List<PullRequestId> lanes =
        tx.list(
            Transaction::lane,
            "SELECT DISTINCT repository, number FROM inbox WHERE "
                + SLEEPS
                + " OR dead_at IS NOT NULL))");
    for (PullRequestId lane : lanes) {
      Bump.wake(tx, lane);
    }
    return lanes.size();
  }

  /** Whether a lane is one of them. */
  static boolean sleeps(Transaction tx, PullRequestId lane) throws SQLException {
    return tx.first(
            row -> row.getLong(1),
            "SELECT id FROM inbox WHERE repository = ? AND number = ? AND " + SLEEPS + "))",
            lane.repository().toString(),
            lane.number())
        .isPresent();
  }
}
