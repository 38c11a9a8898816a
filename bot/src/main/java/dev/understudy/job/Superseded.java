package dev.understudy.job;

import dev.understudy.forge.PullRequestId;

/** A newer event came: the turn ends here, and the next one sees both events. */
public final class Superseded extends RuntimeException {
  private static final long serialVersionUID = 1L;

  /** Says which lane. */
  public Superseded(PullRequestId lane) {
    super("a newer event came for " + lane);
  }
}
