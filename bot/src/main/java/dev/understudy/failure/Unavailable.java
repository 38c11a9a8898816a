package dev.understudy.failure;

import java.time.Duration;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** A service that cannot answer now and may later: exit code 3. */
public final class Unavailable extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final transient @Nullable Duration retryAfter;

  /** Says which service and what it said, in one plain sentence. */
  public Unavailable(String message, @Nullable Throwable cause) {
    this(message, cause, null);
  }

  /**
   * Says which service and what it said.
   *
   * @param retryAfter how long the service asked to wait, or null where it did not say
   */
  public Unavailable(String message, @Nullable Throwable cause, @Nullable Duration retryAfter) {
    super(message, cause);
    this.retryAfter = retryAfter;
  }

  /** How long the service asked to wait; empty where it did not say. */
  public Optional<Duration> retryAfter() {
    return Optional.ofNullable(retryAfter);
  }
}
