package dev.understudy.config;

import java.util.Comparator;
import java.util.List;

/** Finds what somebody probably meant: what begins like it, else what is spelt most like it. */
final class Nearest {
  private Nearest() {}

  static String of(String written, List<String> known) {
    return known.stream()
        .min(
            Comparator.comparingInt(
                k -> written.length() > 2 && k.startsWith(written) ? 0 : distance(written, k)))
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
