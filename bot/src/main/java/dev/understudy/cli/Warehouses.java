package dev.understudy.cli;

import dev.understudy.config.Settings;
import dev.understudy.endpoint.BigQueryEndpoint;
import dev.understudy.report.Progress;
import dev.understudy.sql.googlesql.GoogleSql;
import dev.understudy.warehouse.Limits;
import dev.understudy.warehouse.RateLimits;
import dev.understudy.warehouse.Retry;
import dev.understudy.warehouse.Sleeper;
import dev.understudy.warehouse.Warehouse;
import dev.understudy.warehouse.bigquery.BigQueryWarehouse;
import dev.understudy.warehouse.bigquery.Connection;
import java.net.URI;
import java.security.SecureRandom;
import java.time.InstantSource;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** BigQuery as the settings name it: Google's, another endpoint, or the embedded one. */
final class Warehouses implements AutoCloseable {
  private final @Nullable BigQueryEndpoint embedded;
  private final Warehouse warehouse;

  private Warehouses(@Nullable BigQueryEndpoint embedded, Warehouse warehouse) {
    this.embedded = embedded;
    this.warehouse = warehouse;
  }

  static Warehouses open(
      Settings settings, GoogleSql sql, InstantSource clock, Progress progress, String location) {
    BigQueryEndpoint embedded =
        settings.embedded()
            ? BigQueryEndpoint.start(
                BigQueryEndpoint.Options.of(settings.stateFolder().resolve("bigquery"), clock),
                sql,
                sql)
            : null;
    URI endpoint = embedded == null ? settings.endpoint() : URI.create(embedded.url());
    Connection connection = new Connection(endpoint, settings.stageProject(), location);
    RateLimits limits = new RateLimits(Limits.PUBLISHED, clock, Sleeper.REAL, progress::waiting);
    Retry retry = Retry.standard(clock, Sleeper.REAL, new SecureRandom());
    return new Warehouses(
        embedded,
        new BigQueryWarehouse(connection, limits, retry, () -> UUID.randomUUID().toString()));
  }

  Warehouse warehouse() {
    return warehouse;
  }

  @Override
  public void close() {
    if (embedded != null) {
      embedded.close();
    }
  }
}
