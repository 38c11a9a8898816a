package dev.understudy.plan;

import dev.understudy.failure.Location;
import dev.understudy.sql.Rewrite.Replacement;
import dev.understudy.sql.Span;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/**
 * The way back from a statement of the stage to the file that it was cut from: BigQuery counts
 * lines and columns in the statement, people look into the file.
 *
 * @param path the file
 * @param marks by offset; empty where the text was rendered from a template, whose lines may have
 *     moved
 */
public record SourceMap(String path, List<Mark> marks) {
  private static final int TAB = 8;

  public SourceMap {
    marks = List.copyOf(marks);
  }

  /**
   * A place that is the same in both.
   *
   * @param offset in the statement
   * @param moves whether what follows counts on from here; a name that was replaced stays in place
   */
  record Mark(int offset, int line, int column, boolean moves) {}

  /** Of a rendered template. */
  static SourceMap ofTemplate(String path) {
    return new SourceMap(path, List.of());
  }

  /** Of the part of a file's text within a range, with the replacements made that lie in it. */
  static SourceMap of(String path, String text, Span within, List<Replacement> replacements) {
    List<Mark> marks = new ArrayList<>();
    marks.add(mark(text, within.start(), 0, true));
    int grown = -within.start();
    List<Replacement> inside =
        replacements.stream()
            .distinct()
            .filter(r -> r.span().start() >= within.start() && r.span().end() <= within.end())
            .sorted(Comparator.comparingInt(r -> r.span().start()))
            .toList();
    for (Replacement r : inside) {
      marks.add(mark(text, r.span().start(), r.span().start() + grown, false));
      grown += r.text().length() - (r.span().end() - r.span().start());
      marks.add(mark(text, r.span().end(), r.span().end() + grown, true));
    }
    return new SourceMap(path, marks);
  }

  private static Mark mark(String text, int source, int offset, boolean moves) {
    String before = text.substring(0, source);
    int line = (int) before.chars().filter(c -> c == '\n').count() + 1;
    int column = before.codePointCount(before.lastIndexOf('\n') + 1, before.length()) + 1;
    return new Mark(offset, line, column, moves);
  }

  /**
   * Where in the file a place of the statement is.
   *
   * @param line from 1
   * @param column from 1, in characters, a tab reaching to the next multiple of eight, as GoogleSQL
   *     counts
   */
  public Location locate(String statement, int line, int column) {
    int offset = offset(statement, line, column);
    Mark last = null;
    for (Mark mark : marks) {
      if (mark.offset() <= offset) {
        last = mark;
      }
    }
    if (last == null) {
      return Location.of(path);
    }
    if (!last.moves()) {
      return new Location(path, last.line(), last.column());
    }
    String between = statement.substring(last.offset(), offset);
    int newline = between.lastIndexOf('\n');
    int lines = (int) between.chars().filter(c -> c == '\n').count();
    int characters = between.codePointCount(newline + 1, between.length());
    return new Location(
        path, last.line() + lines, newline < 0 ? last.column() + characters : characters + 1);
  }

  private static int offset(String statement, int line, int column) {
    int at = 0;
    for (int i = 1; i < line; i++) {
      int newline = statement.indexOf('\n', at);
      if (newline < 0) {
        return statement.length();
      }
      at = newline + 1;
    }
    for (int here = 1; here < column && at < statement.length(); ) {
      int character = statement.codePointAt(at);
      here = character == '\t' ? ((here - 1) / TAB + 1) * TAB + 1 : here + 1;
      at += Character.charCount(character);
    }
    return at;
  }
}
