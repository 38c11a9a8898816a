package dev.understudy.job;

import dev.understudy.forge.PullRequestId;
import dev.understudy.store.Inbox;
import dev.understudy.store.InboxRow;
import dev.understudy.store.Lanes;
import dev.understudy.store.Lease;
import dev.understudy.store.LeaseLost;
import java.util.List;
import java.util.function.Predicate;

/** One worker's hold on one lane, with what waited when it began. */
public final class Turn {
  private final Lanes lanes;
  private final Inbox inbox;
  private final Lease lease;
  private final List<InboxRow> waiting;
  private volatile boolean lost;

  /** A turn that begins now. */
  public Turn(Lanes lanes, Inbox inbox, Lease lease) {
    this.lanes = lanes;
    this.inbox = inbox;
    this.lease = lease;
    this.waiting = inbox.waiting(lease.lane());
  }

  /** The lane. */
  public PullRequestId lane() {
    return lease.lane();
  }

  /** What every write is to be made with. */
  public Lease lease() {
    return lease;
  }

  /** What waited when the turn began, oldest first; empty where only a timer was due. */
  public List<InboxRow> waiting() {
    return waiting;
  }

  /** What came since the turn began, oldest first. */
  public List<InboxRow> arrived() {
    long last = waiting.isEmpty() ? 0 : waiting.getLast().id();
    return inbox.waiting(lane()).stream().filter(row -> row.id() > last).toList();
  }

  /**
   * To be called before each effect outside the database.
   *
   * @throws LeaseLost where another worker may have the lane
   * @throws Superseded where a newer event came
   * @throws dev.understudy.failure.Unavailable where the database does not answer
   */
  public void safePoint() {
    safePoint(_ -> true);
  }

  /**
   * Like {@link #safePoint()}, for a turn that only some events make pointless.
   *
   * @param matters which of the newer events do
   */
  public void safePoint(Predicate<InboxRow> matters) {
    if (lost) {
      throw new LeaseLost(lease);
    }
    if (lanes.superseded(lease) && arrived().stream().anyMatch(matters)) {
      throw new Superseded(lane());
    }
  }

  void lose() {
    lost = true;
  }
}
