package dev.understudy.intake;

/** An event read back from where it was kept. */
public sealed interface Decoded {
  /** An event. */
  record Known(Event event) implements Decoded {}

  /**
   * Kept by another version of this program, or damaged: to be set aside, not failed.
   *
   * @param why one sentence
   */
  record Parked(String why) implements Decoded {}
}
