package dev.understudy.store;

import dev.understudy.forge.PullRequestId;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Where each pull request stands. Whoever writes holds its lane. */
public final class PullStates {
  private final Database database;

  /** The states in a database. */
  public PullStates(Database database) {
    this.database = database;
  }

  /** The state of a pull request; empty before it was ever saved. */
  public Optional<PullState> find(PullRequestId id) {
    return database.transaction(
        tx ->
            tx.first(
                PullStates::state,
                "SELECT * FROM pull_state WHERE repository = ? AND number = ?",
                id.repository().toString(),
                id.number()));
  }

  /** The states in a phase. */
  public List<PullState> in(String phase) {
    return database.transaction(
        tx ->
            tx.list(
                PullStates::state,
                "SELECT * FROM pull_state WHERE phase = ? ORDER BY repository, number",
                phase));
  }

  /** The pull requests that a state was ever saved of. */
  public List<PullRequestId> ids() {
    return database.transaction(
        tx ->
            tx.list(
                Transaction::lane,
                "SELECT repository, number FROM pull_state ORDER BY repository, number"));
  }

  /**
   * Replaces the state of the lease's pull request.
   *
   * @throws LeaseLost where the lease is over: nothing is written
   * @throws IllegalArgumentException where the state is another pull request's
   */
  public void save(Lease lease, PullState state) {
    if (!lease.lane().equals(state.id())) {
      throw new IllegalArgumentException(
          "a lease of " + lease.lane() + " does not write " + state.id());
    }
    database.fenced(
        lease,
        tx -> {
          @Nullable Object[] values = values(state);
          if (tx.update(
                  "UPDATE pull_state SET phase = ?, stage_sha = ?, suffix = ?, comment_id = ?,"
                      + " keep_until = ?, document = ? WHERE repository = ? AND number = ?",
                  values)
              == 0) {
            tx.update(
                "INSERT INTO pull_state (phase, stage_sha, suffix, comment_id, keep_until,"
                    + " document, repository, number) VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
                values);
          }
          return true;
        });
  }

  private static @Nullable Object[] values(PullState state) {
    return Arrays.asList(
            state.phase(),
            state.stageSha(),
            state.suffix(),
            state.commentId(),
            state.keepUntil(),
            state.document(),
            state.id().repository().toString(),
            state.id().number())
        .toArray();
  }

  private static PullState state(ResultSet row) throws SQLException {
    return new PullState(
        Transaction.lane(row),
        row.getString("phase"),
        row.getString("stage_sha"),
        row.getString("suffix"),
        row.getObject("comment_id", Long.class),
        Transaction.instantOrNull(row, "keep_until"),
        row.getString("document"));
  }
}
