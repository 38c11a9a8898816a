package dev.understudy.report.comment;

import dev.understudy.artifact.Change;
import dev.understudy.artifact.Identifier;
import dev.understudy.plan.Impact;
import dev.understudy.plan.Member;
import dev.understudy.plan.StagePlan;
import dev.understudy.report.Foreign;
import dev.understudy.report.Outcome;
import dev.understudy.report.Result;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Collectors;

/** Artifacts as rows of tables: each value is Markdown for a cell. */
final class Rows {
  private final Mark mark;
  private final Map<Identifier, Result> results = new HashMap<>();
  private final Map<Identifier, Member> members = new HashMap<>();

  Rows(PullRequestReport report) {
    this.mark = new Mark(report.links());
    StagePlan plan = report.plan();
    if (plan != null) {
      plan.members().forEach(member -> members.putIfAbsent(member.id(), member));
    }
    Outcome outcome = report.outcome();
    if (outcome != null) {
      outcome.results().forEach(result -> results.putIfAbsent(result.stageId(), result));
    }
  }

  /** Whether it exists on the stage, or is to exist where nothing has been tried yet. */
  boolean isStaged(Member member) {
    Result result = results.get(member.stageId());
    return results.isEmpty() || (result != null && result.state() == Result.State.DEPLOYED);
  }

  Map<String, String> changed(Change change) {
    Member member = members.get(change.id());
    String path = change.type() == Change.Type.REMOVED ? null : change.path();
    String how = change.type().label();
    return Map.of(
        "icon",
        icon(change.type()),
        "artifact",
        cell(mark.artifact(change.id(), path)),
        "kind",
        change.kind().label(),
        "why",
        change.detail() == null ? how : how + ": " + cell(Foreign.text(change.detail())),
        "stage",
        member == null ? "not staged" : cell(mark.staged(member.stageId())),
        "result",
        member == null ? "" : result(member));
  }

  private static String icon(Change.Type type) {
    return switch (type) {
      case ADDED -> "🟢";
      case MODIFIED -> "🟠";
      case REMOVED -> "🔴";
      case FORMATTING_ONLY -> "⚪";
    };
  }

  private String result(Member member) {
    Result result = results.get(member.stageId());
    return result == null
        ? ""
        : switch (result.state()) {
          case DEPLOYED -> "✅";
          case FAILED -> "❌";
          case SKIPPED -> "⏭️";
        };
  }

  Map<String, String> skipped(Result result) {
    Member member = members.get(result.id());
    return Map.of(
        "artifact", cell(mark.artifact(result.id(), member == null ? null : member.path())),
        "why", cell(Foreign.text(Objects.requireNonNullElse(result.message(), ""))));
  }

  Map<String, String> member(Member member) {
    boolean placeholder = member.origin() == Member.Origin.PLACEHOLDER;
    String why = cell(Foreign.text(member.why()));
    return Map.of(
        "artifact", cell(mark.artifact(member.id(), member.path())),
        "kind", (placeholder ? "placeholder " : "") + member.kind().label(),
        "why", member.inferred() ? why + ", columns inferred" : why,
        "needs", names(member.dependsOn()),
        "stage", cell(mark.staged(member.stageId())));
  }

  Map<String, String> reader(Impact reader) {
    return Map.of(
        "depth", Integer.toString(reader.depth()),
        "artifact", cell(mark.artifact(reader.id(), reader.path())),
        "kind", reader.kind().label(),
        "via", names(reader.via()));
  }

  private static String names(List<Identifier> ids) {
    String names =
        ids.stream()
            .limit(3)
            .map(id -> cell(Foreign.code(id.toString())))
            .collect(Collectors.joining(", "));
    return ids.size() > 3 ? names + " and " + (ids.size() - 3) + " more" : names;
  }

  static String cell(String markdown) {
    return Foreign.inTable(markdown);
  }
}
