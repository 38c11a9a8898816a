package dev.understudy.report;

import java.util.List;

/**
 * What became of a stage deploy.
 *
 * @param results one for each member, in the plan's order
 * @param failedDatasets datasets that could not be made, each said once
 * @param left what exists on the stage now as far as this deploy knows: datasets ({@code p.d}),
 *     then artifacts ({@code p.d.x})
 * @param cancelled whether it was stopped before its end
 * @param unavailable whether something failed because BigQuery could not answer
 * @param misconfigured whether something failed for how Understudy is set up, such as missing
 *     access, and not for the change
 */
public record Outcome(
    List<Result> results,
    List<FailedDataset> failedDatasets,
    List<String> left,
    boolean cancelled,
    boolean unavailable,
    boolean misconfigured) {
  public Outcome {
    results = List.copyOf(results);
    failedDatasets = List.copyOf(failedDatasets);
    left = List.copyOf(left);
  }

  /** Whether everything that was planned exists. */
  public boolean complete() {
    return failedDatasets.isEmpty()
        && results.stream().allMatch(result -> result.state() == Result.State.DEPLOYED);
  }

  /** A dataset that could not be made, and why. */
  public record FailedDataset(String dataset, String why) {}
}
