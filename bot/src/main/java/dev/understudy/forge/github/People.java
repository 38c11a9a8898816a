package dev.understudy.forge.github;

import com.fasterxml.jackson.databind.JsonNode;
import dev.understudy.failure.Problem;
import dev.understudy.forge.Permission;
import dev.understudy.forge.RepositoryName;
import java.util.Locale;
import java.util.Optional;

/**
 * What people may do. Asked without the library, which knows neither {@code triage} nor {@code
 * maintain}, and reads a whole team to say whether one person is in it.
 *
 * @see <a
 *     href="https://docs.github.com/en/rest/collaborators/collaborators#get-repository-permissions-for-a-user">Get
 *     repository permissions for a user</a>
 * @see <a href="https://docs.github.com/en/rest/teams/members#get-team-membership-for-a-user">Get
 *     team membership for a user</a>
 */
final class People {
  private final Accounts accounts;

  People(Accounts accounts) {
    this.accounts = accounts;
  }

  Permission permission(RepositoryName repository, String login) {
    String path =
        "/repos/" + repository + "/collaborators/" + GitHubRest.part(login) + "/permission";
    return Refusals.told(
        "read what " + login + " may do in " + repository,
        "Metadata: read",
        () -> {
          Optional<JsonNode> answer = ifThere(accounts.in(repository).rest(), path);
          return answer.map(People::permission).orElse(Permission.NONE);
        });
  }

  /** A role of an organization's own making counts as the one it was made from. */
  private static Permission permission(JsonNode answer) {
    String legacy = GitHubRest.text(answer, "/permission");
    return role(answer.path("role_name").asText(legacy))
        .or(() -> role(legacy))
        .orElse(Permission.NONE);
  }

  private static Optional<Permission> role(String name) {
    return switch (name.toLowerCase(Locale.ROOT)) {
      case "admin" -> Optional.of(Permission.ADMIN);
      case "maintain" -> Optional.of(Permission.MAINTAIN);
      case "write", "push" -> Optional.of(Permission.WRITE);
      case "triage" -> Optional.of(Permission.TRIAGE);
      case "read", "pull" -> Optional.of(Permission.READ);
      case "none" -> Optional.of(Permission.NONE);
      default -> Optional.empty();
    };
  }

  boolean isIn(String team, String login) {
    int slash = team.indexOf('/');
    if (slash < 1 || slash == team.length() - 1) {
      throw Problem.usage("a team is named `organization/team`, not `" + team + "`");
    }
    String organization = team.substring(0, slash);
    String path =
        "/orgs/"
            + GitHubRest.part(organization)
            + "/teams/"
            + GitHubRest.part(team.substring(slash + 1))
            + "/memberships/"
            + GitHubRest.part(login);
    return Refusals.told(
        "read who is in the team " + team,
        "Members: read",
        () ->
            ifThere(accounts.inTeamsOf(organization).rest(), path)
                .map(answer -> answer.path("state").asText("").equals("active"))
                .orElse(false));
  }

  private static Optional<JsonNode> ifThere(GitHubRest rest, String path) {
    try {
      return Optional.of(rest.get(path));
    } catch (Refused refused) {
      if (refused.isGone()) {
        return Optional.empty();
      }
      throw refused;
    }
  }
}
