package dev.understudy.report.comment;

import dev.understudy.report.Foreign;
import dev.understudy.report.Outcome;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;

/** What every template may use. */
final class Values {
  private Values() {}

  static Map<String, Object> of(PullRequestReport report) {
    Map<String, Object> values = new HashMap<>();
    values.put("icon", icon(report).icon());
    values.put("verdict", Headline.of(report));
    values.put("lead", Lead.of(report));
    values.put("state", report.state().label());
    values.put("commands", commands(report));
    subject(values, report.subject());
    stamp(values, report);
    return values;
  }

  /** The check goes on saying what it said; the comment says what became of the stage. */
  private static Conclusion icon(PullRequestReport report) {
    return report.state() instanceof RunState.Removed ? Conclusion.NEUTRAL : report.conclusion();
  }

  private static void subject(Map<String, Object> values, Subject subject) {
    values.put("repository", subject.repository());
    values.put("number", subject.number());
    values.put("sha", subject.sha());
    values.put("short_sha", subject.shortSha());
    values.put("base", subject.baseSha());
    values.put("short_base", subject.shortBase());
  }

  private static void stamp(Map<String, Object> values, PullRequestReport report) {
    Stamp stamp = report.stamp();
    Instant expires = hasStage(report) ? stamp.expires() : null;
    values.put("run", Mark.link("run " + Foreign.code(stamp.run()), report.links().run()));
    values.put("took", Mark.time(stamp.took()));
    values.put("updated", Stamp.time(stamp.updated()));
    values.put("expires", expires == null ? "" : Stamp.time(expires));
  }

  private static boolean hasStage(PullRequestReport report) {
    Outcome outcome = report.outcome();
    boolean left = outcome != null && !outcome.left().isEmpty();
    return switch (report.state()) {
      case RunState.Staged _ -> true;
      case RunState.Failed _, RunState.Cancelled _ -> left;
      case RunState.Queued _,
          RunState.Waiting _,
          RunState.Staging _,
          RunState.Analysed _,
          RunState.NothingToStage _,
          RunState.Removed _,
          RunState.Delayed _,
          RunState.Broken _ ->
          false;
    };
  }

  /** The commands that make sense now. */
  private static String commands(PullRequestReport report) {
    return switch (report.state()) {
      case RunState.Queued _, RunState.Waiting _, RunState.Staging _, RunState.Delayed _ ->
          "`/cancel` `/status` `/help`";
      case RunState.Staged _ ->
          report.pipeline() == null
              ? "`/redeploy-stage` `/clean-stage` `/keep 7d` `/explain project.dataset.name` `/help`"
              : "`/redeploy-stage` `/retest` `/clean-stage` `/keep 7d` `/explain project.dataset.name` `/help`";
      case RunState.Failed _, RunState.Cancelled _ ->
          "`/redeploy-stage` `/clean-stage` `/explain project.dataset.name` `/help`";
      case RunState.Analysed _ -> "`/ok-to-stage " + report.subject().sha() + "` `/help`";
      case RunState.NothingToStage _ -> "`/help`";
      case RunState.Removed(var because, _, _) ->
          switch (because) {
            case MERGED, CLOSED -> "";
            case EXPIRED, ASKED, DRAFT -> "`/redeploy-stage` `/help`";
            case SUPERSEDED -> "`/ok-to-stage " + report.subject().sha() + "` `/help`";
          };
      case RunState.Broken _ -> "`/retry` `/help`";
    };
  }
}
