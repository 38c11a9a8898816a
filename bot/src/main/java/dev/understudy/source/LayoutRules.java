package dev.understudy.source;

import dev.understudy.artifact.Kind;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Where a repository keeps its artifacts.
 *
 * @param root the folder of the layout {@code bigquery-etl}: root/project/dataset/name/file
 * @param patterns other layouts, tried in order; none means the layout {@code bigquery-etl}
 */
public record LayoutRules(String root, List<Pattern> patterns) {
  /** The layout of bigquery-etl below {@code sql}. */
  public static final LayoutRules BIGQUERY_ETL = new LayoutRules("sql", List.of());

  public LayoutRules {
    patterns = List.copyOf(patterns);
  }

  /**
   * Where one kind of file lies.
   *
   * @param path with {@code {project}}, {@code {dataset}}, {@code {name}} and {@code *}
   * @param kind null where the statement tells
   * @param project where the path names none
   * @param dataset where the path names none
   * @param schema where the columns are declared, in the same words, or null
   */
  public record Pattern(
      String path,
      @Nullable Kind kind,
      @Nullable String project,
      @Nullable String dataset,
      @Nullable String schema) {}
}
