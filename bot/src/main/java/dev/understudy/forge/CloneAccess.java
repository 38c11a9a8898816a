package dev.understudy.forge;

import java.net.URI;
import org.jspecify.annotations.Nullable;

/**
 * Where to fetch a repository's commits from, built from the server's settings and never taken from
 * a payload.
 *
 * @param token sent as the password of {@code x-access-token}; null where none is needed
 */
public record CloneAccess(URI url, @Nullable String token) {
  /** The address only: the token is a secret. */
  @Override
  public String toString() {
    return url.toString();
  }
}
