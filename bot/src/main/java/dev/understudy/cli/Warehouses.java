package dev.understudy.cli;

import dev.understudy.config.Settings;
import dev.understudy.endpoint.BigQueryEndpoint;
import dev.understudy.plan.StageLabels;
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
import java.util.Map;
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
    BigQueryEndpoint embedded = BotWarehouses.embedded(settings, sql, clock);
    URI endpoint = embedded == null ? settings.endpoint() : URI.create(embedded.url());
    return new Warehouses(embedded, client(endpoint, settings, clock, progress, location));
  }

  private static Warehouse client(
      @Nullable URI endpoint,
      Settings settings,
      InstantSource clock,
      Progress progress,
      String location) {
    Connection connection = new Connection(endpoint, settings.stageProject(), location);
    RateLimits limits = new RateLimits(Limits.PUBLISHED, clock, Sleeper.REAL, progress::waiting);
    Retry retry = Retry.standard(clock, Sleeper.REAL, new SecureRandom());
    return new BigQueryWarehouse(connection, limits, retry, () -> UUID.randomUUID().toString());
  }

  /**
   * Reaches for a warehouse that is elsewhere while the plan is still being made: the first call
   * pays for the connection and the credentials. What goes wrong here is told by the deploy itself.
   *
   * @throws dev.understudy.failure.Problem where it is here and its folder cannot be written
   */
  static void reachAhead(Settings settings, InstantSource clock) {
    if (settings.embedded()) {
      settings.writable(BotWarehouses.TABLES);
    } else {
      Thread.ofPlatform()
          .daemon()
          .name("reach-ahead")
          .start(
              () -> {
                try {
                  client(settings.endpoint(), settings, clock, Progress.NONE, "US")
                      .datasets(settings.stageProject(), Map.of(StageLabels.INSTALLATION, "none"));
                } catch (RuntimeException _) {
                  // the deploy meets it too, and says so
                }
              });
    }
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
