package dev.understudy.store;

import java.time.Instant;

/**
 * A delivery that waits in the inbox.
 *
 * @param id counts upwards with arrival
 * @param deliveryId the sender's id
 * @param receivedAt by the database's clock
 */
public record InboxRow(
    long id,
    String source,
    String deliveryId,
    String kind,
    String payload,
    boolean interactive,
    Instant receivedAt) {

  /** Whether {@link Inbox#wake} wrote it for this reason. */
  public boolean wokenFor(String reason) {
    return kind.equals(Inbox.WAKE) && payload.equals(Inbox.payload(reason));
  }
}
