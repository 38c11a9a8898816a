package dev.understudy.forge.github;

import dev.understudy.failure.Problem;
import dev.understudy.failure.Secret;
import java.net.URI;
import java.time.Duration;

/**
 * Where GitHub is and who we are there. Every address that is ever called begins with {@code api}
 * and every address that is ever cloned with {@code web}.
 *
 * @param api the REST API's root; {@code https://HOST/api/v3} on GitHub Enterprise Server
 * @param web what {@code /owner/name.git} is appended to
 * @param writes how often we may write
 * @param timeout the longest that one request may take, from the connection to the last byte
 */
public record GitHubSettings(URI api, URI web, Login login, WriteLimits writes, Duration timeout) {
  /** The API of github.com. */
  public static final URI API = URI.create("https://api.github.com");

  /** Where github.com's repositories are cloned from. */
  public static final URI WEB = URI.create("https://github.com");

  private static final Duration TIMEOUT = Duration.ofSeconds(30);

  /**
   * Checks the addresses, {@code UNDERSTUDY_GITHUB_API_URL} and {@code UNDERSTUDY_GITHUB_URL}.
   *
   * @throws Problem where one is no {@code https://} address; on this machine {@code http://} will
   *     do, and repositories may be cloned from {@code file:}
   */
  public GitHubSettings {
    api = checked("UNDERSTUDY_GITHUB_API_URL", api, "https://github.example.com/api/v3");
    web =
        "file".equals(web.getScheme())
            ? web
            : checked("UNDERSTUDY_GITHUB_URL", web, "https://github.example.com");
    if (timeout.isNegative() || timeout.isZero()) {
      throw Problem.usage("GitHub's timeout must be longer than nothing");
    }
  }

  /** Who we are to GitHub. */
  public sealed interface Login {
    /**
     * A GitHub App.
     *
     * @param id its id or its client id
     * @param privateKey in PEM, as GitHub hands it out (PKCS#1) or converted (PKCS#8)
     */
    record App(String id, Secret privateKey) implements Login {
      public App {
        if (!id.matches("[A-Za-z0-9._-]{1,64}")) {
          throw Problem.usage(
              "UNDERSTUDY_GITHUB_APP_ID must be a number such as 12345, or the app's client id");
        }
      }
    }

    /** A person's token, for trying out: checks become commit statuses. */
    record Token(Secret token) implements Login {
      public Token {
        if (!token.reveal().matches("[\\x21-\\x7e]+")) {
          throw Problem.usage("UNDERSTUDY_GITHUB_TOKEN has characters that no token has");
        }
      }
    }
  }

  /** Somebody at github.com, within the published limits. */
  public static GitHubSettings of(Login login) {
    return new GitHubSettings(API, WEB, login, WriteLimits.PUBLISHED, TIMEOUT);
  }

  /** The same at another GitHub. */
  public GitHubSettings at(URI api, URI web) {
    return new GitHubSettings(api, web, login, writes, timeout);
  }

  /** The same with other limits. */
  public GitHubSettings within(WriteLimits writes) {
    return new GitHubSettings(api, web, login, writes, timeout);
  }

  /** The same with another timeout. */
  public GitHubSettings waiting(Duration timeout) {
    return new GitHubSettings(api, web, login, writes, timeout);
  }

  private static URI checked(String setting, URI uri, String example) {
    String scheme = uri.getScheme();
    String host = uri.getHost();
    boolean safe =
        "https".equals(scheme) || ("http".equals(scheme) && host != null && isLoopback(host));
    if (!safe || host == null || uri.getRawUserInfo() != null || uri.getRawQuery() != null) {
      throw Problem.usage(setting + " must be an address such as " + example);
    }
    return URI.create(uri.toString().replaceAll("/+$", ""));
  }

  private static boolean isLoopback(String host) {
    return host.equals("localhost") || host.equals("[::1]") || host.matches("127(\\.\\d{1,3}){3}");
  }
}
