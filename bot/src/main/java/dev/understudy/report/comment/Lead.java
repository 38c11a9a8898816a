package dev.understudy.report.comment;

import dev.understudy.report.Foreign;
import dev.understudy.report.Outcome;
import java.util.ArrayList;
import java.util.List;

/** The sentences under the verdict: what it means, and what anybody has to do. */
final class Lead {
  private static final int BAR = 20;

  private Lead() {}

  static String of(PullRequestReport report) {
    return switch (report.state()) {
      case RunState.Queued _, RunState.Staged _ -> "";
      case RunState.Removed(var because, _, _) ->
          because == RunState.Because.EXPIRED || because == RunState.Because.ASKED
              ? "`/redeploy-stage` makes it again."
              : "";
      case RunState.Waiting _ -> "It is staged as soon as that has ended.";
      case RunState.Staging(int done, int total) -> total == 0 ? "" : bar(done, total);
      case RunState.Failed _ -> failed(report);
      case RunState.Analysed _ -> analysed(report);
      case RunState.NothingToStage _ -> "No table, view or routine changes in what it does.";
      case RunState.Cancelled(var by) ->
          by == null ? "" : "`/redeploy-stage` stages it from the start.";
      case RunState.Delayed(var why, _) ->
          Foreign.text(why) + "\n\nIt goes on by itself; nobody has to do anything.";
      case RunState.Broken broken -> broken(report, broken);
    };
  }

  private static String bar(int done, int total) {
    int full = (int) ((long) BAR * Math.min(done, total) / total);
    return "`" + "█".repeat(full) + "░".repeat(BAR - full) + "`";
  }

  private static String failed(PullRequestReport report) {
    Outcome outcome = report.outcome();
    List<String> sentences = new ArrayList<>();
    if (outcome != null && outcome.misconfigured()) {
      sentences.add(
          "Something is not set up right: that is for whoever runs Understudy, not for the change.");
    }
    if (outcome != null && outcome.unavailable()) {
      sentences.add("BigQuery did not always answer: `/redeploy-stage` tries again.");
    }
    if (outcome != null && !outcome.left().isEmpty()) {
      sentences.add("What could be made stays on the stage until the next push.");
    }
    return String.join(" ", sentences);
  }

  private static String analysed(PullRequestReport report) {
    return """
    The commit comes from a fork, so nothing that needs a credential has run: it was read and checked on \
    an empty copy of BigQuery. A maintainer who has read the change can have exactly this commit staged:

    ```
    /ok-to-stage %s
    ```\
    """
        .formatted(report.subject().sha());
  }

  private static String broken(PullRequestReport report, RunState.Broken broken) {
    String log = Mark.link("the run's log", report.links().run());
    return "Nothing is known about the change. It was tried "
        + Mark.count(broken.attempts(), "time", "times")
        + ". Comment `/retry` to try once more; if that does not help, whoever runs Understudy finds"
        + " the cause in "
        + log
        + " under the reference "
        + Foreign.code(broken.reference())
        + ".";
  }
}
