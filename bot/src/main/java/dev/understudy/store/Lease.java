package dev.understudy.store;

import dev.understudy.forge.PullRequestId;

/**
 * The right to work on a lane, granted by {@link Lanes#claim} for a while.
 *
 * @param epoch counts the claims of this lane: every write of an older epoch is refused
 * @param want how many events the lane had been asked for when it was claimed
 */
public record Lease(PullRequestId lane, long epoch, String worker, long want) {}
