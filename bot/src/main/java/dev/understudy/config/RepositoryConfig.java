package dev.understudy.config;

import dev.understudy.plan.NameRules;
import dev.understudy.plan.StageRules;
import dev.understudy.source.LayoutRules;
import dev.understudy.source.SourceTree;

/**
 * What {@code .understudy.yml} says of a repository; every key has a default.
 *
 * @param externalSchemas the folder of schemas of tables that others own
 * @param pullRequests how the bot behaves
 */
public record RepositoryConfig(
    LayoutRules layout,
    NameRules names,
    StageRules stage,
    String externalSchemas,
    PullRequestRules pullRequests) {
  /** The file's name, at the repository's root. */
  public static final String FILE = ".understudy.yml";

  /**
   * The configuration in a text.
   *
   * @param path for complaints
   * @param stageProject the stage project where the text names none
   * @throws dev.understudy.failure.Problem with the line of the first mistake
   */
  public static RepositoryConfig parse(String text, String path, String stageProject) {
    return ConfigYaml.read(text, path, stageProject);
  }

  /**
   * The configuration in a tree.
   *
   * @param stageProject the stage project where the file names none
   */
  public static RepositoryConfig read(SourceTree tree, String stageProject) {
    return tree.blob(FILE).isPresent()
        ? ConfigYaml.read(tree.read(FILE), FILE, stageProject)
        : defaults(stageProject);
  }

  /** The same for the stages of pull requests, which live longer than a command's. */
  public RepositoryConfig forPullRequests() {
    StageRules longer = stage.living(pullRequests.stageLife());
    return new RepositoryConfig(layout, names, longer, externalSchemas, pullRequests);
  }

  /** What a repository gets that says nothing. */
  public static RepositoryConfig defaults(String stageProject) {
    return ConfigYaml.defaults(stageProject);
  }
}
