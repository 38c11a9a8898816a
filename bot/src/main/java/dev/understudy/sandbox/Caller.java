package dev.understudy.sandbox;

import dev.understudy.forge.RepositoryName;
import java.time.Instant;
import java.util.Map;
import java.util.Set;

/** Who sends a request. */
sealed interface Caller {
  /** By which the rate limit is counted. */
  String key();

  /** The app itself, with a JSON web token. */
  record App(long id) implements Caller {
    @Override
    public String key() {
      return "app";
    }
  }

  /**
   * The app in one account, with an installation token.
   *
   * @param repositories that it was narrowed to; empty for all
   * @param permissions name to {@code read} or {@code write}
   */
  record Installed(
      long installation,
      String account,
      Set<RepositoryName> repositories,
      Map<String, String> permissions,
      Instant expiresAt)
      implements Caller {
    @Override
    public String key() {
      return "installation " + installation;
    }

    boolean mayRead(RepositoryName repository) {
      return repository.owner().equalsIgnoreCase(account)
          && (repositories.isEmpty()
              || repositories.stream()
                  .anyMatch(r -> r.toString().equalsIgnoreCase(repository.toString())));
    }

    boolean may(String permission, Need.Level level) {
      String granted = permissions.getOrDefault(permission, "");
      return granted.equals("write") || (level == Need.Level.READ && granted.equals("read"));
    }
  }

  /** A person, with a personal access token. */
  record Person(String login) implements Caller {
    @Override
    public String key() {
      return "user " + login;
    }
  }
}
