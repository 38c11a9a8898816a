package dev.understudy.report;

import dev.understudy.config.CircleCiRules;
import dev.understudy.config.CommandRule;
import dev.understudy.config.Durations;
import dev.understudy.config.PullRequestRules;
import dev.understudy.config.RepositoryConfig;
import dev.understudy.plan.StageDataset;
import dev.understudy.plan.StageRules;
import dev.understudy.source.LayoutRules;
import java.util.Collection;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** What is in force, as a {@code .understudy.yml} that says all of it. */
public final class ConfigText {
  private final StringBuilder yaml = new StringBuilder();

  private ConfigText() {}

  /** The text; read again it gives the same configuration. */
  public static String of(RepositoryConfig config) {
    ConfigText text = new ConfigText();
    text.repository(config);
    text.stage(config.stage(), config.pullRequests());
    text.bot(config.pullRequests());
    text.commands(config.pullRequests().commands());
    text.circleCi(config.pullRequests().circleCi());
    return text.yaml.toString();
  }

  private void repository(RepositoryConfig config) {
    LayoutRules layout = config.layout();
    line(0, "version", "1");
    open(0, "layout");
    line(2, "root", quoted(layout.root()));
    if (!layout.patterns().isEmpty()) {
      open(2, "patterns");
      layout.patterns().forEach(this::pattern);
    }
    line(0, "project_aliases", map(config.names().projectAliases()));
    line(0, "routine_projects", list(config.names().routineProjects()));
    line(0, "external_schemas", quoted(config.externalSchemas()));
  }

  private void pattern(LayoutRules.Pattern pattern) {
    yaml.append("    - path: ").append(quoted(pattern.path())).append('\n');
    if (pattern.kind() != null) {
      line(6, "kind", pattern.kind().label());
    }
    text(6, "project", pattern.project());
    text(6, "dataset", pattern.dataset());
    text(6, "schema", pattern.schema());
  }

  private void stage(StageRules stage, PullRequestRules rules) {
    open(0, "stage");
    line(2, "project", quoted(stage.project()));
    line(2, "location", quoted(stage.location()));
    line(2, "dataset", quoted(stage.dataset()));
    line(2, "name", quoted(stage.name()));
    String life = Durations.text(rules.stageLife());
    if (stage.timeToLive().equals(rules.stageLife())) {
      line(2, "ttl", life);
    } else {
      yaml.append("  # ttl: ").append(life).append(" for pull requests, ");
      yaml.append(Durations.text(stage.timeToLive())).append(" for the command line\n");
    }
    line(2, "keep_max", Durations.text(rules.keepMost()));
    line(2, "labels", map(stage.labels()));
    if (!stage.access().isEmpty()) {
      open(2, "access");
      for (StageDataset.Access access : stage.access()) {
        yaml.append("    - role: ").append(quoted(access.role())).append('\n');
        line(6, "entity", quoted(access.entity()));
      }
    }
    text(2, "library_bucket", stage.libraryBucket());
    line(2, "production_reads", list(stage.productionReads()));
  }

  private void bot(PullRequestRules rules) {
    text(0, "baseline", rules.baseline());
    line(0, "comments", word(rules.comments()));
    line(0, "drafts", word(rules.drafts()));
    line(0, "forks", word(rules.forks()));
  }

  private void commands(Map<String, CommandRule> commands) {
    open(0, "commands");
    new TreeMap<>(commands)
        .forEach(
            (name, rule) -> {
              String teams = rule.teams().isEmpty() ? "" : ", teams: " + list(rule.teams());
              line(2, name, "{permission: " + word(rule.permission()) + teams + "}");
            });
  }

  private void circleCi(CircleCiRules rules) {
    CircleCiRules.Trigger trigger = rules.trigger();
    CircleCiRules.GeneratedSql generated = rules.generatedSql();
    if (trigger == null && generated == null) {
      return;
    }
    open(0, "circleci");
    if (trigger != null) {
      open(2, "trigger");
      line(4, "project", quoted(trigger.project()));
      text(4, "definition", trigger.definition());
      text(4, "branch", trigger.branch());
      text(4, "workflow", trigger.workflow());
      line(4, "timeout", Durations.text(trigger.timeout()));
    }
    if (generated != null) {
      open(2, "generated_sql");
      line(4, "project", quoted(generated.project()));
      line(4, "workflow", quoted(generated.workflow()));
      source(generated.source());
      line(4, "timeout", Durations.text(generated.timeout()));
    }
  }

  private void source(CircleCiRules.Source source) {
    switch (source) {
      case CircleCiRules.Source.Branch(var name) -> line(4, "branch", quoted(name));
      case CircleCiRules.Source.Artifacts(var job, var path) -> {
        line(4, "job", quoted(job));
        line(4, "artifacts", quoted(path));
      }
    }
  }

  private void open(int indent, String key) {
    yaml.append(" ".repeat(indent)).append(key).append(":\n");
  }

  private void line(int indent, String key, String value) {
    yaml.append(" ".repeat(indent)).append(key).append(": ").append(value).append('\n');
  }

  private void text(int indent, String key, @Nullable String value) {
    if (value != null) {
      line(indent, key, quoted(value));
    }
  }

  private static String word(Enum<?> value) {
    return value.name().toLowerCase(Locale.ROOT);
  }

  private static String list(Collection<String> texts) {
    return texts.stream().map(ConfigText::quoted).collect(Collectors.joining(", ", "[", "]"));
  }

  private static String map(Map<String, String> texts) {
    return new TreeMap<>(texts)
        .entrySet().stream()
            .map(entry -> quoted(entry.getKey()) + ": " + quoted(entry.getValue()))
            .collect(Collectors.joining(", ", "{", "}"));
  }

  /** A plain word as it is, anything else as JSON writes it, which YAML reads the same. */
  private static String quoted(String text) {
    return text.matches("[A-Za-z][A-Za-z0-9_./-]*") ? text : Json.quoted(text);
  }
}
