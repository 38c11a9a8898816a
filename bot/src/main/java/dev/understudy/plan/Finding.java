package dev.understudy.plan;

import dev.understudy.artifact.Identifier;
import dev.understudy.failure.Location;
import org.jspecify.annotations.Nullable;

/**
 * Something about one artifact that a person should know, as one plain sentence.
 *
 * @param id the artifact, or null where it concerns a file that makes none
 */
public record Finding(
    Severity severity, @Nullable Identifier id, Location location, String message) {
  /** How much it matters. */
  public enum Severity {
    /** The change cannot be staged whole: the run ends with 1. */
    ERROR,
    /** Worth knowing; the run goes on. */
    WARNING
  }

  /** An error of an artifact. */
  public static Finding error(@Nullable Identifier id, Location location, String message) {
    return new Finding(Severity.ERROR, id, location, message);
  }

  /** A warning about an artifact. */
  public static Finding warning(@Nullable Identifier id, Location location, String message) {
    return new Finding(Severity.WARNING, id, location, message);
  }
}
