package dev.understudy.cli;

import dev.understudy.artifact.Identifier;
import dev.understudy.artifact.Schema;
import dev.understudy.config.Settings;
import dev.understudy.report.Progress;
import dev.understudy.sql.googlesql.GoogleSql;
import java.util.Optional;
import java.util.function.Function;

/** The schemas of production's tables, where the settings say that they may be read. */
final class Production implements AutoCloseable {
  private final Optional<Warehouses> open;

  private Production(Optional<Warehouses> open) {
    this.open = open;
  }

  static Production of(Terminal terminal, GoogleSql sql) {
    Settings settings = terminal.settings();
    return new Production(
        settings.productionMetadata()
            ? Optional.of(Warehouses.open(settings, sql, terminal.clock(), Progress.NONE, "US"))
            : Optional.empty());
  }

  Function<Identifier, Optional<Schema>> schemas() {
    return id -> open.flatMap(warehouses -> warehouses.warehouse().tableSchema(id));
  }

  @Override
  public void close() {
    open.ifPresent(Warehouses::close);
  }
}
