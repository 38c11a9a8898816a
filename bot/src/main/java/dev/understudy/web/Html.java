package dev.understudy.web;

import java.util.List;
import java.util.Locale;

/** Builds HTML in which every text is escaped; only tags that the program names get in. */
final class Html {
  private final StringBuilder out = new StringBuilder();

  /** A text, escaped for content and for attributes in double quotes. */
  static String escaped(String text) {
    StringBuilder escaped = new StringBuilder(text.length() + 16);
    text.codePoints().forEach(c -> escaped.append(escaped(c)));
    return escaped.toString();
  }

  private static String escaped(int c) {
    return switch (c) {
      case '&' -> "&amp;";
      case '<' -> "&lt;";
      case '>' -> "&gt;";
      case '"' -> "&quot;";
      case '\'' -> "&#39;";
      case '\n', '\t' -> Character.toString(c);
      default -> hidden(c) ? String.format("\\u%04X", c) : Character.toString(c);
    };
  }

  /** What shows nothing, or turns the text around it. */
  private static boolean hidden(int c) {
    int type = Character.getType(c);
    return type == Character.CONTROL || type == Character.FORMAT || type == Character.SURROGATE;
  }

  /** An element with a text. */
  Html element(String tag, String text) {
    out.append('<').append(tag).append('>').append(escaped(text));
    out.append("</").append(tag).append(">\n");
    return this;
  }

  /** A link with a text, to an address of ours or one that was checked. */
  static Cell link(String href, String text) {
    return new Cell("<a href=\"" + escaped(href) + "\">" + escaped(text) + "</a>");
  }

  /** A text for a cell; long names in it may be broken where people would break them. */
  static Cell text(String text) {
    return new Cell(escaped(text).replace(".", ".<wbr>").replace("_", "_<wbr>"));
  }

  /** A text for a cell in the type of code. */
  static Cell code(String text) {
    return new Cell("<code>" + text(text).html() + "</code>");
  }

  /** A text for a cell that stands out. */
  static Cell marked(Mood mood, String text) {
    String name = mood.name().toLowerCase(Locale.ROOT);
    return new Cell("<b class=\"" + name + "\">" + escaped(text) + "</b>");
  }

  /** How a text stands out. */
  enum Mood {
    GOOD,
    BAD
  }

  /** A paragraph of a finished piece. */
  Html paragraph(Cell cell) {
    out.append("<p>").append(cell.html()).append("</p>\n");
    return this;
  }

  /**
   * A table under a heading.
   *
   * @param none the sentence where it has no rows
   */
  Html table(String heading, String none, List<String> columns, List<List<Cell>> rows) {
    element("h2", heading);
    if (rows.isEmpty()) {
      return element("p", none);
    }
    out.append("<table>\n<thead><tr>");
    columns.forEach(column -> out.append("<th>").append(escaped(column)).append("</th>"));
    out.append("</tr></thead>\n<tbody>\n");
    for (List<Cell> row : rows) {
      out.append("<tr>");
      for (int i = 0; i < row.size(); i++) {
        out.append("<td data-name=\"").append(escaped(columns.get(i))).append("\">");
        out.append(row.get(i).html()).append("</td>");
      }
      out.append("</tr>\n");
    }
    out.append("</tbody></table>\n");
    return this;
  }

  @Override
  public String toString() {
    return out.toString();
  }

  /** A finished piece of HTML. */
  record Cell(String html) {
    /** This piece, and another under it. */
    Cell over(Cell other) {
      return new Cell(html + "<br>" + other.html());
    }

    /** This piece, and another beside it. */
    Cell beside(Cell other) {
      return new Cell(html + " · " + other.html());
    }
  }
}
