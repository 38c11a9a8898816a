package dev.understudy.ci;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.understudy.failure.Problem;
import dev.understudy.failure.Secret;
import dev.understudy.failure.Unavailable;
import java.net.http.HttpResponse;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import org.jspecify.annotations.Nullable;

/** What CircleCI's answers other than success mean for us. */
final class Refusals {
  private static final int QUOTED = 200;

  private final InstantSource clock;
  private final Secret token;
  private final ObjectMapper json;

  Refusals(InstantSource clock, Secret token, ObjectMapper json) {
    this.clock = clock;
    this.token = token;
    this.json = json;
  }

  RuntimeException of(String what, HttpResponse<String> response) {
    int status = response.statusCode();
    return switch (status) {
      case 401 ->
          Problem.usage(
              "CircleCI does not accept UNDERSTUDY_CIRCLECI_TOKEN; it must be a personal API"
                  + " token");
      case 403 -> Problem.of("CircleCI does not let the token's owner have " + what);
      case 404 ->
          Problem.of("CircleCI does not know " + what + ", or the token's owner may not see it");
      case 408 -> unavailable("CircleCI took too long over " + what, response);
      case 429 -> unavailable("CircleCI wants fewer requests; it was asked for " + what, response);
      default ->
          status >= 500
              ? unavailable("CircleCI failed (" + status + ") over " + what, response)
              : Problem.of("CircleCI refused " + what + " (" + status + ")" + said(response));
    };
  }

  /** What the answer says to people, after a colon; nothing where it says nothing. */
  String said(HttpResponse<String> response) {
    String line = line(message(response.body()));
    return line.isEmpty() ? "" : ": `" + line + "`";
  }

  /** CircleCI's own words on one short line and without the token. */
  String line(String message) {
    String line =
        message
            .replace(token.reveal(), "***")
            .replaceAll("[\\p{Cntrl}\\p{Cf}`]+", " ")
            .replaceAll("\\s+", " ")
            .strip();
    int shown = Math.min(QUOTED, line.codePointCount(0, line.length()));
    int end = line.offsetByCodePoints(0, shown);
    return line.substring(0, end) + (end < line.length() ? "…" : "");
  }

  private String message(String body) {
    try {
      return json.readTree(body).path("message").asText("");
    } catch (JsonProcessingException _) {
      return "";
    }
  }

  private Unavailable unavailable(String sentence, HttpResponse<String> response) {
    String after = response.headers().firstValue("Retry-After").orElse("").strip();
    return new Unavailable(sentence, null, retryAfter(after));
  }

  /** Seconds or a date (RFC 9110, 10.2.3). */
  private @Nullable Duration retryAfter(String after) {
    if (after.matches("\\d{1,9}")) {
      return Duration.ofSeconds(Long.parseLong(after));
    }
    try {
      Instant then = ZonedDateTime.parse(after, DateTimeFormatter.RFC_1123_DATE_TIME).toInstant();
      Duration wait = Duration.between(clock.instant(), then);
      return wait.isNegative() ? Duration.ZERO : wait;
    } catch (DateTimeException _) {
      return null;
    }
  }
}
