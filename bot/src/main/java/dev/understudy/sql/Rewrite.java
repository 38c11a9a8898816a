package dev.understudy.sql;

import java.util.Comparator;
import java.util.List;

/** Replaces ranges of a text and leaves every other character as it was. */
public final class Rewrite {
  private Rewrite() {}

  /** One range and what stands there instead. */
  public record Replacement(Span span, String text) {}

  /**
   * The part of a text within a range, with the replacements that lie in it made. Ranges are those
   * of the whole text.
   *
   * @throws IllegalArgumentException where two replacements overlap
   */
  public static String apply(String text, Span within, List<Replacement> replacements) {
    StringBuilder result = new StringBuilder(within.end() - within.start() + 256);
    int copied = within.start();
    for (Replacement r : sorted(replacements)) {
      if (r.span().start() < within.start() || r.span().end() > within.end()) {
        continue;
      }
      if (r.span().start() < copied) {
        throw new IllegalArgumentException("overlapping replacements at " + r.span());
      }
      result.append(text, copied, r.span().start()).append(r.text());
      copied = r.span().end();
    }
    return result.append(text, copied, within.end()).toString();
  }

  private static List<Replacement> sorted(List<Replacement> replacements) {
    return replacements.stream()
        .distinct()
        .sorted(Comparator.comparingInt(r -> r.span().start()))
        .toList();
  }
}
