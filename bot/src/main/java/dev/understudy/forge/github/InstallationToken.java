package dev.understudy.forge.github;

import dev.understudy.failure.Secret;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * A token of an installation, made when it is needed and again shortly before GitHub lets it
 * expire. Threads that need it at once wait for one request.
 */
final class InstallationToken {
  private static final Duration MARGIN = Duration.ofMinutes(5);

  private final Supplier<Issued> issue;
  private final InstantSource clock;
  private @Nullable Issued current;

  /** What GitHub gave. */
  record Issued(Secret token, Instant expiresAt) {}

  InstallationToken(Supplier<Issued> issue, InstantSource clock) {
    this.issue = issue;
    this.clock = clock;
  }

  /** The token in force. */
  synchronized Secret token() {
    Issued known = current;
    if (known == null || !clock.instant().isBefore(known.expiresAt().minus(MARGIN))) {
      known = issue.get();
      current = known;
    }
    return known.token();
  }

  /** Forgets a token that GitHub did not accept, unless it has been replaced since. */
  synchronized void refused(Secret token) {
    if (current != null && current.token().equals(token)) {
      current = null;
    }
  }
}
