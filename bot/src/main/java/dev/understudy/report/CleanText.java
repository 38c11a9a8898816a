package dev.understudy.report;

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
      case TEXT -> text(cleaned, dryRun, "");
      case MARKDOWN -> text(cleaned, dryRun, "- ");
      case JSON -> Json.text(Json.cleaned(cleaned));
    };
  }

  private static String text(Cleaned cleaned, boolean dryRun, String bullet) {
    StringBuilder text = new StringBuilder();
    if (cleaned.removed().isEmpty() && cleaned.kept().isEmpty() && cleaned.failed().isEmpty()) {
      return "nothing to clean\n";
    }
    String verb = dryRun ? "would remove " : "removed ";
    cleaned.removed().forEach(d -> text.append(bullet).append(verb).append(d).append('\n'));
    for (Cleaned.Kept kept : cleaned.kept()) {
      text.append(bullet).append("kept ").append(kept.dataset());
      text.append(": ").append(kept.why()).append('\n');
    }
    for (Cleaned.Kept failed : cleaned.failed()) {
      text.append(bullet).append("could not remove ").append(failed.dataset());
      text.append(": ").append(failed.why()).append('\n');
    }
    return text.toString();
  }
}
