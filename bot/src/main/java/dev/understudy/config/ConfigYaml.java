package dev.understudy.config;

import dev.understudy.artifact.Kind;
import dev.understudy.failure.Problem;
import dev.understudy.plan.NameRules;
import dev.understudy.plan.StageDataset.Access;
import dev.understudy.plan.StageRules;
import dev.understudy.source.LayoutRules;
import dev.understudy.source.Yaml;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
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
    LayoutRules layout = layout(root.section("layout"));
    Map<String, String> aliases = root.section("project_aliases").texts();
    NameRules names =
        root.has("routine_projects")
            ? new NameRules(aliases, root.list("routine_projects"))
            : layout.patterns().isEmpty()
                ? bigqueryEtl(aliases)
                : new NameRules(aliases, List.of());
    return new RepositoryConfig(
        layout,
        names,
        stage(root.section("stage")),
        root.text("external_schemas", "external-schemas"),
        PullRequestYaml.read(root));
  }

  /** A configuration that is no YAML is a wrong set-up, not a wrong change. */
  private static @Nullable Node parse(String text, String path) {
    try {
      return Yaml.parse(text, path).orElse(null);
    } catch (Problem problem) {
      throw Problem.usage(problem.location(), String.valueOf(problem.getMessage()));
    }
  }

  private static LayoutRules layout(Section layout) {
    layout.checked();
    String preset = layout.text("preset", "bigquery-etl");
    if (!preset.equals("bigquery-etl")) {
      throw layout.problem("preset", "the one preset is bigquery-etl; use patterns otherwise");
    }
    List<LayoutRules.Pattern> patterns = new ArrayList<>();
    for (Section pattern : layout.sections("patterns")) {
      patterns.add(pattern(pattern));
    }
    return new LayoutRules(layout.text("root", "sql"), patterns);
  }

  private static LayoutRules.Pattern pattern(Section pattern) {
    pattern.checked();
    return new LayoutRules.Pattern(
        pattern.required("path"),
        kind(pattern),
        pattern.textOrNull("project"),
        pattern.textOrNull("dataset"),
        pattern.textOrNull("schema"));
  }

  private static @Nullable Kind kind(Section pattern) {
    String label = pattern.textOrNull("kind");
    if (label == null) {
      return null;
    }
    return Arrays.stream(Kind.values())
        .filter(kind -> kind.label().equals(label))
        .findFirst()
        .orElseThrow(
            () ->
                pattern.problem(
                    "kind",
                    "`"
                        + label
                        + "` is none of "
                        + Arrays.stream(Kind.values()).map(Kind::label).toList()));
  }

  private StageRules stage(Section stage) {
    stage.checked();
    String bucket = stage.textOrNull("library_bucket");
    if (bucket != null && !bucket.matches("[a-z0-9][a-z0-9._-]{1,220}[a-z0-9]")) {
      throw stage.problem("library_bucket", "`" + bucket + "` is no bucket's name");
    }
    List<Access> access = new ArrayList<>();
    for (Section entry : stage.sections("access")) {
      entry.checked();
      access.add(new Access(entry.required("role"), entry.required("entity")));
    }
    return new StageRules(
        stage.text("project", stageDefaults.project()),
        stage.text("location", stageDefaults.location()),
        stage.text("dataset", stageDefaults.dataset()),
        stage.text("name", stageDefaults.name()),
        Durations.read(stage, "ttl", stageDefaults.timeToLive()),
        new LinkedHashMap<>(stage.section("labels").texts()),
        access,
        bucket,
        stage.list("production_reads"));
  }
}
