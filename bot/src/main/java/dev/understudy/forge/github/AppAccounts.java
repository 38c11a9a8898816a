package dev.understudy.forge.github;

import static org.kohsuke.github.GHPermissionType.READ;
import static org.kohsuke.github.GHPermissionType.WRITE;

import dev.understudy.failure.Problem;
import dev.understudy.failure.Secret;
import dev.understudy.forge.RepositoryName;
import java.io.IOException;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.kohsuke.github.GHApp;
import org.kohsuke.github.GHAppCreateTokenBuilder;
import org.kohsuke.github.GHAppInstallation;
import org.kohsuke.github.GHAppInstallationToken;
import org.kohsuke.github.GHPermissionType;
import org.kohsuke.github.GHRepository;
import org.kohsuke.github.GitHub;

/**
 * A GitHub App: for each repository and purpose a token of its own, which can do nothing else
 * anywhere else.
 *
 * @see <a
 *     href="https://docs.github.com/en/rest/apps/apps#create-an-installation-access-token-for-an-app">Create
 *     an installation access token</a>
 */
final class AppAccounts implements Accounts {
  static final Map<String, GHPermissionType> WORK =
      Map.of(
          "contents", READ,
          "pull_requests", WRITE,
          "issues", WRITE,
          "checks", WRITE,
          "deployments", WRITE);
  static final Map<String, GHPermissionType> CLONE = Map.of("contents", READ);
  static final Map<String, GHPermissionType> TEAMS = Map.of("members", READ);
  static final Map<String, GHPermissionType> LIST = Map.of("metadata", READ);
  private static final int PAGE = 100;

  private final Access app;
  private final Function<Credential, Access> opener;
  private final InstantSource clock;
  private final Map<String, Access> opened = new ConcurrentHashMap<>();
  private volatile @Nullable GHApp self;
  private volatile @Nullable Long userId;

  /** What a token is for. */
  private record Purpose(
      String owner,
      @Nullable String repository,
      Map<String, GHPermissionType> permissions,
      Finder finder) {
    String key() {
      return (owner + "/" + repository + permissions.keySet().stream().sorted().toList())
          .toLowerCase(Locale.ROOT);
    }

    String place() {
      return repository == null ? owner : owner + "/" + repository;
    }
  }

  @FunctionalInterface
  private interface Finder {
    GHAppInstallation in(GHApp app) throws IOException;
  }

  AppAccounts(Access app, Function<Credential, Access> opener, InstantSource clock) {
    this.app = app;
    this.opener = opener;
    this.clock = clock;
  }

  @Override
  public Access in(RepositoryName repository) {
    return open(purpose(repository, WORK));
  }

  @Override
  public Access inTeamsOf(String organization) {
    return open(
        new Purpose(
            organization, null, TEAMS, app -> app.getInstallationByOrganization(organization)));
  }

  @Override
  public Secret cloning(RepositoryName repository) {
    return open(purpose(repository, CLONE)).credential().token();
  }

  @Override
  public long userId(RepositoryName repository) {
    Long known = userId;
    if (known == null) {
      String login = self().getSlug() + "[bot]";
      known =
          Refusals.told(
              "read who it is itself",
              "Metadata: read",
              () -> in(repository).kohsuke().call(github -> github.getUser(login).getId()));
      userId = known;
    }
    return known;
  }

  /** The app's own id, which its checks carry. */
  long id() {
    return self().getId();
  }

  @Override
  public List<RepositoryName> repositories() {
    List<GHAppInstallation> installations =
        Refusals.told(
            "list its installations",
            "the app's own key",
            () -> app.kohsuke().call(_ -> self().listInstallations().withPageSize(PAGE).toList()));
    List<RepositoryName> names = new ArrayList<>();
    for (GHAppInstallation each : installations) {
      if (each.getSuspendedAt() == null) {
        names.addAll(repositories(each));
      }
    }
    return names;
  }

  private List<RepositoryName> repositories(GHAppInstallation installation) {
    String owner = installation.getAccount().getLogin();
    Purpose purpose = new Purpose(owner, null, LIST, _ -> installation);
    return Refusals.told(
        "list the repositories of " + owner,
        "Metadata: read",
        () ->
            open(purpose)
                .kohsuke()
                .call(
                    github -> {
                      List<RepositoryName> names = new ArrayList<>();
                      for (GHRepository each :
                          github.getInstallation().listRepositories().withPageSize(PAGE)) {
                        names.add(RepositoryName.of(each.getFullName()));
                      }
                      return names;
                    }));
  }

  private static Purpose purpose(
      RepositoryName repository, Map<String, GHPermissionType> permissions) {
    return new Purpose(
        repository.owner(),
        repository.name(),
        permissions,
        app -> app.getInstallationByRepository(repository.owner(), repository.name()));
  }

  private Access open(Purpose purpose) {
    return opened.computeIfAbsent(
        purpose.key(),
        _ ->
            opener.apply(
                new Credential.Installed(
                    new InstallationToken(() -> issue(purpose), clock),
                    purpose.owner().toLowerCase(Locale.ROOT))));
  }

  private GHApp self() {
    GHApp known = self;
    if (known == null) {
      known =
          Refusals.told(
              "read what it is itself",
              "the app's own key",
              () -> app.kohsuke().call(GitHub::getApp));
      self = known;
    }
    return known;
  }

  private InstallationToken.Issued issue(Purpose purpose) {
    GHAppInstallation installation = installation(purpose);
    try {
      return app.kohsuke()
          .call(
              _ -> {
                GHAppCreateTokenBuilder builder =
                    installation.createToken().permissions(granted(purpose, installation));
                if (purpose.repository() != null) {
                  builder.repositories(List.of(purpose.repository()));
                }
                GHAppInstallationToken token = builder.create();
                return new InstallationToken.Issued(
                    Secret.of(token.getToken()), token.getExpiresAt().toInstant());
              });
    } catch (Refused refused) {
      throw Problem.gone(
          "GitHub gives the app no token for "
              + purpose.place()
              + ": check that its installation there is not suspended and that its permissions are"
              + " accepted");
    }
  }

  private GHAppInstallation installation(Purpose purpose) {
    GHApp self = self();
    try {
      return app.kohsuke().call(_ -> purpose.finder().in(self));
    } catch (Refused refused) {
      throw Problem.gone(
          "the app is not installed on "
              + purpose.place()
              + ": install it there, with access to the repository");
    }
  }

  /** No more than was granted, so that one missing permission does not cost us the others. */
  private static Map<String, GHPermissionType> granted(
      Purpose purpose, GHAppInstallation installation) {
    Map<String, GHPermissionType> granted = new HashMap<>();
    purpose
        .permissions()
        .forEach(
            (name, wanted) ->
                Optional.ofNullable(installation.getPermissions().get(name))
                    .ifPresent(type -> granted.put(name, type == READ ? READ : wanted)));
    if (granted.isEmpty()) {
      throw Problem.usage(
          "the app may not do this on "
              + purpose.place()
              + ": grant "
              + Refusals.permissions(purpose.permissions()));
    }
    return granted;
  }
}
