package dev.understudy.report.comment;

import java.util.List;
import java.util.Map;
import java.util.function.Function;

/**
 * A part of the comment that is made from rows, of which whole ones are left out where there is no
 * room.
 *
 * @param name of its template, and of the gap in the comment's
 * @param share the most characters it may take
 * @param total how many rows there would be
 * @param rows as many of them as anybody would read
 * @param values what its template may use besides {@code rows}, {@code total} and {@code more}
 */
record Section(
    String name, int share, int total, List<Map<String, String>> rows, Map<String, String> values) {
  Section {
    rows = List.copyOf(rows);
    values = Map.copyOf(values);
  }

  /** A section of at most so many of these things. */
  static <T> Section of(
      String name, int share, int most, List<T> things, Function<T, Map<String, String>> row) {
    List<Map<String, String>> rows = things.stream().limit(most).map(row).toList();
    return new Section(name, share, things.size(), rows, Map.of());
  }

  Section with(String key, String value) {
    return new Section(name, share, total, rows, Map.of(key, value));
  }
}
