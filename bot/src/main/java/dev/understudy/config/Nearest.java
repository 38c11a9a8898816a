package dev.understudy.config;

import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/** Finds what somebody probably meant: what begins like it, else what is spelt most like it. */
public final class Nearest {
  private Nearest() {}

  /**
   * What somebody meant, if it is likely: a beginning of at least three letters, or so few mistakes
   * that three fifths are right.
   */
  public static Optional<String> likely(String written, List<String> known) {
    List<String> begun =
        written.length() < 3
            ? List.of()
            : known.stream().filter(name -> name.startsWith(written)).toList();
    String nearest = of(written, begun.isEmpty() ? known : begun);
    boolean likely = !begun.isEmpty() || distance(written, nearest) * 5 <= nearest.length() * 2;
    return likely ? Optional.of(nearest) : Optional.empty();
  }

  private static String of(String written, List<String> known) {
    return known.stream()
        .min(
            Comparator.comparing((String k) -> written.length() < 3 || !k.startsWith(written))
                .thenComparingInt(k -> distance(written, k)))
        .orElse("");
  }

  /** Levenshtein distance: insertions, deletions and replacements. */
  private static int distance(String a, String b) {
    int[] row = new int[b.length() + 1];
    for (int j = 0; j <= b.length(); j++) {
      row[j] = j;
    }
    for (int i = 1; i <= a.length(); i++) {
      int diagonal = row[0];
      row[0] = i;
      for (int j = 1; j <= b.length(); j++) {
        int above = row[j];
        int replace = diagonal + (a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1);
        row[j] = Math.min(replace, Math.min(above, row[j - 1]) + 1);
        diagonal = above;
      }
    }
    return row[b.length()];
  }
}
