package dev.understudy.config;

import java.util.List;
import java.util.Map;

/** Every key of {@code .understudy.yml}, by the section that it stands in. */
final class ConfigKeys {
  /** The top of the file. */
  static final String ROOT = "";

  private static final Map<String, List<String>> KEYS =
      Map.of(
          ROOT,
          List.of(
              "version",
              "layout",
              "project_aliases",
              "routine_projects",
              "external_schemas",
              "stage",
              "baseline",
              "comments",
              "drafts",
              "forks",
              "commands",
              "circleci"),
          "layout",
          List.of("preset", "root", "patterns"),
          "layout.patterns",
          List.of("path", "kind", "project", "dataset", "schema"),
          "stage",
          List.of(
              "project",
              "location",
              "dataset",
              "name",
              "ttl",
              "keep_max",
              "labels",
              "access",
              "library_bucket",
              "production_reads"),
          "stage.access",
          List.of("role", "entity"),
          "commands",
          List.copyOf(CommandRule.DEFAULTS.keySet()),
          "commands.*",
          List.of("permission", "teams"),
          "circleci",
          List.of("trigger", "generated_sql"),
          "circleci.trigger",
          List.of("project", "definition", "branch", "workflow", "timeout"),
          "circleci.generated_sql",
          List.of("project", "workflow", "branch", "job", "artifacts", "timeout"));

  private ConfigKeys() {}

  /** The keys of a section; nothing where its keys are names that the repository chooses. */
  static List<String> of(String section) {
    return KEYS.getOrDefault(section, List.of());
  }

  /** Every section that has keys of its own. */
  static Map<String, List<String>> all() {
    return KEYS;
  }
}
