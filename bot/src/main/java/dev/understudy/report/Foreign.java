package dev.understudy.report;

import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * The one place where text that others wrote becomes Markdown: names of files and artifacts,
 * messages of BigQuery, logins. It can neither format nor link, mention, embed or hide anything.
 *
 * <p>What could mean something to Markdown or to GitHub stands in code spans, where nothing means
 * anything; only plain words and numbers stand outside.
 *
 * @see <a href="https://github.github.com/gfm/">GitHub Flavored Markdown</a>
 */
public final class Foreign {
  private static final int LONGEST_NAME = 300;
  private static final int LONGEST_TEXT = 2_000;

  private static final String EMPTY = "(nothing)";

  private static final Pattern RUN = Pattern.compile("`+");

  /** Which of them escapes which, or the bar, differs between parsers. */
  private static final Pattern BACKSLASHES = Pattern.compile("\\\\+(?=\\|)");

  private Foreign() {}

  /** A name, as it stands, in a code span. */
  public static String code(String text) {
    String shown = visible(shorten(text, LONGEST_NAME));
    if (shown.isEmpty()) {
      return EMPTY;
    }
    int longest = 0;
    Matcher runs = RUN.matcher(shown);
    while (runs.find()) {
      longest = Math.max(longest, runs.end() - runs.start());
    }
    String fence = "`".repeat(longest + 1);
    boolean pad = longest > 0 || shown.startsWith(" ") || shown.endsWith(" ");
    return pad ? fence + " " + shown + " " + fence : fence + shown + fence;
  }

  /** A sentence on one line; what it has in backticks and what is no plain word is code. */
  public static String text(String text) {
    String line = shorten(text.strip(), LONGEST_TEXT).replaceAll("\\s+", " ");
    Sentence sentence = new Sentence();
    int start = 0;
    for (int open = line.indexOf('`'); open >= 0; open = line.indexOf('`', start)) {
      int close = line.indexOf('`', open + 1);
      if (close < 0) {
        break;
      }
      sentence.prose(line.substring(start, open));
      if (close > open + 1) {
        sentence.code(line.substring(open + 1, close));
      }
      start = close + 1;
    }
    sentence.prose(line.substring(start));
    String markdown = sentence.toString();
    return markdown.isEmpty() ? EMPTY : markdown;
  }

  /** Markdown made by {@link #code} or {@link #text}, for a cell of a table. */
  public static String inTable(String markdown) {
    return BACKSLASHES
        .matcher(markdown)
        .replaceAll(run -> "\\\\u005c".repeat(run.group().length()))
        .replace("|", "\\|");
  }

  /** A name for the label of a mermaid node, between double quotes. */
  public static String inMermaid(String text) {
    StringBuilder label = new StringBuilder();
    shorten(text, 120)
        .codePoints()
        .forEach(
            c -> {
              boolean plain = Character.isLetterOrDigit(c) || "._-:/ ()".indexOf(c) >= 0;
              if (isInvisible(c)) {
                label.append('?');
              } else if (plain) {
                label.appendCodePoint(c);
              } else {
                label.append('#').append(c).append(';');
              }
            });
    return label.toString();
  }

  /** Text that is shown as it is, not as Markdown, and may have lines. */
  public static String lines(String text) {
    return text.lines().map(Foreign::visible).collect(Collectors.joining("\n"));
  }

  /** At most so many characters, and no half of a pair. */
  public static String shorten(String text, int most) {
    if (text.length() <= most) {
      return text;
    }
    int end = Character.isHighSurrogate(text.charAt(most - 1)) ? most - 1 : most;
    return text.substring(0, end) + "…";
  }

  /** What cannot be seen, or turns the direction of what follows, is shown as its escape. */
  public static String visible(String text) {
    StringBuilder shown = new StringBuilder();
    text.codePoints()
        .forEach(
            c -> {
              if (isInvisible(c)) {
                shown.append(String.format(Locale.ROOT, c < 0x10000 ? "\\u%04x" : "\\u{%x}", c));
              } else {
                shown.appendCodePoint(c);
              }
            });
    return shown.toString();
  }

  private static boolean isInvisible(int c) {
    return switch (Character.getType(c)) {
      case Character.CONTROL,
          Character.FORMAT,
          Character.SURROGATE,
          Character.LINE_SEPARATOR,
          Character.PARAGRAPH_SEPARATOR,
          Character.UNASSIGNED,
          Character.PRIVATE_USE ->
          true;
      case Character.SPACE_SEPARATOR -> c != ' ';
      default -> isBlankLetter(c);
    };
  }

  /** Variation selectors, and the letters that are drawn as nothing. */
  private static boolean isBlankLetter(int c) {
    boolean selector = (c >= 0xfe00 && c <= 0xfe0f) || (c >= 0xe0100 && c <= 0xe01ef);
    boolean filler = c == 0x115f || c == 0x1160 || c == 0x3164 || c == 0xffa0 || c == 0x2800;
    return selector || filler || c == 0x034f;
  }
}
