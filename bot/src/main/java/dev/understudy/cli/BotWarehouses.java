package dev.understudy.cli;

import dev.understudy.bot.Warehouses;
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

/** A server's warehouses: one endpoint for as long as it runs, a client for each stage. */
final class BotWarehouses implements Warehouses, AutoCloseable {
  /** The folder of the embedded BigQuery's tables, in the state folder. */
  static final String TABLES = "bigquery";

  private final Settings settings;
  private final GoogleSql sql;
  private final InstantSource clock;
  private final @Nullable BigQueryEndpoint embedded;

  BotWarehouses(Settings settings, GoogleSql sql, InstantSource clock) {
    this.settings = settings;
    this.sql = sql;
    this.clock = clock;
    this.embedded = embedded(settings, sql, clock);
  }

  /** The embedded BigQuery where the settings want it; the caller closes it. */
  static @Nullable BigQueryEndpoint embedded(
      Settings settings, GoogleSql sql, InstantSource clock) {
    return settings.embedded()
        ? BigQueryEndpoint.start(
            BigQueryEndpoint.Options.of(settings.writable(TABLES), clock), sql, sql)
        : null;
  }

  @Override
  public Warehouse stage(String location, Progress progress) {
    return client(
        embedded == null ? settings.endpoint() : URI.create(embedded.url()), location, progress);
  }

  @Override
  public Rehearsal rehearsal(String location) {
    BigQueryEndpoint own =
        BigQueryEndpoint.start(BigQueryEndpoint.Options.of(null, clock), sql, sql);
    Warehouse warehouse = client(URI.create(own.url()), location, Progress.NONE);
    return new Rehearsal() {
      @Override
      public Warehouse warehouse() {
        return warehouse;
      }

      @Override
      public void close() {
        own.close();
      }
    };
  }

  private Warehouse client(@Nullable URI endpoint, String location, Progress progress) {
    return new BigQueryWarehouse(
        new Connection(endpoint, settings.stageProject(), location),
        new RateLimits(Limits.PUBLISHED, clock, Sleeper.REAL, progress::waiting),
        Retry.standard(clock, Sleeper.REAL, new SecureRandom()),
        () -> UUID.randomUUID().toString());
  }

  @Override
  public void close() {
    if (embedded != null) {
      embedded.close();
    }
  }
}
