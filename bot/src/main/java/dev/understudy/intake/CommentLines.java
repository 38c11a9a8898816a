package dev.understudy.intake;

import java.util.Iterator;
import java.util.NoSuchElementException;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The lines of a comment that somebody says to us, one at a time: not blank, and outside code,
 * quotes and HTML comments as GitHub renders them (CommonMark 0.31: 4.4 to 4.6, 5.1; a quote goes
 * on to the next blank line).
 */
final class CommentLines implements Iterator<String> {
  private static final Pattern FENCE = Pattern.compile(" {0,3}(`{3,}(?=[^`]*$)|~{3,}).*");
  private static final int CODE_INDENT = 4;

  private final Iterator<String> lines;
  private @Nullable String fence;
  private boolean comment;
  private boolean quote;
  private @Nullable String next;

  CommentLines(String body) {
    this.lines = body.lines().iterator();
    advance();
  }

  @Override
  public boolean hasNext() {
    return next != null;
  }

  @Override
  public String next() {
    String line = next;
    if (line == null) {
      throw new NoSuchElementException();
    }
    advance();
    return line;
  }

  private void advance() {
    next = null;
    while (next == null && lines.hasNext()) {
      String line = lines.next();
      if (said(line)) {
        next = line;
      }
    }
  }

  private boolean said(String line) {
    int leading = leading(line);
    int indent = columns(line.substring(0, leading));
    String text = line.substring(leading);
    if (fence != null) {
      if (indent < CODE_INDENT && closes(fence, text)) {
        fence = null;
      }
      return false;
    }
    if (comment) {
      comment = !line.contains("-->");
      return false;
    }
    if (text.isEmpty()) {
      quote = false;
      return false;
    }
    return indent < CODE_INDENT && !opens(line, text) && !quote;
  }

  /** Whether a line begins something that is not said to us. */
  private boolean opens(String line, String text) {
    Matcher matcher = FENCE.matcher(line);
    if (matcher.matches()) {
      fence = matcher.group(1);
      quote = false;
      return true;
    }
    if (text.startsWith("<!--")) {
      comment = !text.contains("-->");
      return true;
    }
    if (text.startsWith(">")) {
      quote = true;
      return true;
    }
    return false;
  }

  private static boolean closes(String fence, String text) {
    String bare = text.stripTrailing();
    return bare.length() >= fence.length() && bare.chars().allMatch(c -> c == fence.charAt(0));
  }

  /** How many spaces and tabs begin a line. */
  private static int leading(String line) {
    int i = 0;
    while (i < line.length() && (line.charAt(i) == ' ' || line.charAt(i) == '\t')) {
      i++;
    }
    return i;
  }

  /** How many columns they take. */
  private static int columns(String leading) {
    int columns = 0;
    for (int i = 0; i < leading.length(); i++) {
      columns += leading.charAt(i) == '\t' ? CODE_INDENT - columns % CODE_INDENT : 1;
    }
    return columns;
  }
}
