package dev.understudy.warehouse;

import dev.understudy.artifact.Identifier;
import dev.understudy.artifact.Schema;
import dev.understudy.plan.StageDataset;
import dev.understudy.plan.TableOptions;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What staging does to a warehouse. Every verb may be called twice with the same effect and is safe
 * for many threads. All throw {@link dev.understudy.failure.Problem} for what the user has to put
 * right and {@link dev.understudy.failure.Unavailable} for what may work later.
 */
public interface Warehouse {
  /** Makes a dataset, or adopts one whose labels name the same installation and suffix. */
  void createDataset(StageDataset dataset);

  /** The datasets of a project that carry all these labels; no labels: all datasets. */
  List<DatasetEntry> datasets(String project, Map<String, String> labels);

  /**
   * Lets a stage's dataset live longer: its label, its tables and views, and what is made in it
   * from now on. What lives longer already is left alone.
   *
   * @throws dev.understudy.failure.Problem where there is no such dataset or it carries no label of
   *     ours
   */
  void extend(String project, String dataset, Instant until);

  /** Deletes a dataset with all it holds; one that is gone already is fine. */
  void deleteDataset(String project, String dataset);

  /** Makes an empty table; one that exists with another schema or other options is replaced. */
  void createTable(Identifier table, Schema schema, TableOptions options);

  /**
   * The columns that a query would return.
   *
   * @param parameters the types of the query's named parameters
   * @param defaultDataset {@code project.dataset} for names without one, or null
   */
  Schema dryRun(String sql, Map<String, String> parameters, @Nullable String defaultDataset);

  /**
   * Runs one statement to its end.
   *
   * @param table the table or view that it makes, for the limits that hold for each; or null
   */
  void run(String sql, @Nullable Identifier table);

  /** Puts a file into a bucket, over one of the same name. */
  void upload(String bucket, String name, String content);

  /** The columns of a table or view; empty where it does not exist. */
  Optional<Schema> tableSchema(Identifier table);

  /** A dataset as a listing shows it. */
  record DatasetEntry(String project, String dataset, Map<String, String> labels) {
    public DatasetEntry {
      labels = Map.copyOf(labels);
    }
  }
}
