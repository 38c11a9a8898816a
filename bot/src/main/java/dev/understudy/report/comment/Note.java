package dev.understudy.report.comment;

import dev.understudy.artifact.Identifier;
import dev.understudy.failure.Location;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Something beside the verdict that a reviewer should know. */
public sealed interface Note {
  /**
   * Other open pull requests change the same artifact.
   *
   * @param numbers in ascending order
   */
  record AlsoChanged(Identifier id, List<Integer> numbers) implements Note {
    public AlsoChanged {
      numbers = List.copyOf(numbers);
    }
  }

  /** The pull request changes how Understudy is configured. */
  record ConfigurationLater(String path) implements Note {}

  /** What the pull request makes of the configuration cannot be read. */
  record BrokenConfiguration(Location location, String message) implements Note {}

  /** A layout of the team's own cannot be used; the built-in one is. */
  record BrokenTemplate(Location location, String message) implements Note {}

  /** The merge base is behind: production has moved since. */
  record BaseMoved(String newBaseSha) implements Note {}

  /**
   * How a workflow stands that generates the SQL.
   *
   * @param page where people see it, or null
   * @param message goes on after the workflow's name
   * @param until when it is given up, or null where it has ended
   */
  record Generated(String workflow, @Nullable String page, String message, @Nullable Instant until)
      implements Note {}

  /** One plain sentence. Names in it stand in backticks. */
  record Said(Level level, String message) implements Note {}

  /** How loudly it is said. */
  enum Level {
    NOTE,
    WARNING
  }

  /** Whether it is worth a comment where nothing is staged. */
  default boolean isNews() {
    return this instanceof ConfigurationLater || this instanceof BrokenConfiguration;
  }

  /** How loudly it is said. */
  default Level level() {
    return switch (this) {
      case AlsoChanged _, BrokenConfiguration _, BrokenTemplate _ -> Level.WARNING;
      case ConfigurationLater _, BaseMoved _, Generated _ -> Level.NOTE;
      case Said said -> said.level;
    };
  }
}
