package dev.understudy.failure;

import org.jspecify.annotations.Nullable;

/** A service that cannot answer now and may later: exit code 3. */
public final class Unavailable extends RuntimeException {
  private static final long serialVersionUID = 1L;

  /** Says which service and what it said, in one plain sentence. */
  public Unavailable(String message, @Nullable Throwable cause) {
    super(message, cause);
  }
}
