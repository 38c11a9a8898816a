package dev.understudy.report;

import java.util.List;

/**
 * What a cleaning removed, or would remove on a dry run.
 *
 * @param removed datasets as {@code project.dataset}
 * @param kept datasets that stay on purpose
 * @param failed datasets that should have gone and did not
 */
public record Cleaned(List<String> removed, List<Kept> kept, List<Kept> failed) {
  public Cleaned {
    removed = List.copyOf(removed);
    kept = List.copyOf(kept);
    failed = List.copyOf(failed);
  }

  /** A dataset that is still there, and why. */
  public record Kept(String dataset, String why) {}
}
