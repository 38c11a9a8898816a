package dev.understudy.warehouse.bigquery;

import com.google.api.services.bigquery.Bigquery;
import com.google.api.services.bigquery.BigqueryRequest;
import com.google.api.services.bigquery.model.Dataset;
import com.google.api.services.bigquery.model.DatasetList;
import com.google.api.services.bigquery.model.DatasetReference;
import com.google.api.services.bigquery.model.GetQueryResultsResponse;
import com.google.api.services.bigquery.model.JobReference;
import com.google.api.services.bigquery.model.QueryParameter;
import com.google.api.services.bigquery.model.QueryParameterType;
import com.google.api.services.bigquery.model.QueryParameterValue;
import com.google.api.services.bigquery.model.QueryRequest;
import com.google.api.services.bigquery.model.QueryResponse;
import com.google.api.services.bigquery.model.Table;
import com.google.api.services.bigquery.model.TableList;
import com.google.api.services.bigquery.model.TableReference;
import dev.understudy.artifact.Identifier;
import dev.understudy.artifact.Schema;
import dev.understudy.failure.Problem;
import dev.understudy.plan.StageDataset;
import dev.understudy.plan.StageLabels;
import dev.understudy.plan.TableOptions;
import dev.understudy.warehouse.RateLimits;
import dev.understudy.warehouse.Retry;
import dev.understudy.warehouse.Warehouse;
import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * BigQuery over HTTP, Google's or the embedded endpoint. It uses the client's REST layer because
 * that sends one call for one verb and lets a statement keep its request id over retries.
 */
public final class BigQueryWarehouse implements Warehouse {
  private static final long QUERY_MILLIS = 60_000;

  private final Connection connection;
  private final Bigquery client;
  private final RateLimits limits;
  private final Retry retry;
  private final Supplier<String> requestIds;

  /**
   * A warehouse behind a connection.
   *
   * @param requestIds a new unique text for each statement; its retries share it
   */
  public BigQueryWarehouse(
      Connection connection, RateLimits limits, Retry retry, Supplier<String> requestIds) {
    this.connection = connection;
    this.client = connection.client();
    this.limits = limits;
    this.retry = retry;
    this.requestIds = requestIds;
  }

  @Override
  public void createDataset(StageDataset wanted) {
    String name = wanted.project() + "." + wanted.dataset();
    limits.datasetUpdate(name);
    Dataset body = Datasets.dataset(wanted);
    if (insert("datasets.insert", () -> client.datasets().insert(wanted.project(), body))) {
      return;
    }
    Dataset found =
        call("datasets.get", () -> client.datasets().get(wanted.project(), wanted.dataset()));
    Map<String, String> labels = Objects.requireNonNullElse(found.getLabels(), Map.of());
    if (!sameStage(labels, wanted.labels())) {
      throw Problem.usage(
          "dataset " + name + " exists already and its labels do not name this stage");
    }
    if (!labels.equals(wanted.labels())) {
      limits.datasetUpdate(name);
      found.setLabels(wanted.labels());
      found.setDefaultTableExpirationMs(wanted.tableExpiration().toMillis());
      call(
          "datasets.update",
          () -> client.datasets().update(wanted.project(), wanted.dataset(), found));
    }
  }

  private static boolean sameStage(Map<String, String> found, Map<String, String> wanted) {
    return found.containsKey(StageLabels.INSTALLATION)
        && Stream.of(StageLabels.INSTALLATION, StageLabels.REPOSITORY, StageLabels.SUFFIX)
            .allMatch(label -> Objects.equals(found.get(label), wanted.get(label)));
  }

