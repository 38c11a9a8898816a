package dev.understudy.report;

import java.util.function.UnaryOperator;

/** What a cleaning did, for people and programs. */
public final class CleanText {
  private CleanText() {}

  /** The forms of a cleaning's report. */
  public enum Format {
    TEXT,
    JSON,
    MARKDOWN
  }

  /** A report in a form. */
  public static String of(Format format, Cleaned cleaned, boolean dryRun) {
    return switch (format) {
      case TEXT -> text(cleaned, dryRun, "", UnaryOperator.identity());
      case MARKDOWN -> text(cleaned, dryRun, "- ", Foreign::text);
      case JSON -> Json.text(Json.cleaned(cleaned));
    };
  }

  private static String text(
      Cleaned cleaned, boolean dryRun, String bullet, UnaryOperator<String> foreign) {
    StringBuilder text = new StringBuilder();
    if (cleaned.removed().isEmpty() && cleaned.kept().isEmpty() && cleaned.failed().isEmpty()) {
      return "nothing to clean\n";
    }
    String verb = dryRun ? "would remove " : "removed ";
    cleaned
        .removed()
        .forEach(d -> text.append(bullet).append(verb).append(foreign.apply(d)).append('\n'));
    for (Cleaned.Kept kept : cleaned.kept()) {
      text.append(bullet).append("kept ").append(foreign.apply(kept.dataset()));
      text.append(": ").append(foreign.apply(kept.why())).append('\n');
    }
    for (Cleaned.Kept failed : cleaned.failed()) {
      text.append(bullet).append("could not remove ").append(foreign.apply(failed.dataset()));
      text.append(": ").append(foreign.apply(failed.why())).append('\n');
    }
    return text.toString();
  }
}
