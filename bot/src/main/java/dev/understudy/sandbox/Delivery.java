package dev.understudy.sandbox;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * One attempt to deliver a webhook.
 *
 * @param guid the same for every attempt
 * @param status GitHub's words
 * @param statusCode the receiver's, 502 where it could not be reached and 504 where it took longer
 *     than ten seconds
 * @param answer what the receiver said, cut
 */
public record Delivery(
    long id,
    String guid,
    String event,
    @Nullable String action,
    @Nullable Long installation,
    @Nullable Long repository,
    String payload,
    Instant deliveredAt,
    boolean redelivery,
    double seconds,
    String status,
    int statusCode,
    @Nullable String answer) {
  /** Whether the receiver took it. */
  public boolean ok() {
    return statusCode >= 200 && statusCode < 300;
  }
}
