package dev.understudy.sandbox;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** What can go wrong with a request, see {@link GitHubSandbox#inject}. */
public sealed interface Fault {
  /** It is performed, and the connection breaks before the answer. */
  record DropReply() implements Fault {}

  /** It is performed after a while. */
  record Delay(Duration time) implements Fault {}

  /**
   * The secondary rate limit: 403 without effect ("Rate limits for the REST API", docs.github.com).
   *
   * @param retryAfter null where the header is to be missing
   */
  record SecondaryLimit(@Nullable Duration retryAfter) implements Fault {}

  /** The primary rate limit: 403 without effect, with the time at which it is lifted. */
  record PrimaryLimit(Duration reset) implements Fault {}

  /**
   * 429 without effect.
   *
   * @param retryAfter null where the header is to be missing
   */
  record TooManyRequests(@Nullable Duration retryAfter) implements Fault {}

  /** 401 without effect, as for a revoked token. */
  record Unauthorized() implements Fault {}

  /**
   * A failure of GitHub's; 502, 503 and 504 come from its proxy, which does not answer with JSON.
   *
   * @param performed whether the request had its effect all the same
   */
  record ServerError(int status, boolean performed) implements Fault {}
}
