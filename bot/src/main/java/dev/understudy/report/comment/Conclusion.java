package dev.understudy.report.comment;

/** How a report ends, in the words of a check run ("Check runs", docs.github.com). */
public enum Conclusion {
  /** Still to come. */
  PENDING("⏳"),
  /** All that had to be rehearsed exists, and the team's tests agree. */
  SUCCESS("✅"),
  /** The change, or the team's tests of it, failed. */
  FAILURE("❌"),
  /** Nothing to say for or against the change. */
  NEUTRAL("⚪"),
  /** Stopped before its end. */
  CANCELLED("⏹️"),
  /** Somebody has to do something first. */
  ACTION_REQUIRED("✋");

  private final String icon;

  Conclusion(String icon) {
    this.icon = icon;
  }

  String icon() {
    return icon;
  }

  /** Whether it is about the change itself: only such verdicts turn from pass to fail. */
  public boolean isVerdict() {
    return this == SUCCESS || this == FAILURE;
  }
}
