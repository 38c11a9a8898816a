package dev.understudy.plan;

import java.time.Duration;
import java.util.List;
import java.util.Map;

/**
 * A dataset of the stage, made once with all it needs.
 *
 * @param labels what makes it recognisable as ours: installation, repository, suffix, sha,
 *     pull_request, expires_on (Unix milliseconds)
 * @param tableExpiration how long tables in it live
 * @param location such as {@code US}
 * @param access who else may read it
 */
public record StageDataset(
    String project,
    String dataset,
    String location,
    Map<String, String> labels,
    Duration tableExpiration,
    List<Access> access) {
  public StageDataset {
    labels = Map.copyOf(labels);
    access = List.copyOf(access);
  }

  /**
   * An entry of the dataset's access list.
   *
   * @param role {@code READER}, {@code WRITER} or {@code OWNER}
   * @param entity {@code userByEmail:…}, {@code groupByEmail:…}, {@code domain:…} or {@code
   *     specialGroup:…}
   */
  public record Access(String role, String entity) {}
}
