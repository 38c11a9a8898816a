package dev.understudy.report;

/** The one place where foreign text becomes Markdown. */
final class Markdown {
  private Markdown() {}

  /** A name in backticks that cannot leave them, end a table cell or mention anybody. */
  static String code(String text) {
    return "`" + clean(text).replace("`", "'") + "`";
  }

  /** Plain words: no markup, links, HTML or mentions. */
  static String plain(String text) {
    return clean(text)
        .replace("`", "'")
        .replace("<", "&lt;")
        .replace("[", "\\[")
        .replace("*", "\\*")
        .replace("_", "\\_")
        .replace("@", "@\u200b");
  }

  private static String clean(String text) {
    return text.replaceAll("[\\p{Cntrl}\\u202a-\\u202e\\u2066-\\u2069]", " ").replace("|", "\\|");
  }
}
