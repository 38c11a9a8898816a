package dev.understudy.forge.github;

/**
 * GitHub said no. Its words are kept out: they may quote anything; the sentence for the reader is
 * made where it is known what was wanted.
 */
final class Refused extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final int status;

  Refused(int status) {
    super("GitHub answered " + status);
    this.status = status;
  }

  /** The answer's status, 400 to 499. */
  int status() {
    return status;
  }

  /** Whether the thing is not there, or not for us to know. */
  boolean isGone() {
    return status == 404 || status == 410;
  }
}
