package dev.understudy.plan;

import dev.understudy.artifact.Identifier;
import dev.understudy.artifact.Node;
import dev.understudy.failure.Problem;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What artifacts are called on the stage.
 *
 * <p>Lengths: <a href="https://cloud.google.com/bigquery/docs/datasets#dataset-naming">dataset
 * naming</a>, <a href="https://cloud.google.com/bigquery/docs/tables#table_naming">table
 * naming</a>; routine names have up to 256 characters.
 *
 * @param project the stage project
 * @param dataset template of {@code {dataset}}, {@code {project}} and {@code {suffix}}
 * @param name template of {@code {name}} and the same words
 * @param suffix letters, digits and underscores
 */
public record StageNaming(String project, String dataset, String name, String suffix) {
  /** One dataset for each source dataset. */
  public static final String DATASET = "{dataset}_{project}_{suffix}";

  /** The artifact's own name. */
  public static final String NAME = "{name}";

  private static final Pattern WORD = Pattern.compile("\\{([^}]*)}");
  private static final Set<String> DATASET_WORDS = Set.of("dataset", "project", "suffix");
  private static final Set<String> NAME_WORDS = Set.of("dataset", "project", "suffix", "name");

  public StageNaming {
    if (!suffix.matches("[A-Za-z0-9_]+")) {
      throw Problem.usage(
          "the dataset suffix `"
              + suffix
              + "` may hold letters, digits and underscores only: BigQuery allows nothing else in a"
              + " dataset's name");
    }
    check(false, dataset);
    check(true, name);
  }

  /**
   * Checks a template, where a configuration brings it.
   *
   * @param ofNames whether it is that of the artifacts' names, not that of their datasets'
   * @throws Problem where it does not make a name of its own for each artifact or each stage
   */
  public static void check(boolean ofNames, String template) {
    if (ofNames) {
      check("stage.name", template, NAME_WORDS);
      if (!template.endsWith("{name}")) {
        throw Problem.usage(
            "stage.name `" + template + "` must end with {name}: wildcard tables match by prefix");
      }
    } else {
      check("stage.dataset", template, DATASET_WORDS);
      if (!template.contains("{suffix}")) {
        throw Problem.usage("stage.dataset `" + template + "` must hold {suffix}");
      }
    }
  }

  /**
   * The stage's name of an artifact.
   *
   * @throws Problem where the name gets longer than BigQuery allows
   */
  public Identifier stageOf(Node node) {
    Identifier id = node.id();
    String to = name.equals(NAME) ? id.name() : fill(name, id).replace("{name}", id.name());
    int most = node.routine() ? 256 : 1024;
    if (to.getBytes(StandardCharsets.UTF_8).length > most) {
      throw Problem.of(
          id + " would be called `" + shown(to) + "` on the stage, longer than " + most + " bytes");
    }
    return new Identifier(project, datasetOf(id.project(), id.dataset()), to);
  }

  /**
   * The stage dataset of a source dataset.
   *
   * @throws Problem where the name gets longer than BigQuery allows
   */
  public String datasetOf(String sourceProject, String sourceDataset) {
    String to = fill(dataset, new Identifier(sourceProject, sourceDataset, "x"));
    if (to.length() > 1024) {
      throw Problem.of(
          sourceProject
              + "."
              + sourceDataset
              + " would be called `"
              + shown(to)
              + "` on the stage, longer than 1024 characters");
    }
    return to;
  }

  private static String shown(String name) {
    return name.length() <= 80 ? name : name.substring(0, 80) + "…";
  }

  private String fill(String template, Identifier id) {
    Map<String, String> words =
        Map.of(
            "dataset",
            plain(id.dataset()),
            "project",
            plain(id.project()),
            "suffix",
            suffix,
            "name",
            "{name}");
    Matcher matcher = WORD.matcher(template);
    return matcher.replaceAll(
        m -> Matcher.quoteReplacement(words.getOrDefault(m.group(1), m.group())));
  }

  private static String plain(String part) {
    return part.replaceAll("[^A-Za-z0-9_]", "_");
  }

  private static void check(String setting, String template, Set<String> words) {
    Matcher matcher = WORD.matcher(template);
    while (matcher.find()) {
      if (!words.contains(matcher.group(1))) {
        throw Problem.usage(
            setting
                + " `"
                + template
                + "` names "
                + matcher.group()
                + "; it may use "
                + words.stream().sorted().map(w -> "{" + w + "}").toList());
      }
    }
    String rest = WORD.matcher(template).replaceAll("");
    if (!rest.matches("[A-Za-z0-9_]*")) {
      throw Problem.usage(
          setting + " `" + template + "` may hold letters, digits, underscores and {words} only");
    }
  }
}
