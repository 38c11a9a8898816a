package dev.understudy.store;

import dev.understudy.failure.Problem;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.Map;
import java.util.stream.Collectors;
import javax.sql.DataSource;

/**
 * Refuses an H2 that would lose what it committed. By default H2 writes half a second later, and
 * {@code kill -9} takes that half second away ("Durability Problems", h2database.com).
 */
final class Durability {
  private Durability() {}

  static void check(DataSource source) throws SQLException {
    try (Connection connection = source.getConnection()) {
      Map<String, String> settings =
          new Transaction(connection)
                  .list(
                      row -> Map.entry(row.getString(1), row.getString(2)),
                      "SELECT setting_name, setting_value FROM information_schema.settings"
                          + " WHERE setting_name IN ('WRITE_DELAY', 'MODE')")
                  .stream()
                  .collect(Collectors.toMap(Map.Entry::getKey, Map.Entry::getValue));
      require(settings, "WRITE_DELAY", "0");
      require(settings, "MODE", "PostgreSQL");
    }
  }

  private static void require(Map<String, String> settings, String name, String value) {
    if (!value.equals(settings.get(name))) {
      throw Problem.usage(
          DatabaseSettings.URL
              + " must not set "
              + name
              + " to anything but "
              + value
              + ": the database runs with "
              + settings.get(name));
    }
  }
}
