package dev.understudy.config;

import dev.understudy.failure.Problem;
import dev.understudy.plan.NameRules;
import dev.understudy.plan.StageRules;
import dev.understudy.source.LayoutRules;
import dev.understudy.source.Yaml;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.snakeyaml.engine.v2.nodes.Node;

/** Reads {@code .understudy.yml}, strictly: a key that nobody reads is a mistake. */
final class ConfigYaml {
  private final StageRules stageDefaults;
  private final Section root;

  private ConfigYaml(Section root, String stageProject) {
    this.root = root;
    this.stageDefaults = StageRules.in(stageProject);
  }

  static RepositoryConfig defaults(String stageProject) {
    return new RepositoryConfig(
        LayoutRules.BIGQUERY_ETL,
        bigqueryEtl(Map.of()),
        StageRules.in(stageProject),
        "external-schemas",
        PullRequestRules.DEFAULTS);
  }

  /** In that layout routines without a project may live in one of two shared projects. */
  private static NameRules bigqueryEtl(Map<String, String> aliases) {
    return new NameRules(aliases, List.of("mozfun", "moz-fx-data-shared-prod"));
  }

  static RepositoryConfig read(String text, String path, String stageProject) {
    Node node = parse(text, path);
    if (node == null) {
      return defaults(stageProject);
    }
    return new ConfigYaml(Section.of(node, path), stageProject).config();
  }

  private RepositoryConfig config() {
    root.checked();
    String version = root.text("version", "1");
    if (!version.equals("1")) {
      throw root.problem("version", "this Understudy reads version 1, not " + version);
    }
    LayoutRules layout = LayoutYaml.read(root.section("layout"));
    Map<String, String> aliases = aliases(root.section("project_aliases"));
    NameRules names =
        root.has("routine_projects")
            ? new NameRules(aliases, root.list("routine_projects"))
            : layout.patterns().isEmpty()
                ? bigqueryEtl(aliases)
                : new NameRules(aliases, List.of());
    return new RepositoryConfig(
        layout,
        names,
        StageYaml.read(root.section("stage"), stageDefaults),
        LayoutYaml.inside(root, "external_schemas", "external-schemas"),
        PullRequestYaml.read(root));
  }

  /** A copy is looked for in its original, and that one nowhere else. */
  private static Map<String, String> aliases(Section section) {
    Map<String, String> aliases = section.texts();
    aliases.forEach(
        (copy, original) -> {
          if (aliases.containsKey(original)) {
            throw section.problem(
                copy, "`" + original + "` is the original of `" + copy + "` and a copy itself");
          }
        });
    return aliases;
  }

  /** A configuration that is no YAML is a wrong set-up, not a wrong change. */
  private static @Nullable Node parse(String text, String path) {
    try {
      return Yaml.parse(text, path).orElse(null);
    } catch (Problem problem) {
      throw Problem.usage(problem.location(), String.valueOf(problem.getMessage()));
    }
  }
}
