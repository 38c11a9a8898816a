package dev.understudy.store;

import com.fasterxml.jackson.databind.node.TextNode;
import dev.understudy.forge.PullRequestId;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.HexFormat;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * What arrived and is not yet done. A delivery is answered only after {@link #accept} returned:
 * then its row and its lane's wish for work are committed, or it was here before.
 */
public final class Inbox {
  /** The kind of a row that {@link #wake} wrote. */
  public static final String WAKE = "wake";

  private static final String OURS = "understudy";
  private static final int LONGEST_KEY = 400;
  private static final String COLUMNS =
      "id, source, delivery_id, kind, payload, interactive, received_at";

  private final Database database;

  /** The inbox of a database. */
  public Inbox(Database database) {
    this.database = database;
  }

  /**
   * Takes a delivery in, and makes its lane ready at once; a dead lane lives again. A repetition
   * does so only where its lane rests although something waits for it.
   *
   * @throws dev.understudy.failure.Unavailable where it could not be committed: the sender must try
   *     again
   */
  public Receipt accept(Delivery delivery) {
    return database.transaction(
        tx -> {
          boolean first = insert(tx, delivery, null);
          PullRequestId lane = delivery.lane();
          if (lane != null && (first || Sleepers.sleeps(tx, lane))) {
            Bump.event(tx, lane, delivery.interactive());
          }
          return first ? Receipt.ACCEPTED : Receipt.DUPLICATE;
        });
  }

  /**
   * Does what {@link #accept} does with a delivery, and takes it back: the connections, the
   * database and this process have then done once what the first delivery would wait for.
   *
   * @throws dev.understudy.failure.Unavailable where it could not be written
   */
  public void tryOut(Delivery delivery, PullRequestId lane) {
    database.undone(
        tx -> {
          insert(tx, delivery, null);
          Bump.event(tx, lane, delivery.interactive());
        });
  }

  /** Takes in a delivery that there is nothing to do for, so that its repetition is known. */
  public Receipt note(Delivery delivery, String outcome) {
    return database.transaction(
        tx -> insert(tx, delivery, outcome) ? Receipt.ACCEPTED : Receipt.DUPLICATE);
  }

  /**
   * Asks for a lane to be looked at without a delivery; the same reason waits only once. A turn
   * that is under way is not superseded by it, and a dead lane stays dead.
   *
   * @param reason goes into the row's payload: {@code {"version":1,"reason":…}} with the reason as
   *     a JSON string
   */
  public void wake(PullRequestId lane, String reason) {
    String payload = payload(reason);
    Delivery delivery =
        new Delivery(OURS, UUID.randomUUID().toString(), null, lane, WAKE, payload, false);
    database.transaction(
        tx -> {
          if (tx.first(
                  row -> row.getLong(1),
                  "SELECT id FROM inbox WHERE repository = ? AND number = ? AND handled_at IS NULL"
                      + " AND kind = ? AND payload = ?",
                  lane.repository().toString(),
                  lane.number(),
                  WAKE,
                  payload)
              .isEmpty()) {
            insert(tx, delivery, null);
          }
          Bump.wake(tx, lane);
          return true;
        });
  }

  static String payload(String reason) {
    return "{\"version\":1,\"reason\":" + TextNode.valueOf(reason) + "}";
  }

  /**
   * Wakes every lane that rests although something waits for it, as a crash may leave it, and
   * returns how many there were.
   */
  public int wakeSleepers() {
    return database.transaction(Sleepers::wake);
  }

  /** Whether a delivery was taken in, however it ended. */
  public boolean knows(String source, String id) {
    return database
        .transaction(
            tx ->
                tx.first(
                    row -> row.getLong(1),
                    "SELECT id FROM inbox WHERE source = ? AND delivery_id = ?",
                    source,
                    key(id)))
        .isPresent();
  }

  /** What waits for a lane, oldest first. */
  public List<InboxRow> waiting(PullRequestId lane) {
    return database.transaction(
        tx ->
            tx.list(
                Inbox::row,
                "SELECT "
                    + COLUMNS
                    + " FROM inbox"
                    + " WHERE repository = ? AND number = ? AND handled_at IS NULL ORDER BY id",
                lane.repository().toString(),
                lane.number()));
  }

  /**
   * Says that rows of the lease's lane are done, all of them or none.
   *
   * @throws LeaseLost where the lease is over: the rows still wait
   */
  public void handled(Lease lease, List<InboxRow> rows, String outcome) {
    if (rows.isEmpty()) {
      return;
    }
    PullRequestId lane = lease.lane();
    String repository = lane.repository().toString();
    database.fenced(
        lease,
        tx ->
            tx.updates(
                "UPDATE inbox SET handled_at = CURRENT_TIMESTAMP, outcome = ? WHERE id = ? AND"
                    + " repository = ? AND number = ? AND handled_at IS NULL",
                rows.stream()
                    .map(row -> new Object[] {outcome, row.id(), repository, lane.number()})
                    .toList()));
  }

  /**
   * Forgets what was done longer ago than this, and returns how many rows that were. Repetitions of
   * forgotten deliveries are no longer known.
   */
  public int prune(Duration age) {
    return database.transaction(
        tx ->
            tx.update(
                "DELETE FROM inbox WHERE handled_at < CURRENT_TIMESTAMP - " + Database.MILLIS,
                age));
  }

  private static boolean insert(Transaction tx, Delivery delivery, @Nullable String outcome)
      throws SQLException {
    PullRequestId lane = delivery.lane();
    return tx.update(
            "INSERT INTO inbox (source, delivery_id, content_key, repository, number, kind,"
                + " payload, interactive, received_at, handled_at, outcome) VALUES"
                + " (?, ?, ?, ?, ?, ?, ?, ?, CURRENT_TIMESTAMP,"
                + " CASE WHEN CAST(? AS BOOLEAN) THEN CURRENT_TIMESTAMP END, ?)"
                + " ON CONFLICT DO NOTHING",
            delivery.source(),
            key(delivery.id()),
            delivery.contentKey() == null ? null : key(delivery.contentKey()),
            lane == null ? null : lane.repository().toString(),
            lane == null ? null : lane.number(),
            delivery.kind(),
            delivery.payload(),
            delivery.interactive(),
            outcome != null,
            outcome)
        == 1;
  }

  /** A key as it is, or a digest of it where an index would not hold it. */
  private static String key(String text) {
    if (text.length() <= LONGEST_KEY) {
      return text;
    }
    try {
      MessageDigest digest = MessageDigest.getInstance("SHA-256");
      return "sha256:"
          + HexFormat.of().formatHex(digest.digest(text.getBytes(StandardCharsets.UTF_8)));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java has SHA-256", e);
    }
  }

  private static InboxRow row(ResultSet row) throws SQLException {
    return new InboxRow(
        row.getLong("id"),
        row.getString("source"),
        row.getString("delivery_id"),
        row.getString("kind"),
        row.getString("payload"),
        row.getBoolean("interactive"),
        Transaction.instant(row, "received_at"));
  }
}
