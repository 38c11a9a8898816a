package dev.understudy.report;

import dev.understudy.artifact.Change;
import dev.understudy.artifact.Identifier;
import dev.understudy.plan.Finding;
import dev.understudy.plan.Impact;
import dev.understudy.plan.Member;
import dev.understudy.plan.StagePlan;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** A plan for people. */
public final class PlanText {
  private static final int MOST_NODES = 80;
  private static final int MOST_READERS = 50;

  private PlanText() {}

  /** The forms of a plan. */
  public enum Format {
    TEXT,
    JSON,
    MARKDOWN,
    MERMAID
  }

  /** A plan in a form. */
  public static String of(Format format, StagePlan plan) {
    return switch (format) {
      case TEXT -> text(plan);
      case JSON -> Json.text(Json.plan(plan));
      case MARKDOWN -> markdown(plan);
      case MERMAID -> Mermaid.of(plan.members());
    };
  }

  /** The first line: what there is and what is wrong. */
  public static String headline(StagePlan plan) {
    long errors = count(plan, Finding.Severity.ERROR);
    long placeholders =
        plan.members().stream().filter(m -> m.origin() == Member.Origin.PLACEHOLDER).count();
    StringBuilder line = new StringBuilder();
    line.append(plan.changed().size()).append(" changed, ");
    line.append(plan.members().size()).append(" to stage");
    if (placeholders > 0) {
      line.append(" (").append(placeholders).append(" placeholders)");
    }
    line.append(", ").append(plan.impact().size()).append(" read the change");
    if (errors > 0) {
      line.append(", ").append(errors).append(errors == 1 ? " problem" : " problems");
    }
    return line.toString();
  }

  private static long count(StagePlan plan, Finding.Severity severity) {
    return plan.findings().stream().filter(f -> f.severity() == severity).count();
  }

  private static String text(StagePlan plan) {
    StringBuilder text = new StringBuilder(headline(plan)).append('\n');
    section(text, "Changed", plan.changed().stream().map(PlanText::line).toList());
    section(
        text,
        "On the stage, project " + plan.stageProject(),
        plan.members().stream().map(PlanText::line).toList());
    section(text, "Reads the change", readers(plan));
    section(text, "Problems", plan.findings().stream().map(PlanText::line).toList());
    return text.toString();
  }

  private static void section(StringBuilder text, String title, List<String> lines) {
    if (!lines.isEmpty()) {
      text.append('\n').append(title).append('\n');
      lines.forEach(line -> text.append("  ").append(line).append('\n'));
    }
  }

  private static String line(Change change) {
    String detail = change.detail() == null ? "" : " (" + change.detail() + ")";
    String staged = change.staged() ? "" : ", not staged";
    return change.type().label()
        + " "
        + change.kind().label()
        + " "
        + change.id()
        + detail
        + staged;
  }

  private static String line(Member member) {
    String inferred = member.inferred() ? ", columns inferred" : "";
    String placeholder = member.origin() == Member.Origin.PLACEHOLDER ? "placeholder " : "";
    return String.format(
        Locale.ROOT,
        "wave %d  %s%s %s → %s.%s  [%s%s]",
        member.wave(),
        placeholder,
        member.kind().label(),
        member.id(),
        member.stageId().dataset(),
        member.stageId().name(),
        member.why(),
        inferred);
  }

  private static List<String> readers(StagePlan plan) {
    List<String> lines =
        new ArrayList<>(plan.impact().stream().limit(MOST_READERS).map(PlanText::line).toList());
    if (plan.impact().size() > MOST_READERS) {
      lines.add("… and " + (plan.impact().size() - MOST_READERS) + " more; --format json has all");
    }
    return lines;
  }

  private static String line(Impact reader) {
    return reader.kind().label()
        + " "
        + reader.id()
        + " via "
        + String.join(", ", reader.via().stream().map(Identifier::toString).toList());
  }

  /** A finding as one line: severity, place, sentence; the artifact where neither names it. */
  public static String line(Finding finding) {
    String place = finding.location().toString();
    Identifier id = finding.id();
    if (place.isEmpty() && id != null && !finding.message().contains(id.toString())) {
      place = id.toString();
    }
    return finding.severity().name().toLowerCase(Locale.ROOT)
        + ": "
        + (place.isEmpty() ? "" : place + ": ")
        + finding.message();
  }

  private static String markdown(StagePlan plan) {
    StringBuilder text = new StringBuilder("### ").append(headline(plan)).append("\n\n");
    for (Finding finding : plan.findings()) {
      text.append("- ").append(Foreign.text(line(finding))).append('\n');
    }
    text.append("\n| Artifact | Kind | Why | Stage |\n|-|-|-|-|\n");
    for (Member member : plan.members()) {
      text.append("| ").append(cell(Foreign.code(member.id().toString())));
      text.append(" | ").append(member.kind().label());
      text.append(" | ").append(cell(Foreign.text(member.why())));
      text.append(member.inferred() ? ", *inferred*" : "");
      text.append(" | ").append(cell(Foreign.code(member.stageId().toString()))).append(" |\n");
    }
    if (plan.members().size() <= MOST_NODES && !plan.members().isEmpty()) {
      text.append("\n<details><summary>Dependency closure (");
      text.append(plan.members().size()).append(")</summary>\n\n```mermaid\n");
      text.append(Mermaid.of(plan.members())).append("```\n\n</details>\n");
    }
    if (!plan.impact().isEmpty()) {
      text.append("\n<details><summary>Reads the change (").append(plan.impact().size());
      text.append(")</summary>\n\n");
      readers(plan).forEach(l -> text.append("- ").append(Foreign.text(l)).append('\n'));
      text.append("\n</details>\n");
    }
    return text.toString();
  }

  private static String cell(String markdown) {
    return Foreign.inTable(markdown);
  }
}
