package dev.understudy.report.comment;

import dev.understudy.artifact.Identifier;
import dev.understudy.failure.Location;

/** Something beside the verdict that a reviewer should know. */
public sealed interface Note {
  /** Another open pull request changes the same artifact. */
  record AlsoChanges(int number, Identifier id) implements Note {}

  /** The pull request changes how Understudy is configured. */
  record ConfigurationLater(String path) implements Note {}

  /** A layout of the team's own cannot be used; the built-in one is. */
  record BrokenTemplate(Location location, String message) implements Note {}

  /** The merge base is behind: production has moved since. */
  record BaseMoved(String newBaseSha) implements Note {}

  /** One plain sentence. Names in it stand in backticks. */
  record Said(Level level, String message) implements Note {}

  /** How loudly it is said. */
  enum Level {
    NOTE,
    WARNING
  }

  /** How loudly it is said. */
  default Level level() {
    return switch (this) {
      case AlsoChanges _, BrokenTemplate _ -> Level.WARNING;
      case ConfigurationLater _, BaseMoved _ -> Level.NOTE;
      case Said said -> said.level;
    };
  }
}
