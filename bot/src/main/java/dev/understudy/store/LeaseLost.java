package dev.understudy.store;

/** A lease ran out or another worker has the lane: whoever meets this has nothing more to do. */
public final class LeaseLost extends RuntimeException {
  private static final long serialVersionUID = 1L;

  /** Says which lease. */
  public LeaseLost(Lease lease) {
    super("the lease " + lease.epoch() + " of " + lease.lane() + " is over");
  }
}
