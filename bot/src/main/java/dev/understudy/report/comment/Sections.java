package dev.understudy.report.comment;

import dev.understudy.failure.Location;
import dev.understudy.plan.Finding;
import dev.understudy.plan.Member;
import dev.understudy.plan.StagePlan;
import dev.understudy.report.Cleaned;
import dev.understudy.report.Foreign;
import dev.understudy.report.Outcome;
import dev.understudy.report.Result;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** The parts of a report; all that is foreign in them is escaped here. */
final class Sections {
  private final PullRequestReport report;
  private final Mark mark;
  private final Rows rows;

  private Sections(PullRequestReport report) {
    this.report = report;
    this.mark = new Mark(report.links());
    this.rows = new Rows(report);
  }

  /** Every part, the ones that matter most first. */
  static List<Section> of(PullRequestReport report) {
    Sections all = new Sections(report);
    StagePlan plan = report.plan();
    List<Section> sections = new ArrayList<>();
    sections.add(all.failures());
    sections.add(all.removed());
    if (plan != null) {
      sections.add(Section.of("changed", 20_000, 300, plan.changed(), all.rows::changed));
    }
    sections.add(all.skipped());
    sections.add(all.pipeline());
    if (plan != null) {
      sections.add(all.closure(plan.members()));
      sections.add(Section.of("impact", 12_000, 200, plan.impact(), all.rows::reader));
    }
    sections.add(all.remarks());
    if (plan != null) {
      sections.add(all.staged(plan.members()));
    }
    return sections;
  }

  private Section failures() {
    return Section.of("failures", 30_000, 100, Failure.of(report), this::failure);
  }

  private Map<String, String> failure(Failure failure) {
    return Map.of(
        "artifact",
        failure.what() == null ? "" : Foreign.code(failure.what()),
        "place",
        mark.place(failure.location()),
        "message",
        failure.isBug() ? "Understudy itself failed here." : Foreign.text(failure.message()),
        "advice",
        Advice.on(failure));
  }

  private Section remarks() {
    List<Finding> warnings = Failure.findings(report, Finding.Severity.WARNING);
    return Section.of("remarks", 8_000, 50, warnings, f -> failure(Failure.of(f)));
  }

  private Section removed() {
    List<Map<String, String>> lines = new ArrayList<>();
    if (report.state() instanceof RunState.Removed(_, var what, _)) {
      what.failed().forEach(d -> lines.add(gone("⚠️", "could not be removed", d)));
      what.kept().forEach(d -> lines.add(gone("➖", "stays", d)));
      what.removed().forEach(d -> lines.add(gone("🧹", "removed", new Cleaned.Kept(d, ""))));
    }
    return Section.of("removed", 20_000, 300, lines, line -> line);
  }

  private static Map<String, String> gone(String icon, String how, Cleaned.Kept entry) {
    String why = entry.why().isEmpty() ? "" : ": " + Foreign.text(entry.why());
    return Map.of("icon", icon, "dataset", Foreign.code(entry.dataset()), "how", how + why);
  }

  private Section skipped() {
    Outcome outcome = report.outcome();
    List<Result> skipped =
        outcome == null
            ? List.of()
            : outcome.results().stream().filter(r -> r.state() == Result.State.SKIPPED).toList();
    return Section.of("skipped", 8_000, 100, skipped, rows::skipped);
  }

  private Section pipeline() {
    Pipeline pipeline = report.pipeline();
    List<Pipeline> one = pipeline == null ? List.of() : List.of(pipeline);
    return Section.of("pipeline", 4_000, 1, one, Sections::pipeline);
  }

  private static Map<String, String> pipeline(Pipeline pipeline) {
    return Map.of(
        "icon", pipeline.state().conclusion().icon(),
        "name", Mark.link(Foreign.code(pipeline.name()), pipeline.url()),
        "state", pipeline.state().words(),
        "message", said(pipeline.message()));
  }

  private static String said(@Nullable String message) {
    return message == null ? "" : ": " + Foreign.text(message);
  }

  /** One artifact alone needs no drawing. */
  private Section closure(List<Member> members) {
    List<Member> drawn = members.size() < 2 ? List.of() : members;
    return Section.of("closure", 17_000, 300, drawn, rows::member).with("graph", Graph.of(drawn));
  }

  private Section staged(List<Member> members) {
    List<Member> there = members.stream().filter(rows::isStaged).toList();
    String what = report.outcome() == null ? "to stage" : "on the stage";
    return Section.of("staged", 40_000, 300, there, rows::member).with("what", what);
  }

  /** What stands beside the verdict. */
  static Section notes(List<Note> notes) {
    return Section.of(
        "notes",
        8_000,
        20,
        notes,
        note -> Map.of("level", note.level().name(), "message", words(note)));
  }

  private static String pullRequests(List<Integer> numbers) {
    return (numbers.size() == 1 ? "pull request " : "the pull requests ")
        + numbers.stream().map(number -> "#" + number).collect(Collectors.joining(", "));
  }

  private static String words(Note note) {
    return switch (note) {
      case Note.AlsoChanged(var id, var numbers) ->
          Foreign.code(id.toString()) + " is also changed by " + pullRequests(numbers) + ".";
      case Note.ConfigurationLater(var path) ->
          "What this pull request changes in "
              + Foreign.code(path)
              + " takes effect after the merge.";
      case Note.BrokenConfiguration(Location location, var message) ->
          "After the merge nothing could be staged: "
              + Foreign.code(location.toString())
              + " cannot be read: "
              + Foreign.text(message);
      case Note.BrokenTemplate(Location location, var message) ->
          "The built-in layout is used instead of "
              + Foreign.code(location.toString())
              + ": "
              + Foreign.text(message);
      case Note.BaseMoved(var sha) ->
          "The base branch has moved on to " + Foreign.code(sha) + " since this was staged.";
      case Note.Generated(var workflow, var page, var message, var until) ->
          "CircleCI's "
              + Mark.link(Foreign.code(workflow), page)
              + " "
              + Foreign.text(message)
              + (until == null ? "." : "; it is given up at " + Stamp.time(until) + ".");
      case Note.Said(_, var message) -> Foreign.text(message);
    };
  }
}