  @Override
  public List<DatasetEntry> datasets(String project, Map<String, String> labels) {
    String filter =
        new TreeMap<>(labels)
            .entrySet().stream()
                .map(label -> "labels." + label.getKey() + ":" + label.getValue())
                .collect(Collectors.joining(" "));
    List<DatasetEntry> found = new ArrayList<>();
    String token = null;
    do {
      DatasetList page = page(project, filter.isEmpty() ? null : filter, token);
      for (var entry : Objects.requireNonNullElse(page.getDatasets(), NO_DATASETS)) {
        DatasetReference reference = entry.getDatasetReference();
        found.add(
            new DatasetEntry(
                project,
                reference.getDatasetId(),
                Objects.requireNonNullElse(entry.getLabels(), Map.of())));
      }
      token = page.getNextPageToken();
    } while (token != null);
    return List.copyOf(found);
  }

  private static final List<DatasetList.Datasets> NO_DATASETS = List.of();

  private DatasetList page(String project, @Nullable String filter, @Nullable String token) {
    return call(
        "datasets.list",
        () ->
            client
                .datasets()
                .list(project)
                .setMaxResults(1000L)
                .setFilter(filter)
                .setPageToken(token));
  }

  @Override
  public void extend(String project, String dataset, Instant until) {
    Dataset found =
        attempt("datasets.get", 404, () -> client.datasets().get(project, dataset))
            .orElseThrow(
                () -> Problem.of("the stage's dataset " + project + "." + dataset + " is gone"));
    Map<String, String> labels = Objects.requireNonNullElse(found.getLabels(), Map.of());
    if (!labels.containsKey(StageLabels.INSTALLATION)) {
      throw Problem.usage(
          "dataset " + project + "." + dataset + " is no stage: it has no label of ours");
    }
    boolean later = StageLabels.expiresOn(labels).map(until::isAfter).orElse(true);
    if (later) {
      // The label comes first: a sweep between the two must not find an expired stage.
      Dataset patch = Datasets.extended(found, until, retry.clock().instant());
      limits.datasetUpdate(project + "." + dataset);
      call("datasets.patch", () -> client.datasets().patch(project, dataset, patch));
    }
    String token = null;
    do {
      TableList page = tables(project, dataset, token);
      for (TableList.Tables table : Objects.requireNonNullElse(page.getTables(), NO_TABLES)) {
        Long end = table.getExpirationTime();
        if (end != null && end < until.toEpochMilli()) {
          extend(table.getTableReference(), until);
        }
      }
      token = page.getNextPageToken();
    } while (token != null);
  }

  private static final List<TableList.Tables> NO_TABLES = List.of();

  private TableList tables(String project, String dataset, @Nullable String token) {
    return call(
        "tables.list",
        () -> client.tables().list(project, dataset).setMaxResults(1000L).setPageToken(token));
  }

  /** A table that is gone meanwhile needs no more time. */
  private void extend(TableReference table, Instant until) {
    String project = table.getProjectId();
    String dataset = table.getDatasetId();
    limits.tableUpdate(project + "." + dataset + "." + table.getTableId());
    Table patch = new Table().setExpirationTime(until.toEpochMilli());
    attempt(
        "tables.patch",
        404,
        () -> client.tables().patch(project, dataset, table.getTableId(), patch));
  }

  @Override
  public void deleteDataset(String project, String dataset) {
    limits.datasetUpdate(project + "." + dataset);
    attempt(
        "datasets.delete",
        404,
        () -> client.datasets().delete(project, dataset).setDeleteContents(true));
  }

  @Override
  public void createTable(Identifier id, Schema schema, TableOptions options) {
    limits.tableUpdate(id.toString());
    Table wanted = Tables.table(id, schema, options);
    if (insert("tables.insert", () -> client.tables().insert(id.project(), id.dataset(), wanted))) {
      return;
    }
    Table found =
        call("tables.get", () -> client.tables().get(id.project(), id.dataset(), id.name()));
    boolean table = found.getType() == null || found.getType().equals("TABLE");
    if (table
        && Tables.schema(found.getSchema()).equals(schema)
        && Tables.options(found).equals(options)) {
      return;
    }
    // A stage's table holds no rows; made anew it may have other columns and expires later.
    limits.tableUpdate(id.toString());
    attempt(
        "tables.delete", 404, () -> client.tables().delete(id.project(), id.dataset(), id.name()));
    limits.tableUpdate(id.toString());
    insert("tables.insert", () -> client.tables().insert(id.project(), id.dataset(), wanted));
  }

