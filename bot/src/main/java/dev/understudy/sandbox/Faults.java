package dev.understudy.sandbox;

import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** The faults that wait for a request, first come first served. */
final class Faults {
  private static final String SECONDARY =
      "You have exceeded a secondary rate limit. Please wait a few minutes before you try again.";

  private final InstantSource clock;
  private final List<Waiting> waiting = new ArrayList<>();

  private record Waiting(Pattern method, Pattern path, Fault fault) {}

  Faults(InstantSource clock) {
    this.clock = clock;
  }

  synchronized void add(int times, String method, String path, Fault fault) {
    Waiting one = new Waiting(Pattern.compile(method), Pattern.compile(path), fault);
    for (int i = 0; i < times; i++) {
      waiting.add(one);
    }
  }

  synchronized void clear() {
    waiting.clear();
  }

  /** Takes the first fault that is meant for a request. */
  synchronized Optional<Fault> take(String method, String path) {
    Optional<Waiting> found =
        waiting.stream()
            .filter(w -> w.method.matcher(method).matches() && w.path.matcher(path).matches())
            .findFirst();
    found.ifPresent(waiting::remove);
    return found.map(Waiting::fault);
  }

  /** What a fault answers; null where the request's own answer is sent, or none at all. */
  @Nullable Answer answer(Fault fault) {
    return switch (fault) {
      case Fault.DropReply _, Fault.Delay _ -> null;
      case Fault.SecondaryLimit(var after) -> later(new Refusal(403, SECONDARY).answer(), after);
      case Fault.TooManyRequests(var after) -> later(new Refusal(429, SECONDARY).answer(), after);
      case Fault.PrimaryLimit(var reset) -> RateLimits.exceeded(clock.instant().plus(reset));
      case Fault.Unauthorized _ -> new Refusal(401, "Bad credentials").answer();
      case Fault.ServerError(int status, var _) ->
          status == 500 ? new Refusal(500, "Server Error").answer() : Answer.empty(status);
    };
  }

  private static Answer later(Answer answer, @Nullable Duration after) {
    return after == null ? answer : answer.with("Retry-After", "" + after.toSeconds());
  }
}
