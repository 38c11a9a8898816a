package dev.understudy.web;

import dev.understudy.failure.Unavailable;
import dev.understudy.intake.Received;

/** Where deliveries are kept before they are acknowledged. */
public interface Mailbox {
  /** What became of a delivery. */
  enum Receipt {
    /** It is kept: it will take effect whatever happens to this process. */
    ACCEPTED,
    /** It, or its content under another id, was kept before: nothing changed. */
    DUPLICATE
  }

  /**
   * Keeps a delivery durably, or says that it has it already.
   *
   * @param source {@code github} or {@code circleci}
   * @param deliveryId unique within the source: letters, digits and hyphens, at most 64
   * @throws Unavailable where it cannot be kept now: the sender is told to try again
   */
  Receipt accept(String source, String deliveryId, Received received);
}
