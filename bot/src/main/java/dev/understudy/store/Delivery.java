package dev.understudy.store;

import dev.understudy.failure.Problem;
import dev.understudy.forge.PullRequestId;
import org.jspecify.annotations.Nullable;

/**
 * Something that arrived and must take effect.
 *
 * @param source who sent it, such as {@code github} or {@code circleci}
 * @param id the sender's id of the delivery, the same when it is sent again
 * @param contentKey what tells the content apart where the id may change, since GitHub does not
 *     sign it; null where only the id counts
 * @param lane which lane works on it; number 0 is the repository itself, null is neither
 * @param kind what it is, in one word
 * @param payload JSON with a version in it
 * @param interactive whether somebody is waiting for an answer
 */
public record Delivery(
    String source,
    String id,
    @Nullable String contentKey,
    @Nullable PullRequestId lane,
    String kind,
    String payload,
    boolean interactive) {
  private static final int LONGEST_PAYLOAD = 1_000_000;

  public Delivery {
    if (payload.length() > LONGEST_PAYLOAD) {
      throw Problem.of("delivery `" + id + "` is longer than a million characters");
    }
  }
}
