package dev.understudy.report;

import dev.understudy.plan.Member;
import java.io.PrintWriter;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Says on a terminal how a deploy gets on: one line that is rewritten on a real terminal, one line
 * for each finished artifact elsewhere. Failures always keep a line of their own.
 */
public final class TerminalProgress implements Progress {
  private static final int BAR = 30;
  private static final Duration WORTH_SAYING = Duration.ofSeconds(2);
  private static final String REWRITE = "\r\u001b[2K";

  private final PrintWriter out;
  private final boolean live;
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
      bar(result.id().toString());
      if (done == total) {
        out.println();
        out.flush();
      }
    }
  }

  @Override
  public synchronized void waiting(String what, Duration duration) {
    if (duration.compareTo(WORTH_SAYING) >= 0) {
      say("waiting " + duration.toSeconds() + " s for BigQuery's rate limit of " + what);
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
