package dev.understudy.bot;

import dev.understudy.artifact.Identifier;
import dev.understudy.artifact.Schema;
import dev.understudy.plan.StageDataset;
import dev.understudy.plan.TableOptions;
import dev.understudy.warehouse.Warehouse;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** A warehouse that is asked for an effect only while the turn still holds its lane. */
record Guarded(Warehouse warehouse, Runnable safePoint) implements Warehouse {
  @Override
  public void createDataset(StageDataset dataset) {
    safePoint.run();
    warehouse.createDataset(dataset);
  }

  @Override
  public List<DatasetEntry> datasets(String project, Map<String, String> labels) {
    return warehouse.datasets(project, labels);
  }

  @Override
  public void deleteDataset(String project, String dataset) {
    safePoint.run();
    warehouse.deleteDataset(project, dataset);
  }

  @Override
  public void createTable(Identifier table, Schema schema, TableOptions options) {
    safePoint.run();
    warehouse.createTable(table, schema, options);
  }

  @Override
  public Schema dryRun(String sql, Map<String, String> parameters, @Nullable String dataset) {
    return warehouse.dryRun(sql, parameters, dataset);
  }

  @Override
  public void run(String sql, @Nullable Identifier table) {
    safePoint.run();
    warehouse.run(sql, table);
  }

  @Override
  public void extend(String project, String dataset, Instant until) {
    safePoint.run();
    warehouse.extend(project, dataset, until);
  }

  @Override
  public void upload(String bucket, String name, String content) {
    safePoint.run();
    warehouse.upload(bucket, name, content);
  }

  @Override
  public Optional<Schema> tableSchema(Identifier table) {
    return warehouse.tableSchema(table);
  }
}
