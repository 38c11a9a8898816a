package dev.understudy.plan;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * How a repository wants its stages.
 *
 * @param project the stage project
 * @param location of its datasets
 * @param dataset template of their names
 * @param name template of the artifacts' names
 * @param timeToLive of tables, and of the datasets before they count as expired
 * @param labels more labels for every dataset
 * @param access who else may read the stage
 * @param libraryBucket the bucket for copies of JavaScript libraries; null to leave them where they
 *     are
 * @param productionReads globs of {@code project.dataset.name} that stage SQL may go on reading
 */
public record StageRules(
    String project,
    String location,
    String dataset,
    String name,
    Duration timeToLive,
    Map<String, String> labels,
    List<StageDataset.Access> access,
    @Nullable String libraryBucket,
    List<String> productionReads) {
  public StageRules {
    labels = Map.copyOf(labels);
    access = List.copyOf(access);
    productionReads = List.copyOf(productionReads);
  }

  /** The defaults, in a project. */
  public static StageRules in(String project) {
    return new StageRules(
        project,
        "US",
        StageNaming.DATASET,
        StageNaming.NAME,
        Duration.ofHours(1),
        Map.of(),
        List.of(),
        null,
        List.of());
  }

  /** The same for stages that live for another time. */
  public StageRules living(Duration time) {
    return new StageRules(
        project, location, dataset, name, time, labels, access, libraryBucket, productionReads);
  }

  boolean mayRead(String id) {
    return productionReads.stream()
        .anyMatch(glob -> Pattern.matches(("\\Q" + glob + "\\E").replace("*", "\\E.*\\Q"), id));
  }
}
