package dev.understudy.config;

import dev.understudy.failure.Problem;
import dev.understudy.plan.StageDataset.Access;
import dev.understudy.plan.StageNaming;
import dev.understudy.plan.StageRules;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Reads the section {@code stage}: what BigQuery would refuse later is refused here. */
final class StageYaml {
  /** "Creating and managing projects", cloud.google.com/resource-manager/docs. */
  static final Pattern PROJECT = Pattern.compile("([a-z0-9.-]+:)?[a-z][a-z0-9-]{3,28}[a-z0-9]");

  private static final Pattern LOCATION = Pattern.compile("[A-Za-z]{2,}(-[A-Za-z0-9]+)*");
  private static final Pattern BUCKET = Pattern.compile("[a-z0-9][a-z0-9._-]{1,220}[a-z0-9]");

  /** "Requirements for labels", cloud.google.com/bigquery/docs/labels-intro. */
  private static final Pattern LABEL =
      Pattern.compile("[\\p{Ll}\\p{Lo}][\\p{Ll}\\p{Lo}\\p{N}_-]{0,62}");

  private static final Pattern LABEL_VALUE = Pattern.compile("[\\p{Ll}\\p{Lo}\\p{N}_-]{1,63}");

  /** The basic roles of a dataset ("Dataset.access", BigQuery's REST reference). */
  private static final List<String> ROLES = List.of("READER", "WRITER", "OWNER");

  private static final Pattern ENTITY =
      Pattern.compile("(userByEmail|groupByEmail):[^\\s@]+@[^\\s@]+|(specialGroup|domain):\\S+");

  private final Section stage;
  private final StageRules defaults;

  private StageYaml(Section stage, StageRules defaults) {
    this.stage = stage;
    this.defaults = defaults;
  }

  static StageRules read(Section stage, StageRules defaults) {
    return new StageYaml(stage.checked(), defaults).rules();
  }

  private StageRules rules() {
    return new StageRules(
        matching("project", defaults.project(), PROJECT, "a project id"),
        matching(
            "location", defaults.location(), LOCATION, "a location such as US or europe-west1"),
        template("dataset", defaults.dataset()),
        template("name", defaults.name()),
        Durations.read(stage, "ttl", defaults.timeToLive()),
        labels(stage.section("labels")),
        stage.sections("access").stream().map(StageYaml::access).toList(),
        bucket(),
        stage.list("production_reads"));
  }

  private String matching(String key, String otherwise, Pattern pattern, String expected) {
    String text = stage.textOrNull(key);
    if (text != null && !pattern.matcher(text).matches()) {
      throw stage.problem(key, "expected " + expected + " but read `" + text + "`");
    }
    return text == null ? otherwise : text;
  }

  private String template(String key, String otherwise) {
    String template = stage.text(key, otherwise);
    try {
      StageNaming.check(key.equals("name"), template);
      return template;
    } catch (Problem problem) {
      throw stage.problem(key, String.valueOf(problem.getMessage()));
    }
  }

  private static Map<String, String> labels(Section labels) {
    Map<String, String> texts = labels.texts();
    texts.forEach(
        (key, value) -> {
          if (!LABEL.matcher(key).matches()) {
            throw labels.problem(
                key,
                "a label's key begins with a lower case letter and goes on with those, digits, `_`"
                    + " and `-`, up to 63 in all, but this is `"
                    + key
                    + "`");
          }
          if (!LABEL_VALUE.matcher(value).matches()) {
            throw labels.problem(
                key,
                "a label's value holds lower case letters, digits, `_` and `-`, up to 63 in all,"
                    + " but this is `"
                    + value
                    + "`");
          }
        });
    return texts;
  }

  private static Access access(Section entry) {
    Access access = new Access(entry.checked().required("role"), entry.required("entity"));
    if (!ROLES.contains(access.role())) {
      throw entry.problem(
          "role",
          "expected one of " + String.join(", ", ROLES) + " but read `" + access.role() + "`");
    }
    if (!ENTITY.matcher(access.entity()).matches()) {
      throw entry.problem(
          "entity",
          "expected userByEmail:…, groupByEmail:…, domain:… or specialGroup:… but read `"
              + access.entity()
              + "`");
    }
    return access;
  }

  private @Nullable String bucket() {
    String bucket = stage.textOrNull("library_bucket");
    if (bucket != null && !BUCKET.matcher(bucket).matches()) {
      throw stage.problem("library_bucket", "`" + bucket + "` is no bucket's name");
    }
    return bucket;
  }
}
