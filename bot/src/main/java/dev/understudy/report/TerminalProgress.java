package dev.understudy.report;

import dev.understudy.artifact.Identifier;
import dev.understudy.plan.Member;
import java.io.PrintWriter;
import java.time.Duration;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Says how a deploy gets on. On a real terminal: a line for each wave when its last artifact is
 * done, and below them a bar that is rewritten. Elsewhere: a line for each finished artifact.
 * Failures always have a line of their own.
 */
public final class TerminalProgress implements Progress {
  private static final int BAR = 30;
  private static final Duration WORTH_SAYING = Duration.ofSeconds(2);
  private static final String REWRITE = "\r\u001b[2K";

  private final PrintWriter out;
  private final boolean live;
  private final Map<Identifier, Integer> waveOf = new HashMap<>();
  private final Map<Integer, Wave> waves = new TreeMap<>();
  private int total;
  private int done;

  /**
   * A renderer.
   *
   * @param live whether lines may be rewritten with ANSI sequences
   */
  public TerminalProgress(PrintWriter out, boolean live) {
    this.out = out;
    this.live = live;
  }

  /** Whether lines may be rewritten: on a terminal that wants it. */
  public static boolean isLive(boolean terminal, Map<String, String> environment) {
    return terminal
        && environment.getOrDefault("NO_COLOR", "").isEmpty()
        && !"dumb".equals(environment.get("TERM"));
  }

  @Override
  public synchronized void planned(List<Member> members) {
    total = members.size();
    for (Member member : members) {
      waveOf.put(member.stageId(), member.wave());
      waves.computeIfAbsent(member.wave(), _ -> new Wave()).open++;
    }
    say("staging " + total + (total == 1 ? " artifact" : " artifacts"));
  }

  @Override
  public synchronized void started(Member member) {
    if (live) {
      bar(member.id().toString());
    }
  }

  @Override
  public synchronized void finished(Result result) {
    done++;
    if (!live || result.state() == Result.State.FAILED) {
      say(line(result));
    }
    if (live) {
      closeWave(result);
      if (done < total) {
        bar(result.id().toString());
      }
    }
  }

  @Override
  public synchronized void waiting(String what, Duration duration) {
    if (duration.compareTo(WORTH_SAYING) >= 0) {
      say("waiting " + duration.toSeconds() + " s for BigQuery's rate limit of " + what);
    }
  }

  private void closeWave(Result result) {
    int number = waveOf.getOrDefault(result.stageId(), 0);
    Wave wave = waves.computeIfAbsent(number, _ -> new Wave());
    wave.ends.merge(result.state(), 1, Integer::sum);
    if (--wave.open == 0) {
      say("wave " + number + ": " + wave);
    }
  }

  /** How many artifacts of a wave are still open, and how the others ended. */
  private static final class Wave {
    private final Map<Result.State, Integer> ends = new EnumMap<>(Result.State.class);
    private int open;

    @Override
    public String toString() {
      return ends.entrySet().stream()
          .map(end -> end.getValue() + " " + end.getKey().name().toLowerCase(Locale.ROOT))
          .collect(Collectors.joining(", "));
    }
  }

  private String line(Result result) {
    String state = result.state().name().toLowerCase(Locale.ROOT);
    @Nullable String message = result.message();
    return "[%d/%d] %s %s (%s)"
        .formatted(
            done, total, state, result.id(), message == null ? time(result.millis()) : message);
  }

  private static String time(long millis) {
    return String.format(Locale.ROOT, "%.1f s", millis / 1000.0);
  }

  private void say(String line) {
    out.println(live ? REWRITE + line : line);
    out.flush();
  }

  private void bar(String last) {
    int filled = total == 0 ? BAR : BAR * done / total;
    out.print(
        REWRITE
            + "["
            + "#".repeat(filled)
            + ".".repeat(BAR - filled)
            + "] "
            + done
            + "/"
            + total
            + " "
            + last);
    out.flush();
  }
}
