package dev.understudy.intake;

/** An event read back from where it was kept. */
public sealed interface Decoded {
  /** An event. */
  record Known(Event event) implements Decoded {}

  /**
   * Kept by a newer version of this program: to be left for a server that can read it.
   *
   * @param why one sentence
   */
  record Newer(String why) implements Decoded {}

  /**
   * No event, or a damaged one: nobody can read it.
   *
   * @param why one sentence
   */
  record Unreadable(String why) implements Decoded {}
}
