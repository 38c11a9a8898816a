package dev.understudy.job;

import dev.understudy.forge.PullRequestId;
import dev.understudy.store.Inbox;
import dev.understudy.store.InboxRow;
import dev.understudy.store.Lanes;
import dev.understudy.store.Lease;
import dev.understudy.store.LeaseLost;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Collectors;

/** One worker's hold on one lane, with what waited when it began. */
public final class Turn {
  private final Lanes lanes;
  private final Inbox inbox;
  private final Lease lease;
  private final List<InboxRow> waiting;
  private final Set<Long> known;
  private volatile Arrived arrived;
  private volatile boolean lost;

  /** What had come when its lane had been asked for so many events. */
  private record Arrived(long want, List<InboxRow> rows) {}

  /** A turn that begins now. */
  public Turn(Lanes lanes, Inbox inbox, Lease lease) {
    this.lanes = lanes;
    this.inbox = inbox;
    this.lease = lease;
    this.waiting = inbox.waiting(lease.lane());
    this.known = waiting.stream().map(InboxRow::id).collect(Collectors.toSet());
    this.arrived = new Arrived(lease.want(), List.of());
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

  /** What came between the turn's beginning and its last safe point, oldest first. */
  public List<InboxRow> arrived() {
    return arrived.rows();
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
    long want = lanes.wanted(lease);
    if (want > arrived.want()) {
      // of two events the second may be committed first: a row's id says nothing of when it came
      List<InboxRow> now = inbox.waiting(lane());
      arrived = new Arrived(want, now.stream().filter(row -> !known.contains(row.id())).toList());
    }
    if (arrived().stream().anyMatch(matters)) {
      throw new Superseded(lane());
    }
  }

  void lose() {
    lost = true;
  }
}
