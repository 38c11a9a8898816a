package dev.understudy.store;

import dev.understudy.forge.PullRequestId;
import dev.understudy.forge.RepositoryName;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/** Statements that are committed together. Durations are bound as milliseconds. */
final class Transaction {
  private final Connection connection;

  Transaction(Connection connection) {
    this.connection = connection;
  }

  /** Reads a value from a result's row. */
  interface Reader<T> {
    T read(ResultSet row) throws SQLException;
  }

  int update(String sql, @Nullable Object... values) throws SQLException {
    try (PreparedStatement statement = prepare(sql, values)) {
      return statement.executeUpdate();
    }
  }

  /** One statement with many sets of values, sent at once; returns how many rows they changed. */
  int updates(String sql, List<Object[]> values) throws SQLException {
    try (PreparedStatement statement = connection.prepareStatement(sql)) {
      for (Object[] set : values) {
        bind(statement, set);
        statement.addBatch();
      }
      return IntStream.of(statement.executeBatch()).sum();
    }
  }

  <T> List<T> list(Reader<T> reader, String sql, @Nullable Object... values) throws SQLException {
    try (PreparedStatement statement = prepare(sql, values);
        ResultSet rows = statement.executeQuery()) {
      List<T> list = new ArrayList<>();
      while (rows.next()) {
        list.add(reader.read(rows));
      }
      return list;
    }
  }

  <T> Optional<T> first(Reader<T> reader, String sql, @Nullable Object... values)
      throws SQLException {
    return list(reader, sql, values).stream().findFirst();
  }

  private PreparedStatement prepare(String sql, @Nullable Object... values) throws SQLException {
    PreparedStatement statement = connection.prepareStatement(sql);
    bind(statement, values);
    return statement;
  }

  private static void bind(PreparedStatement statement, @Nullable Object... values)
      throws SQLException {
    for (int i = 0; i < values.length; i++) {
      statement.setObject(i + 1, bound(values[i]));
    }
  }

  private static @Nullable Object bound(@Nullable Object value) {
    return switch (value) {
      case Duration duration -> duration.toMillis();
      case Instant instant -> instant.atOffset(ZoneOffset.UTC);
      case String text -> storable(text);
      case null -> null;
      default -> value;
    };
  }

  /** Without what PostgreSQL refuses in a text: half surrogates and NUL. */
  private static String storable(String text) {
    String whole = new String(text.getBytes(StandardCharsets.UTF_8), StandardCharsets.UTF_8);
    return whole.replace('\0', '\uFFFD');
  }

  static @Nullable Instant instantOrNull(ResultSet row, String column) throws SQLException {
    OffsetDateTime time = row.getObject(column, OffsetDateTime.class);
    return time == null ? null : time.toInstant();
  }

  static Instant instant(ResultSet row, String column) throws SQLException {
    return row.getObject(column, OffsetDateTime.class).toInstant();
  }

  static PullRequestId lane(ResultSet row) throws SQLException {
    return new PullRequestId(RepositoryName.of(row.getString("repository")), row.getInt("number"));
  }
}
