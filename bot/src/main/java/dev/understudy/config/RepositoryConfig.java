package dev.understudy.config;

import dev.understudy.plan.NameRules;
import dev.understudy.plan.StageRules;
import dev.understudy.source.LayoutRules;
import dev.understudy.source.SourceTree;

/**
 * What {@code .understudy.yml} says of a repository; every key has a default.
 *
 * @param externalSchemas the folder of schemas of tables that others own
 */
public record RepositoryConfig(
    LayoutRules layout, NameRules names, StageRules stage, String externalSchemas) {
  /** The file's name, at the repository's root. */
  public static final String FILE = ".understudy.yml";

  /**
   * The configuration in a tree.
   *
   * @param stageProject the stage project where the file names none
   */
  public static RepositoryConfig read(SourceTree tree, String stageProject) {
    return tree.blob(FILE).isPresent()
        ? ConfigYaml.read(tree.read(FILE), FILE, stageProject)
        : ConfigYaml.defaults(stageProject);
  }
}