  @Override
  public Schema dryRun(
      String sql, Map<String, String> parameters, @Nullable String defaultDataset) {
    QueryRequest request = request(sql).setDryRun(true);
    if (!parameters.isEmpty()) {
      request.setParameterMode("NAMED").setQueryParameters(parameters(parameters));
    }
    if (defaultDataset != null) {
      int dot = defaultDataset.lastIndexOf('.');
      request.setDefaultDataset(
          new DatasetReference()
              .setProjectId(defaultDataset.substring(0, dot))
              .setDatasetId(defaultDataset.substring(dot + 1)));
    }
    return Tables.schema(query(request).getSchema());
  }

  private static List<QueryParameter> parameters(Map<String, String> types) {
    return new TreeMap<>(types)
        .entrySet().stream()
            .map(
                parameter ->
                    new QueryParameter()
                        .setName(parameter.getKey())
                        .setParameterType(new QueryParameterType().setType(parameter.getValue()))
                        .setParameterValue(new QueryParameterValue()))
            .toList();
  }

  @Override
  public void run(String sql, @Nullable Identifier table) {
    if (table != null) {
      limits.tableUpdate(table.toString());
    }
    QueryResponse response = query(request(sql).setRequestId(requestIds.get()));
    if (!Boolean.FALSE.equals(response.getJobComplete())) {
      return;
    }
    JobReference job = response.getJobReference();
    GetQueryResultsResponse state;
    do {
      state =
          call(
              "jobs.getQueryResults",
              () ->
                  client
                      .jobs()
                      .getQueryResults(job.getProjectId(), job.getJobId())
                      .setLocation(job.getLocation())
                      .setMaxResults(0L)
                      .setTimeoutMs(QUERY_MILLIS));
    } while (Boolean.FALSE.equals(state.getJobComplete()));
  }

  private QueryRequest request(String sql) {
    return new QueryRequest()
        .setQuery(sql)
        .setUseLegacySql(false)
        .setLocation(connection.location())
        .setTimeoutMs(QUERY_MILLIS);
  }

  private QueryResponse query(QueryRequest request) {
    return call("jobs.query", () -> client.jobs().query(connection.project(), request));
  }

  @Override
  public void upload(String bucket, String name, String content) {
    retry.call(
        () -> {
          limits.method("objects.insert");
          try {
            connection.upload(bucket, name, content);
            return name;
          } catch (IOException e) {
            throw connection.failure(e);
          }
        });
  }

  @Override
  public Optional<Schema> tableSchema(Identifier id) {
    return attempt(
            "tables.get", 404, () -> client.tables().get(id.project(), id.dataset(), id.name()))
        .map(table -> Tables.schema(table.getSchema()));
  }

  private <T> boolean insert(String method, Request<T> request) {
    return attempt(method, 409, request).isPresent();
  }

  private <T> T call(String method, Request<T> request) {
    return attempt(method, 0, request).orElseThrow();
  }

  /** What the call returns; empty where BigQuery answers with the status that is expected. */
  private <T> Optional<T> attempt(String method, int expected, Request<T> request) {
    return retry.call(
        () -> {
          limits.method(method);
          try {
            T answer = request.make().execute();
            connection.answered();
            return Optional.ofNullable(answer);
          } catch (IOException e) {
            if (Failures.is(e, expected)) {
              return Optional.empty();
            }
            throw connection.failure(e);
          }
        });
  }

  @FunctionalInterface
  private interface Request<T> {
    BigqueryRequest<T> make() throws IOException;
  }
}
