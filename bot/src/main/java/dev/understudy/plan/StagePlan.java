package dev.understudy.plan;

import dev.understudy.artifact.Change;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * All that a rehearsal will do, decided before anything is done.
 *
 * @param base the commit that stands for production, or null where paths were given
 * @param head the commit that is rehearsed, or null for a folder as it stands
 * @param changed what the change touches
 * @param members what has to exist on the stage, each after all that it depends on
 * @param impact what reads the change
 * @param findings what a person should know
 * @param datasets the stage's datasets
 */
public record StagePlan(
    String suffix,
    String stageProject,
    @Nullable String base,
    @Nullable String head,
    List<Change> changed,
    List<Member> members,
    List<Impact> impact,
    List<Finding> findings,
    List<StageDataset> datasets) {
  public StagePlan {
    changed = List.copyOf(changed);
    members = List.copyOf(members);
    impact = List.copyOf(impact);
    findings = List.copyOf(findings);
    datasets = List.copyOf(datasets);
  }

  /** Whether the change cannot be staged whole. */
  public boolean hasErrors() {
    return findings.stream().anyMatch(f -> f.severity() == Finding.Severity.ERROR);
  }
}
