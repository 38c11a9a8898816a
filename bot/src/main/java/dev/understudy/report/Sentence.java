package dev.understudy.report;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A foreign sentence as it becomes Markdown, word by word. No two code spans touch. */
final class Sentence {
  /** Letters with a hyphen or an apostrophe within, or a short number. */
  private static final Pattern PLAIN =
      Pattern.compile("[\"“‘]?(?:\\p{L}+(?:['’-]\\p{L}+)*|\\d{1,6}(?:[.,]\\d{1,6})*%?)[\"”’]?|[…]");

  /** What GitHub would take for a commit or for an issue. */
  private static final Pattern REFERENCE = Pattern.compile("(?i)[0-9a-f]{7,}");

  /** A word in brackets of its own, or at the end of a sentence. */
  private static final Pattern WORD =
      Pattern.compile("(?<before>\\(?)(?<core>[^()]*?)(?<after>\\)?[,.;:!?]*)");

  private static final Pattern END = Pattern.compile("(?<core>.*?)(?<after>[,.;:!?]*)");

  private final StringBuilder out = new StringBuilder();

  void code(String text) {
    if (!out.isEmpty() && out.charAt(out.length() - 1) == '`') {
      out.append(' ');
    }
    out.append(Foreign.code(text));
  }

  void prose(String text) {
    String separator = text.startsWith(" ") && !out.isEmpty() ? " " : "";
    for (String word : text.strip().split(" +")) {
      out.append(separator);
      word(word);
      separator = " ";
    }
    if (text.endsWith(" ") && !text.isBlank()) {
      out.append(' ');
    }
  }

  private void word(String word) {
    Matcher parts = WORD.matcher(word);
    if (parts.matches()) {
      word(parts.group("before"), parts.group("core"), parts.group("after"));
    } else {
      Matcher end = END.matcher(word);
      if (end.matches()) {
        word("", end.group("core"), end.group("after"));
      }
    }
  }

  private void word(String before, String core, String after) {
    boolean first = out.isEmpty();
    out.append(before);
    if (core.isEmpty()) {
      if (first && !after.isEmpty()) {
        code(after);
        return;
      }
    } else if (isPlain(core, first)) {
      out.append(core);
    } else {
      code(core);
    }
    out.append(after);
  }

  /** A number that begins a line would begin a list, and so would a dash. */
  private static boolean isPlain(String word, boolean first) {
    if (first && word.matches("[\\d=+–—→-].*")) {
      return false;
    }
    return word.matches("[-–—→=+]")
        || (PLAIN.matcher(word).matches()
            && !REFERENCE.matcher(word).matches()
            && Foreign.visible(word).equals(word));
  }

  @Override
  public String toString() {
    return out.toString().strip();
  }
}
