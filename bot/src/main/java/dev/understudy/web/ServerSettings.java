package dev.understudy.web;

import dev.understudy.failure.Problem;
import dev.understudy.failure.Secret;
import java.net.URI;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * How the server is reached, and by whom.
 *
 * @param host {@code UNDERSTUDY_HOST}: the address to listen on; this machine only where not set
 * @param port {@code UNDERSTUDY_PORT}: 8080 where not set; 0 takes a free one
 * @param githubSecret {@code UNDERSTUDY_GITHUB_WEBHOOK_SECRET}
 * @param ownAppId {@code UNDERSTUDY_GITHUB_APP_ID}: whose comments are no commands; 0 for none
 * @param circleSecret {@code UNDERSTUDY_CIRCLECI_WEBHOOK_SECRET}: null means no such webhook
 * @param pageSecret {@code UNDERSTUDY_PAGE_SECRET}: the pages' password
 * @param publicUrl {@code UNDERSTUDY_PUBLIC_URL}: what comments link to; null means no links
 */
public record ServerSettings(
    String host,
    int port,
    Secret githubSecret,
    long ownAppId,
    @Nullable Secret circleSecret,
    @Nullable Secret pageSecret,
    @Nullable URI publicUrl) {
  private static final int SHORTEST_PAGE_SECRET = 12;

  /** Whoever has one delivery can try out secrets for as long as they like. */
  private static final int SHORTEST_WEBHOOK_SECRET = 16;

  private static final List<String> LOOPBACK = List.of("127.0.0.1", "localhost", "::1", "[::1]");

  /**
   * The settings in an environment.
   *
   * @throws Problem where one is missing or wrong: it names the setting, and never a secret
   */
  public static ServerSettings of(Map<String, String> environment) {
    Secret github =
        secret(environment, "UNDERSTUDY_GITHUB_WEBHOOK_SECRET", SHORTEST_WEBHOOK_SECRET);
    if (github == null) {
      throw Problem.usage(
          "UNDERSTUDY_GITHUB_WEBHOOK_SECRET is not set: without it nobody can tell GitHub's"
              + " deliveries from forged ones");
    }
    return new ServerSettings(
        host(environment),
        (int) number(environment, "UNDERSTUDY_PORT", 8080, 65_535),
        github,
        number(environment, "UNDERSTUDY_GITHUB_APP_ID", 0, Long.MAX_VALUE),
        secret(environment, "UNDERSTUDY_CIRCLECI_WEBHOOK_SECRET", SHORTEST_WEBHOOK_SECRET),
        secret(environment, "UNDERSTUDY_PAGE_SECRET", SHORTEST_PAGE_SECRET),
        url(environment));
  }

  /** Every secret there is, for {@link Logs}. */
  public List<Secret> secrets() {
    return Stream.of(githubSecret, circleSecret, pageSecret).filter(Objects::nonNull).toList();
  }

  /**
   * Whether the pages are open to whoever reaches them: only this machine can, and no public
   * address says that somebody else is let through.
   */
  boolean open() {
    String name = publicUrl == null ? host : publicUrl.getHost();
    return pageSecret == null && LOOPBACK.contains(host) && LOOPBACK.contains(name);
  }

  private static @Nullable Secret secret(
      Map<String, String> environment, String name, int shortest) {
    String value = environment.getOrDefault(name, "").strip();
    if (!value.isEmpty() && value.length() < shortest) {
      throw Problem.usage(name + " is too short: it must have " + shortest + " characters or more");
    }
    return value.isEmpty() ? null : Secret.of(value);
  }

  private static String host(Map<String, String> environment) {
    String host = environment.getOrDefault("UNDERSTUDY_HOST", "").strip();
    if (!host.matches("[A-Za-z0-9.:-]*")) {
      throw Problem.usage("UNDERSTUDY_HOST `" + host + "` is no address such as 0.0.0.0");
    }
    return host.isEmpty() ? "127.0.0.1" : host;
  }

  private static long number(
      Map<String, String> environment, String name, long otherwise, long most) {
    String value = environment.getOrDefault(name, "").strip();
    if (value.isEmpty()) {
      return otherwise;
    }
    if (value.matches("[0-9]{1,18}") && Long.parseLong(value) <= most) {
      return Long.parseLong(value);
    }
    throw Problem.usage(
        name
            + " `"
            + value
            + "` must be a number"
            + (most == Long.MAX_VALUE ? "" : " from 0 to " + most));
  }

  private static @Nullable URI url(Map<String, String> environment) {
    String text = environment.getOrDefault("UNDERSTUDY_PUBLIC_URL", "").strip();
    if (text.isEmpty()) {
      return null;
    }
    try {
      URI uri = URI.create(text);
      boolean web = "https".equals(uri.getScheme()) || "http".equals(uri.getScheme());
      if (web && uri.getHost() != null && uri.getRawQuery() == null && uri.getUserInfo() == null) {
        return uri;
      }
    } catch (IllegalArgumentException _) {
      // the sentence below says what was expected
    }
    throw Problem.usage(
        "UNDERSTUDY_PUBLIC_URL `" + text + "` is no URL such as https://understudy.example.com");
  }
}
