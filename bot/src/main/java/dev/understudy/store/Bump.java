package dev.understudy.store;

import dev.understudy.forge.PullRequestId;
import java.sql.SQLException;
import java.time.Instant;
import java.util.Arrays;

/** Makes lanes ready; the lane is created where it does not exist. */
final class Bump {
  private static final String SOONER =
      "CASE WHEN due_at <= CURRENT_TIMESTAMP THEN due_at ELSE CURRENT_TIMESTAMP END";

  private Bump() {}

  /** A new event: at once, whatever was put off, and with every attempt before a dead lane. */
  static void event(Transaction tx, PullRequestId lane, boolean interactive) throws SQLException {
    change(
        tx,
        "want = want + 1, due_at = "
            + SOONER
            + ", interactive = interactive OR "
            + interactive
            + ", failures = CASE WHEN dead_at IS NULL THEN failures ELSE 0 END"
            + ", attempts = CASE WHEN dead_at IS NULL THEN attempts ELSE 0 END"
            + ", crashes = CASE WHEN dead_at IS NULL THEN crashes ELSE 0 END"
            + ", dead_at = NULL, told = FALSE",
        lane);
  }

  /** No event: after the turn that is under way, and not before a retry that waits. */
  static void wake(Transaction tx, PullRequestId lane) throws SQLException {
    change(
        tx,
        "woken = TRUE, due_at = CASE WHEN dead_at IS NOT NULL OR attempts > 0 THEN due_at ELSE "
            + SOONER
            + " END",
        lane);
  }

  /** Somebody asks a dead lane to try again. */
  static void revive(Transaction tx, PullRequestId lane) throws SQLException {
    change(
        tx,
        "woken = TRUE, interactive = TRUE, failures = 0, attempts = 0, crashes = 0,"
            + " dead_at = NULL,"
            + " told = FALSE, due_at = "
            + SOONER,
        lane);
  }

  /** A timer; one for each lane. */
  static void timer(Transaction tx, PullRequestId lane, Instant at) throws SQLException {
    change(
        tx,
        "timer_at = ?, due_at = CASE WHEN worker IS NULL AND dead_at IS NULL AND attempts = 0"
            + " AND want = have AND NOT woken THEN CAST(? AS TIMESTAMP WITH TIME ZONE)"
            + " ELSE due_at END",
        lane,
        at,
        at);
  }

  private static void change(Transaction tx, String change, PullRequestId lane, Object... values)
      throws SQLException {
    Object[] all = Arrays.copyOf(values, values.length + 2);
    all[values.length] = lane.repository().toString();
    all[values.length + 1] = lane.number();
    String update = "UPDATE lane SET " + change + " WHERE repository = ? AND number = ?";
    if (tx.update(update, all) == 0) {
      create(tx, lane);
      tx.update(update, all);
    }
  }

  private static void create(Transaction tx, PullRequestId lane) throws SQLException {
    String repository = lane.repository().toString();
    tx.update(
        "INSERT INTO repository (name, served_at) VALUES (?, CURRENT_TIMESTAMP)"
            + " ON CONFLICT DO NOTHING",
        repository);
    tx.update(
        "INSERT INTO lane (repository, number, want, have, epoch, interactive, woken, attempts,"
            + " failures, crashes, told) VALUES (?, ?, 0, 0, 0, FALSE, FALSE, 0, 0, 0, FALSE)"
            + " ON CONFLICT DO NOTHING",
        repository,
        lane.number());
  }
}
