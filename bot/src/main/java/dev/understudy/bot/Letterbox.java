package dev.understudy.bot;

import dev.understudy.forge.PullRequestId;
import dev.understudy.forge.RepositoryName;
import dev.understudy.intake.Event;
import dev.understudy.intake.EventCodec;
import dev.understudy.intake.Received;
import dev.understudy.store.Delivery;
import dev.understudy.store.Inbox;
import dev.understudy.store.Receipt;
import java.util.Locale;

/** Puts what arrived into the inbox; when it returns, it is committed. */
public final class Letterbox {
  private final Inbox inbox;
  private final Runnable nudge;

  /**
   * A letterbox.
   *
   * @param nudge tells this node's workers that there is something to do
   */
  public Letterbox(Inbox inbox, Runnable nudge) {
    this.inbox = inbox;
    this.nudge = nudge;
  }

  /**
   * Takes in one delivery.
   *
   * @param source {@code github} or {@code circleci}
   * @throws dev.understudy.failure.Unavailable where it could not be committed
   */
  public Receipt accept(String source, String deliveryId, Received received) {
    Delivery delivery = delivery(source, deliveryId, received);
    if (received.lane() != null) {
      Receipt receipt = inbox.accept(delivery);
      nudge.run();
      return receipt;
    }
    Receipt receipt = inbox.note(delivery, "nothing to do");
    if (received.event() instanceof Event.InstallationChanged(var repositories)) {
      for (RepositoryName repository : repositories) {
        inbox.wake(new PullRequestId(repository, 0), "installed");
      }
      nudge.run();
    }
    return receipt;
  }

  /** A delivery as the inbox keeps it. */
  static Delivery delivery(String source, String id, Received received) {
    Event event = received.event();
    return new Delivery(
        source,
        id,
        received.contentKey(),
        received.lane(),
        event.getClass().getSimpleName().toLowerCase(Locale.ROOT),
        EventCodec.write(event),
        received.interactive());
  }
}
