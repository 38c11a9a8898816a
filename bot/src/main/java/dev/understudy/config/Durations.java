package dev.understudy.config;

import dev.understudy.failure.Problem;
import java.time.Duration;

/** Times as people write them: {@code 90m}, {@code 72h}, {@code 14d}. */
public final class Durations {
  private Durations() {}

  /**
   * Reads a time.
   *
   * @throws Problem where it is not a whole number with m, h or d
   */
  public static Duration parse(String text) {
    if (!text.matches("[1-9]\\d{0,4}[mhd]")) {
      throw Problem.usage(
          "expected a number with m, h or d, such as 90m or 72h, but read `" + text + "`");
    }
    long n = Long.parseLong(text.substring(0, text.length() - 1));
    return switch (text.charAt(text.length() - 1)) {
      case 'm' -> Duration.ofMinutes(n);
      case 'h' -> Duration.ofHours(n);
      default -> Duration.ofDays(n);
    };
  }

  /** A time as {@link #parse} reads it. */
  public static String text(Duration time) {
    long minutes = time.toMinutes();
    if (minutes % (24 * 60) == 0) {
      return time.toDays() + "d";
    }
    return minutes % 60 == 0 ? time.toHours() + "h" : minutes + "m";
  }

  static Duration read(Section section, String key, Duration otherwise) {
    String text = section.textOrNull(key);
    if (text == null) {
      return otherwise;
    }
    try {
      return parse(text);
    } catch (Problem problem) {
      throw section.problem(key, String.valueOf(problem.getMessage()));
    }
  }
}
