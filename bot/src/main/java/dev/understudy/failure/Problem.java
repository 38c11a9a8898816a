package dev.understudy.failure;

/** Something the user has to put right: one plain sentence, and the place where there is one. */
public final class Problem extends RuntimeException {
  private static final long serialVersionUID = 1L;

  /** What the process's exit code says of it. */
  public enum Kind {
    /** The change itself: exit code 1. */
    CHANGE,
    /** How the command was called or configured: exit code 2. */
    USAGE
  }

  private final transient Location location;
  private final Kind kind;
  private final boolean gone;

  private Problem(Kind kind, Location location, String message) {
    this(kind, location, message, false);
  }

  private Problem(Kind kind, Location location, String message, boolean gone) {
    super(message);
    this.gone = gone;
    this.kind = kind;
    this.location = location;
  }

  /** A problem of the change at a place. */
  public static Problem at(Location location, String message) {
    return new Problem(Kind.CHANGE, location, message);
  }

  /** A problem of the change that has no place in a file. */
  public static Problem of(String message) {
    return at(Location.NONE, message);
  }

  /** A problem of the call or of the configuration. */
  public static Problem usage(String message) {
    return new Problem(Kind.USAGE, Location.NONE, message);
  }

  /** A problem of a configuration file. */
  public static Problem usage(Location location, String message) {
    return new Problem(Kind.USAGE, location, message);
  }

  /** A problem of the configuration: something is not there any more, or not ours to see. */
  public static Problem gone(String message) {
    return new Problem(Kind.USAGE, Location.NONE, message, true);
  }

  /** Whether what was asked for is not there any more, or not ours to see. */
  public boolean isGone() {
    return gone;
  }

  /** Where it is. */
  public Location location() {
    return location;
  }

  /** Whether the change or the call is to blame. */
  public Kind kind() {
    return kind;
  }
}
