package dev.understudy.store;

import dev.understudy.failure.Problem;
import dev.understudy.failure.Secret;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * Which database to use.
 *
 * @param url {@code UNDERSTUDY_DATABASE_URL}: {@code jdbc:postgresql://…}, or {@code jdbc:h2:…}
 * @param user {@code UNDERSTUDY_DATABASE_USER}
 * @param password {@code UNDERSTUDY_DATABASE_PASSWORD}
 */
public record DatabaseSettings(String url, String user, String password) {
  /** The setting that names the database. */
  public static final String URL = "UNDERSTUDY_DATABASE_URL";

  /** The setting that names the database's user. */
  public static final String USER = "UNDERSTUDY_DATABASE_USER";

  /** The setting that holds that user's password. */
  public static final String PASSWORD = "UNDERSTUDY_DATABASE_PASSWORD";

  private static final Pattern PASSWORD_IN_URL =
      Pattern.compile("[?&;]password=([^&;]*)", Pattern.CASE_INSENSITIVE);

  public DatabaseSettings {
    if (!url.startsWith("jdbc:h2:") && !url.startsWith("jdbc:postgresql:")) {
      throw Problem.usage(
          URL + " must begin with jdbc:postgresql: or jdbc:h2:, or be left out for a local file");
    }
  }

  /**
   * The database that an environment names, or else a file in a folder.
   *
   * @param stateFolder where this machine keeps its files
   */
  public static DatabaseSettings of(Map<String, String> environment, Path stateFolder) {
    String url = environment.getOrDefault(URL, "");
    return new DatabaseSettings(
        url.isEmpty() ? file(stateFolder.resolve("database").resolve("understudy")) : url,
        environment.getOrDefault(USER, ""),
        environment.getOrDefault(PASSWORD, ""));
  }

  /** {@code retry:} because an interrupted thread would close the file under every other one. */
  private static String file(Path path) {
    return "jdbc:h2:retry:" + path.toAbsolutePath();
  }

  /** What no log may show: the password, wherever it stands. */
  public List<Secret> secrets() {
    return Stream.concat(
            Stream.of(password),
            PASSWORD_IN_URL.matcher(url).results().map(found -> found.group(1)))
        .filter(text -> !text.isEmpty())
        .map(Secret::of)
        .toList();
  }

  boolean h2() {
    return url.startsWith("jdbc:h2:");
  }

  /**
   * The URL with what H2 needs: commits that survive {@code kill -9} ({@code WRITE_DELAY}), the
   * dialect of the statements, and a file that stays open until it is closed.
   */
  String completeUrl() {
    if (!h2()) {
      return url;
    }
    StringBuilder complete = new StringBuilder(url);
    for (String option :
        new String[] {
          "WRITE_DELAY=0",
          "MODE=PostgreSQL",
          "DATABASE_TO_LOWER=TRUE",
          "DEFAULT_NULL_ORDERING=HIGH",
          "DB_CLOSE_ON_EXIT=FALSE",
          "LOCK_TIMEOUT=10000"
        }) {
      String name = option.substring(0, option.indexOf('=') + 1);
      if (!url.toUpperCase(Locale.ROOT).contains(";" + name)) {
        complete.append(';').append(option);
      }
    }
    return complete.toString();
  }

  /** Without what is secret: the URL may hold a password too. */
  @Override
  public String toString() {
    return h2() ? "H2" : "PostgreSQL";
  }
}
