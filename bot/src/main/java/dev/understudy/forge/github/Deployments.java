package dev.understudy.forge.github;

import dev.understudy.forge.DeploymentState;
import dev.understudy.forge.RepositoryName;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.kohsuke.github.GHDeployment;
import org.kohsuke.github.GHUser;

/**
 * Deployment records. The library writes the state {@code in_progress} with a hyphen, which GitHub
 * refuses, and cannot delete a record; those two are asked without it.
 *
 * @see <a href="https://docs.github.com/en/rest/deployments/deployments">Deployments</a>
 */
final class Deployments {
  private static final String ENVIRONMENT = "bigquery-stage";
  private static final String NEEDS = "Deployments: write";
  private static final int DESCRIPTION = 140;
  private static final int PAGE = 100;

  private final Accounts accounts;

  Deployments(Accounts accounts) {
    this.accounts = accounts;
  }

  List<Long> own(RepositoryName repository, String task) {
    long us = accounts.userId(repository);
    Kohsuke kohsuke = accounts.in(repository).kohsuke();
    return Refusals.told(
        "list the deployments of " + repository,
        NEEDS,
        () ->
            kohsuke.call(
                _ -> {
                  List<Long> ids = new ArrayList<>();
                  for (GHDeployment each :
                      kohsuke
                          .repository(repository)
                          .listDeployments(null, null, task, ENVIRONMENT)
                          .withPageSize(PAGE)) {
                    GHUser creator = each.getCreator();
                    if (creator != null && creator.getId() == us) {
                      ids.add(each.getId());
                    }
                  }
                  return ids;
                }));
  }

  long create(RepositoryName repository, String sha, String task, String description) {
    Kohsuke kohsuke = accounts.in(repository).kohsuke();
    return Refusals.told(
        "record a deployment in " + repository,
        NEEDS,
        () ->
            kohsuke.call(
                _ ->
                    kohsuke
                        .repository(repository)
                        .createDeployment(sha)
                        .task(task)
                        .environment(ENVIRONMENT)
                        .description(Checks.cut(description, DESCRIPTION))
                        .autoMerge(false)
                        .requiredContexts(List.of())
                        .create()
                        .getId()));
  }

  void status(
      RepositoryName repository,
      long deployment,
      DeploymentState state,
      @Nullable String environmentUrl,
      @Nullable String logUrl) {
    Map<String, Object> body = new HashMap<>();
    body.put("state", state.name().toLowerCase(Locale.ROOT));
    body.put("auto_inactive", false);
    if (environmentUrl != null) {
      body.put("environment_url", environmentUrl);
    }
    if (logUrl != null) {
      body.put("log_url", logUrl);
    }
    Refusals.told(
        "say how deployment " + deployment + " in " + repository + " stands",
        NEEDS,
        () ->
            accounts.in(repository).rest().post(path(repository, deployment) + "/statuses", body));
  }

  /** GitHub deletes only what is inactive; what is gone need not be deleted. */
  void delete(RepositoryName repository, long deployment) {
    GitHubRest rest = accounts.in(repository).rest();
    Map<String, Object> inactive = Map.of("state", "inactive", "auto_inactive", false);
    Refusals.told(
        "delete deployment " + deployment + " in " + repository,
        NEEDS,
        () -> {
          try {
            rest.post(path(repository, deployment) + "/statuses", inactive);
            rest.delete(path(repository, deployment));
          } catch (Refused refused) {
            if (!refused.isGone()) {
              throw refused;
            }
          }
          return deployment;
        });
  }

  private static String path(RepositoryName repository, long deployment) {
    return "/repos/" + repository + "/deployments/" + deployment;
  }
}
