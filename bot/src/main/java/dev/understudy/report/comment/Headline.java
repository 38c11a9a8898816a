package dev.understudy.report.comment;

import dev.understudy.report.Foreign;
import java.util.ArrayList;
import java.util.List;

/** The verdict in one line: it is all that a notification shows. */
final class Headline {
  private Headline() {}

  /** The line, as Markdown, without its icon. */
  static String of(PullRequestReport report) {
    String sha = "`" + report.subject().shortSha() + "`";
    Tally tally = Tally.of(report);
    return switch (report.state()) {
      case RunState.Queued(int ahead) ->
          join("Queued " + sha, ahead == 0 ? "" : "behind " + Mark.count(ahead, "run", "runs"));
      case RunState.Waiting(var what) -> sha + " waits for " + Foreign.text(what);
      case RunState.Staging(int done, int total) ->
          total == 0
              ? "Reading " + sha
              : join("Staging " + sha, done + " of " + total + " done", failed(tally));
      case RunState.Staged _ -> staged(report, sha, tally);
      case RunState.Failed _ -> failed(report, sha, tally);
      case RunState.Analysed _ -> analysed(report, sha, tally);
      case RunState.NothingToStage _ -> "Nothing to stage in " + sha;
      case RunState.Removed(var because, var what, _) ->
          join(
              what.failed().isEmpty() ? "Stage removed" : "Stage not wholly removed",
              Mark.count(what.removed().size(), "dataset", "datasets"),
              because.words());
      case RunState.Cancelled(var by) ->
          join(
              "Stopped staging " + sha,
              by == null ? "a newer commit takes its place" : "asked for by " + Foreign.code(by));
      case RunState.Delayed(_, var again) ->
          join(sha + " has to wait", again == null ? "" : "next attempt at " + Stamp.time(again));
      case RunState.Broken _ -> sha + " was not staged · our trouble, not your change's";
    };
  }

  private static String staged(PullRequestReport report, String sha, Tally tally) {
    Pipeline pipeline = report.pipeline();
    String tests = pipeline == null ? "" : "tests " + pipeline.state().words();
    return join(
        "Staged " + sha,
        Mark.count(tally.changed(), "changed"),
        Mark.count(tally.members(), "on the stage"),
        tests,
        remarks(tally));
  }

  private static String failed(PullRequestReport report, String sha, Tally tally) {
    if (report.outcome() == null) {
      return join(
          "Cannot stage " + sha, Mark.count(Failure.of(report).size(), "problem", "problems"));
    }
    long problems = Failure.of(report).size();
    return join(
        "Could not stage all of " + sha,
        tally.failed() > 0 ? failed(tally) : Mark.count(problems, "problem", "problems"),
        tally.skipped() > 0 ? Mark.count(tally.skipped(), "skipped") : "",
        tally.deployed() + " of " + tally.members() + " on the stage");
  }

  private static String failed(Tally tally) {
    return tally.failed() > 0 ? Mark.count(tally.failed(), "failed") : "";
  }

  private static String analysed(PullRequestReport report, String sha, Tally tally) {
    return join(
        "Read " + sha + " without staging it",
        Mark.count(tally.changed(), "changed"),
        Mark.count(tally.members(), "to stage"),
        report.hasErrors()
            ? Mark.count(Failure.of(report).size(), "problem", "problems")
            : "a maintainer has to allow the stage");
  }

  private static String remarks(Tally tally) {
    return tally.remarks() == 0 ? "" : Mark.count(tally.remarks(), "remark", "remarks");
  }

  private static String join(String... parts) {
    List<String> said = new ArrayList<>(List.of(parts));
    said.removeIf(String::isEmpty);
    return String.join(" · ", said);
  }
}
