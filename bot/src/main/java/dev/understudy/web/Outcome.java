package dev.understudy.web;

import java.util.Locale;

/** How a delivery was answered. */
enum Outcome {
  ACCEPTED(202),
  DUPLICATE(200),
  /** Nothing for us. */
  IGNORED(200),
  /** Not signed by who shares our secret. */
  FORGED(401),
  /** Signed, and not to be read. */
  MALFORMED(400),
  /** It could not be kept now. */
  UNAVAILABLE(503),
  /** A bug of ours. */
  BROKEN(500);

  private final int status;

  Outcome(int status) {
    this.status = status;
  }

  int status() {
    return status;
  }

  String label() {
    return name().toLowerCase(Locale.ROOT);
  }
}
