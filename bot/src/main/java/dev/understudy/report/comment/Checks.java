package dev.understudy.report.comment;

import dev.understudy.report.Foreign;
import dev.understudy.report.Outcome;
import dev.understudy.report.comment.CheckText.Button;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/** Makes the checks of a report. They always have the built-in layout. */
final class Checks {
  private static final int LONGEST_TITLE = 200;

  private final PullRequestReport report;

  private Checks(PullRequestReport report) {
    this.report = report;
  }

  static List<CheckText> of(PullRequestReport report) {
    Checks checks = new Checks(report);
    List<CheckText> all = new ArrayList<>(List.of(checks.stage()));
    if (report.state() instanceof RunState.Removed) {
      return all;
    }
    if (report.plan() != null) {
      all.add(checks.closure());
    }
    Outcome outcome = report.outcome();
    if (outcome != null) {
      all.add(checks.deploy(outcome));
    }
    Pipeline pipeline = report.pipeline();
    if (pipeline != null) {
      all.add(checks.pipeline(pipeline));
    }
    return all;
  }

  private CheckText stage() {
    boolean gone = report.state() instanceof RunState.Removed;
    return new CheckText(
        CheckText.STAGE,
        report.conclusion(),
        plain(Headline.of(report)),
        new Composer(report, CheckText.SUMMARY_LIMIT).compose(CommentTemplates.builtIn()),
        Annotations.of(report),
        gone ? List.of(Button.RESTAGE) : List.of(Button.RESTAGE, Button.CLEAN));
  }

  private CheckText closure() {
    Tally tally = Tally.of(report);
    String title =
        String.format(
            Locale.ROOT,
            "%,d changed, %,d needed, %,d read the change",
            tally.changed(),
            tally.needed(),
            tally.readers());
    Conclusion conclusion = report.hasErrors() ? Conclusion.FAILURE : Conclusion.SUCCESS;
    return inform(
        CheckText.CLOSURE, conclusion, title, Set.of("changed", "closure", "impact", "remarks"));
  }

  private CheckText deploy(Outcome outcome) {
    Tally tally = Tally.of(report);
    String title =
        String.format(
            Locale.ROOT,
            "%,d deployed, %,d failed, %,d skipped",
            tally.deployed(),
            tally.failed(),
            tally.skipped());
    Conclusion conclusion =
        outcome.cancelled()
            ? Conclusion.CANCELLED
            : outcome.complete() ? Conclusion.SUCCESS : Conclusion.FAILURE;
    return inform(CheckText.DEPLOY, conclusion, title, Set.of("failures", "skipped", "staged"));
  }

  private CheckText pipeline(Pipeline pipeline) {
    String title = "The team's tests: " + pipeline.state().words();
    return inform(CheckText.PIPELINE, pipeline.state().conclusion(), title, Set.of("pipeline"));
  }

  private CheckText inform(String name, Conclusion conclusion, String title, Set<String> parts) {
    String summary = new Composer(report, CheckText.SUMMARY_LIMIT).only(parts);
    return new CheckText(
        name, conclusion, title, summary.isEmpty() ? title : summary, List.of(), List.of());
  }

  /** A check's title is no Markdown. */
  private static String plain(String markdown) {
    return Foreign.shorten(markdown.replace("`", ""), LONGEST_TITLE);
  }
}
