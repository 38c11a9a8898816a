package dev.understudy.store;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.Comparator;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Stream;

/** Both databases, as users have them; PostgreSQL is started once and keeps what it promises. */
public enum Engine {
  H2 {
    @Override
    public DatabaseSettings fresh() {
      try {
        Path folder = Files.createTempDirectory("understudy-h2-");
        Runtime.getRuntime().addShutdownHook(new Thread(() -> delete(folder)));
        return DatabaseSettings.of(Map.of(), folder);
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
  },
  POSTGRESQL {
    @Override
    public DatabaseSettings fresh() {
      EmbeddedPostgres server = Server.STARTED;
      String name = "t" + UUID.randomUUID().toString().replace("-", "");
      try (Connection connection = server.getPostgresDatabase().getConnection();
          Statement statement = connection.createStatement()) {
        statement.execute("CREATE DATABASE " + name);
      } catch (SQLException e) {
        throw new IllegalStateException(e);
      }
      return new DatabaseSettings(
          server.getJdbcUrl("postgres", name).replaceAll("\\?.*", ""), "postgres", "postgres");
    }
  };

  /** A database that nobody used yet. */
  public abstract DatabaseSettings fresh();

  private static void delete(Path folder) {
    try (Stream<Path> paths = Files.walk(folder)) {
      paths.sorted(Comparator.reverseOrder()).map(Path::toFile).forEach(File::delete);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static final class Server {
    static final EmbeddedPostgres STARTED = start();

    private static EmbeddedPostgres start() {
      try {
        return EmbeddedPostgres.builder()
            .setServerConfig("fsync", "on")
            .setServerConfig("synchronous_commit", "on")
            .setServerConfig("full_page_writes", "on")
            .setServerConfig("max_connections", "200")
            .setPGStartupWait(Duration.ofSeconds(30))
            .start();
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
  }
}
