package dev.understudy.report;

import java.util.List;
import java.util.stream.Stream;

/**
 * What a cleaning removed, or would remove on a dry run.
 *
 * @param removed datasets as {@code project.dataset}
 * @param kept datasets that stay on purpose
 * @param failed datasets that should have gone and did not
 */
public record Cleaned(List<String> removed, List<Kept> kept, List<Kept> failed) {
  /** Nothing was there. */
  public static final Cleaned NOTHING = new Cleaned(List.of(), List.of(), List.of());

  public Cleaned {
    removed = List.copyOf(removed);
    kept = List.copyOf(kept);
    failed = List.copyOf(failed);
  }

  /** Both together. */
  public Cleaned and(Cleaned other) {
    return new Cleaned(
        joined(removed, other.removed), joined(kept, other.kept), joined(failed, other.failed));
  }

  private static <T> List<T> joined(List<T> a, List<T> b) {
    return Stream.concat(a.stream(), b.stream()).distinct().toList();
  }

  /** A dataset that is still there, and why. */
  public record Kept(String dataset, String why) {}
}
