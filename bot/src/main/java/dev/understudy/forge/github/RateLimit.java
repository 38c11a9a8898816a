package dev.understudy.forge.github;

import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Tells an answer that means "you ask too often" and for how long.
 *
 * @see <a
 *     href="https://docs.github.com/en/rest/using-the-rest-api/rate-limits-for-the-rest-api#exceeding-the-rate-limit">Exceeding
 *     the rate limit</a>: {@code retry-after}, else {@code x-ratelimit-reset} where nothing
 *     remains, else a minute
 */
final class RateLimit {
  private static final Duration UNSAID = Duration.ofSeconds(60);
  private static final Duration SHORTEST = Duration.ofSeconds(1);
  private static final Duration LONGEST = Duration.ofHours(2);

  private RateLimit() {}

  /** How long to wait; empty where the answer is none of a limit. */
  static Optional<Duration> of(Http.Answer answer, Instant now) {
    boolean limited =
        answer.status() == 429
            || (answer.status() == 403
                && (answer.header("retry-after") != null
                    || answer.header("gh-limited-by") != null
                    || nothingRemains(answer)
                    || saysSo(answer)));
    return limited ? Optional.of(asked(answer, now)) : Optional.empty();
  }

  /** How long the header asks to wait, on whatever answer; null where it does not. */
  static @Nullable Duration retryAfter(Http.Answer answer, Instant now) {
    String header = answer.header("retry-after");
    if (header == null) {
      return null;
    }
    if (header.matches("\\d{1,9}")) {
      return within(Duration.ofSeconds(Long.parseLong(header)));
    }
    Instant date = date(header);
    return date == null ? null : within(Duration.between(now, date));
  }

  private static Duration asked(Http.Answer answer, Instant now) {
    Duration header = retryAfter(answer, now);
    if (header != null) {
      return header;
    }
    String reset = answer.header("x-ratelimit-reset");
    if (reset == null || !reset.matches("\\d{1,11}") || !nothingRemains(answer)) {
      return UNSAID;
    }
    Instant at = Instant.ofEpochSecond(Long.parseLong(reset));
    return within(Duration.between(now, at));
  }

  private static @Nullable Instant date(String header) {
    try {
      return ZonedDateTime.parse(header, DateTimeFormatter.RFC_1123_DATE_TIME).toInstant();
    } catch (DateTimeException _) {
      return null;
    }
  }

  private static boolean nothingRemains(Http.Answer answer) {
    return "0".equals(answer.header("x-ratelimit-remaining"));
  }

  /** A secondary limit without a header: github-api issue 2009. */
  private static boolean saysSo(Http.Answer answer) {
    int length = Math.min(answer.body().length(), 4_000);
    String said = answer.body().substring(0, length).toLowerCase(Locale.ROOT);
    return said.contains("rate limit")
        || said.contains("rate-limits")
        || said.contains("abuse detection");
  }

  private static Duration within(Duration wait) {
    if (wait.compareTo(SHORTEST) < 0) {
      return SHORTEST;
    }
    return wait.compareTo(LONGEST) > 0 ? LONGEST : wait;
  }
}
