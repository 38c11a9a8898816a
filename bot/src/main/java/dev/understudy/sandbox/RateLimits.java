package dev.understudy.sandbox;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.Map;

/** The primary rate limit: so many requests an hour for each caller. */
final class RateLimits {
  private static final Duration WINDOW = Duration.ofHours(1);

  private final InstantSource clock;
  private final int limit;
  private final Map<String, Window> windows = new HashMap<>();

  private record Window(int used, Instant reset) {}

  RateLimits(InstantSource clock, int limit) {
    this.clock = clock;
    this.limit = limit;
  }

  /** Refuses a caller who has used up his hour. */
  synchronized void refuseBeyond(Caller caller) {
    if (window(caller.key()).used >= limit) {
      throw new Refusal(403, message());
    }
  }

  /** Counts a request, up to the limit. */
  synchronized void count(Caller caller) {
    Window window = window(caller.key());
    windows.put(caller.key(), new Window(Math.min(limit, window.used + 1), window.reset));
  }

  private Window window(String key) {
    Window window = windows.get(key);
    return window == null || !clock.instant().isBefore(window.reset)
        ? new Window(0, clock.instant().plus(WINDOW))
        : window;
  }

  /** Says in an answer's headers how much is left. */
  synchronized Answer note(Answer answer, String key) {
    Window window = window(key);
    return note(answer, limit, window.used, window.reset);
  }

  private static Answer note(Answer answer, int limit, int used, Instant reset) {
    return answer
        .with("X-RateLimit-Limit", "" + limit)
        .with("X-RateLimit-Remaining", "" + (limit - used))
        .with("X-RateLimit-Used", "" + used)
        .with("X-RateLimit-Reset", "" + reset.getEpochSecond())
        .with("X-RateLimit-Resource", "core");
  }

  /** The answer to one too many. */
  static Answer exceeded(Instant reset) {
    return note(new Refusal(403, message()).answer(), 5000, 5000, reset);
  }

  private static String message() {
    return "API rate limit exceeded for installation. If you reach out to GitHub Support for help,"
        + " please include the request ID.";
  }

  /** {@code GET /rate_limit}, which is not counted itself. */
  synchronized ObjectNode overview(String key) {
    Window window = window(key);
    ObjectNode rate =
        Json.object()
            .put("limit", limit)
            .put("used", window.used)
            .put("remaining", limit - window.used)
            .put("reset", window.reset.getEpochSecond());
    ObjectNode answer = Json.object();
    answer.putObject("resources").<ObjectNode>set("core", rate).set("search", rate.deepCopy());
    answer.set("rate", rate.deepCopy());
    return answer;
  }
}
