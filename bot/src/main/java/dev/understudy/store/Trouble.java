package dev.understudy.store;

import dev.understudy.failure.Problem;
import dev.understudy.failure.Unavailable;
import java.sql.SQLException;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Whose trouble a database's refusal is, by its SQLSTATE ("Error Codes", postgresql.org and h2).
 */
final class Trouble {
  private static final String IN_USE = "90020";

  /** Deadlocks, serialization failures, and H2's lock time-out and concurrent update. */
  private static final Set<String> UNDONE = Set.of("40001", "40P01", "HYT00", "90131");

  /** Classes of mistakes in a statement or in its values: ours. */
  private static final Set<String> OURS = Set.of("07", "0A", "21", "22", "23", "42");

  private Trouble() {}

  /** Whether the same transaction may succeed when it is done again. */
  static boolean undone(SQLException e) {
    return UNDONE.contains(state(e));
  }

  static RuntimeException working(SQLException e) {
    String state = state(e);
    if (state.length() == 5 && OURS.contains(state.substring(0, 2))) {
      return new IllegalStateException("the database refused a statement: " + e.getMessage(), e);
    }
    return new Unavailable("the database cannot do it now: " + sentence(e), e);
  }

  static RuntimeException opening(Exception e) {
    if (e instanceof Problem || e instanceof Unavailable) {
      return (RuntimeException) e;
    }
    SQLException sql = cause(e);
    if (sql == null) {
      return new IllegalStateException("the database could not be opened: " + e.getMessage(), e);
    }
    String state = state(sql);
    if (state.startsWith("28")) {
      return Problem.usage(
          "the database refuses the user or the password of "
              + DatabaseSettings.USER
              + " and "
              + DatabaseSettings.PASSWORD);
    }
    if (state.equals(IN_USE)) {
      return Problem.usage(
          "another process has the database's file open: stop it, or give each node the same"
              + " PostgreSQL with "
              + DatabaseSettings.URL);
    }
    String message = "the database of " + DatabaseSettings.URL + " cannot be opened: ";
    return state.startsWith("08") || state.startsWith("57") || state.startsWith("53")
        ? new Unavailable(message + sentence(sql), e)
        : Problem.usage(message + sentence(sql));
  }

  private static @Nullable SQLException cause(Throwable e) {
    for (Throwable cause = e; cause != null; cause = cause.getCause()) {
      if (cause instanceof SQLException sql && !state(sql).isEmpty()) {
        return sql;
      }
    }
    return null;
  }

  private static String state(SQLException e) {
    return Objects.requireNonNullElse(e.getSQLState(), "");
  }

  /** The first line, without H2's statement and build number. */
  private static String sentence(SQLException e) {
    String message = Objects.requireNonNullElse(e.getMessage(), e.getClass().getSimpleName());
    return message
        .lines()
        .findFirst()
        .orElse("")
        .replaceAll("(; SQL statement:.*| \\[[\\d-]+])$", "");
  }
}
