package dev.understudy.config;

import dev.understudy.config.CircleCiRules.GeneratedSql;
import dev.understudy.config.CircleCiRules.Source;
import dev.understudy.config.CircleCiRules.Trigger;
import dev.understudy.config.CommandRule.Permission;
import dev.understudy.config.PullRequestRules.Comments;
import dev.understudy.config.PullRequestRules.Drafts;
import dev.understudy.config.PullRequestRules.Forks;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Reads what {@code .understudy.yml} says of pull requests. */
final class PullRequestYaml {
  private static final PullRequestRules DEFAULTS = PullRequestRules.DEFAULTS;

  private static final Pattern TEAM =
      Pattern.compile("[A-Za-z0-9][A-Za-z0-9-]{0,38}/[A-Za-z0-9._-]{1,100}");

  /** "Project slug" in the API reference of circleci.com. */
  private static final Pattern PROJECT =
      Pattern.compile("(gh|github|bb|bitbucket|circleci)/[A-Za-z0-9_-]+/[A-Za-z0-9._-]+");

  /** What git allows of a branch's name, without what a shell or an address would mind. */
  private static final Pattern BRANCH =
      Pattern.compile("(?!.*(\\.\\.|//))[A-Za-z0-9][A-Za-z0-9._/-]*");

  private static final Pattern WITH_GAPS = Pattern.compile("\\{(branch|number|sha)}");

  private PullRequestYaml() {}

  static PullRequestRules read(Section root) {
    Section stage = root.section("stage");
    Duration life = Durations.read(stage, "ttl", DEFAULTS.stageLife());
    return new PullRequestRules(
        root.choice("comments", Comments.class, DEFAULTS.comments()),
        root.choice("drafts", Drafts.class, DEFAULTS.drafts()),
        root.choice("forks", Forks.class, DEFAULTS.forks()),
        branch(root, "baseline", root.textOrNull("baseline")),
        commands(root.section("commands").checked()),
        life,
        keepMost(stage, life),
        circleCi(root.section("circleci").checked()));
  }

  private static Duration keepMost(Section stage, Duration life) {
    Duration most = Durations.read(stage, "keep_max", DEFAULTS.keepMost());
    if (stage.has("keep_max") && most.compareTo(life) < 0) {
      throw stage.problem(
          "keep_max",
          "`keep_max` is less than the " + Durations.text(life) + " that a stage lives anyway");
    }
    return most.compareTo(life) < 0 ? life : most;
  }

  private static Map<String, CommandRule> commands(Section commands) {
    Map<String, CommandRule> rules = new LinkedHashMap<>(CommandRule.DEFAULTS);
    for (String name : commands.keys()) {
      Section command = commands.section(name).checked();
      List<String> teams = command.list("teams");
      for (String team : teams) {
        if (!TEAM.matcher(team).matches()) {
          throw command.problem(
              "teams", "a team is named organization/team, but this is `" + team + "`");
        }
      }
      Permission otherwise = rules.getOrDefault(name, CommandRule.UNKNOWN).permission();
      Permission permission = command.choice("permission", Permission.class, otherwise);
      rules.put(name, new CommandRule(permission, teams));
    }
    return rules;
  }

  private static CircleCiRules circleCi(Section circleCi) {
    return new CircleCiRules(
        circleCi.has("trigger") ? trigger(circleCi.section("trigger").checked()) : null,
        circleCi.has("generated_sql")
            ? generated(circleCi.section("generated_sql").checked())
            : null);
  }

  private static Trigger trigger(Section trigger) {
    String definition = trigger.textOrNull("definition");
    if (definition != null
        && !definition.matches("[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}")) {
      throw trigger.problem("definition", "`" + definition + "` is no pipeline definition's id");
    }
    return new Trigger(
        project(trigger),
        definition,
        branch(trigger, "branch", trigger.textOrNull("branch")),
        trigger.textOrNull("workflow"),
        Durations.read(trigger, "timeout", CircleCiRules.TIMEOUT));
  }

  private static GeneratedSql generated(Section generated) {
    return new GeneratedSql(
        project(generated),
        generated.text("workflow", "generate-sql"),
        source(generated),
        Durations.read(generated, "timeout", CircleCiRules.TIMEOUT));
  }

  private static Source source(Section generated) {
    String branch = generated.textOrNull("branch");
    String artifacts = generated.textOrNull("artifacts");
    if (branch != null && artifacts != null) {
      throw generated.problem("artifacts", "`branch` and `artifacts` exclude each other");
    }
    if (artifacts != null) {
      return new Source.Artifacts(generated.required("job"), artifacts);
    }
    if (generated.has("job")) {
      throw generated.problem("job", "`job` says whose `artifacts` are meant: name them too");
    }
    if (branch != null) {
      branch(generated, "branch", WITH_GAPS.matcher(branch).replaceAll("x"));
    }
    return new Source.Branch(branch == null ? "generated-sql" : branch);
  }

  private static String project(Section section) {
    String project = section.required("project");
    if (!PROJECT.matcher(project).matches()) {
      throw section.problem(
          "project", "a project is named as in gh/organization/repository, not `" + project + "`");
    }
    return project;
  }

  private static @Nullable String branch(Section section, String key, @Nullable String branch) {
    if (branch != null && !BRANCH.matcher(branch).matches()) {
      throw section.problem(key, "`" + branch + "` is no branch's name");
    }
    return branch;
  }
}
