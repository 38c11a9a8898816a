package dev.understudy.plan;

import java.util.List;
import java.util.Map;

/**
 * What a repository says of names.
 *
 * @param projectAliases projects whose datasets are user-facing copies of another's ({@code mozdata
 *     → moz-fx-data-shared-prod})
 * @param routineProjects where routines named without a project are looked for after the own one
 */
public record NameRules(Map<String, String> projectAliases, List<String> routineProjects) {
  /** No aliases, no other projects. */
  public static final NameRules NONE = new NameRules(Map.of(), List.of());

  public NameRules {
    projectAliases = Map.copyOf(projectAliases);
    routineProjects = List.copyOf(routineProjects);
  }
}
