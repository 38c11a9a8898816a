package dev.understudy.sandbox;

import dev.understudy.forge.Permission;
import dev.understudy.forge.RepositoryName;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import org.jspecify.annotations.Nullable;

/** Who a caller is, and whether he may. */
final class Gate {
  private final World world;

  Gate(World world) {
    this.world = world;
  }

  /** Reads the {@code Authorization} header. */
  Caller caller(@Nullable String authorization) {
    if (authorization == null) {
      throw new Refusal(401, "Requires authentication");
    }
    String token = authorization.replaceFirst("(?i)^(bearer|token) +", "");
    if (token.chars().filter(c -> c == '.').count() == 2) {
      WebTokens.check(token, world.clock.instant());
      return new Caller.App(World.APP);
    }
    return switch (world.tokens.get(token)) {
      case null -> throw new Refusal(401, "Bad credentials");
      case Caller.Installed installed when isOver(installed) ->
          throw new Refusal(401, "Bad credentials");
      case Caller caller -> caller;
    };
  }

  private boolean isOver(Caller.Installed caller) {
    World.Installation installation = world.installation(caller.account());
    return installation == null
        || installation.id() != caller.installation()
        || !world.clock.instant().isBefore(caller.expiresAt());
  }

  /** Refuses a caller who may not. */
  void check(Caller caller, Need need, Matcher path) {
    switch (need.who()) {
      case ANYBODY -> {}
      case APP -> {
        if (!(caller instanceof Caller.App)) {
          throw new Refusal(401, "A JSON web token could not be decoded");
        }
      }
      case INSTALLATION -> {
        if (!(caller instanceof Caller.Installed)) {
          throw new Refusal(
              403, "You must authenticate with an installation access token in order to do this.");
        }
      }
      case PERSON -> {
        if (!(caller instanceof Caller.Person)) {
          throw Refusal.forbidden();
        }
      }
      case PERMITTED -> permitted(caller, need, path);
    }
  }

  private void permitted(Caller caller, Need need, Matcher path) {
    switch (caller) {
      case Caller.App _ -> throw new Refusal(401, "Bad credentials");
      case Caller.Installed installed -> installed(installed, need, path);
      case Caller.Person(String login) -> person(login, need, path);
    }
  }

  private static void installed(Caller.Installed caller, Need need, Matcher path) {
    if (has(path, "owner") && !caller.mayRead(name(path))) {
      throw Refusal.notFound();
    }
    if (has(path, "org") && !path.group("org").equalsIgnoreCase(caller.account())) {
      throw Refusal.notFound();
    }
    if (need.permissions().stream().noneMatch(p -> caller.may(p, need.level()))) {
      throw Refusal.forbidden();
    }
  }

  private void person(String login, Need need, Matcher path) {
    if (!has(path, "owner")) {
      return;
    }
    Permission role = world.repo(name(path)).role(login);
    if (!role.includes(Permission.READ)) {
      throw Refusal.notFound();
    }
    if (need.level() == Need.Level.READ || need.permissions().contains("issues")) {
      return;
    }
    if (need.permissions().equals(List.of("checks"))) {
      throw new Refusal(403, "You must authenticate via a GitHub App.");
    }
    if (!role.includes(Permission.WRITE)) {
      throw new Refusal(403, "Resource not accessible by personal access token");
    }
  }

  private static boolean has(Matcher path, String group) {
    Map<String, Integer> groups = path.namedGroups();
    return groups.containsKey(group);
  }

  private static RepositoryName name(Matcher path) {
    return new RepositoryName(path.group("owner"), path.group("repo"));
  }
}
