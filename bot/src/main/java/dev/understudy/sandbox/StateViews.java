package dev.understudy.sandbox;

import com.fasterxml.jackson.databind.node.ObjectNode;

/** Deployments and commit statuses in the form in which GitHub's schema wants them. */
final class StateViews {
  private final Views views;

  StateViews(Views views) {
    this.views = views;
  }

  private String url(Repo repo, Deployment deployment) {
    return views.url(repo) + "/deployments/" + deployment.id();
  }

  ObjectNode deployment(Repo repo, Deployment deployment) {
    ObjectNode view =
        Json.object()
            .put("url", url(repo, deployment))
            .put("id", deployment.id())
            .put("node_id", Views.node("DE", deployment.id()))
            .put("sha", deployment.sha())
            .put("ref", deployment.ref())
            .put("task", deployment.task())
            .put("environment", deployment.environment())
            .put("original_environment", deployment.environment())
            .put("description", deployment.description())
            .put("created_at", Json.time(deployment.createdAt()))
            .put("updated_at", Json.time(deployment.createdAt()))
            .put("statuses_url", url(repo, deployment) + "/statuses")
            .put("repository_url", views.url(repo))
            .put("transient_environment", deployment.transientEnvironment())
            .put("production_environment", deployment.productionEnvironment());
    view.putObject("payload");
    view.set("creator", views.user(deployment.creator()));
    return view;
  }

  ObjectNode deploymentStatus(Repo repo, Deployment deployment, Deployment.Status status) {
    String log = status.logUrl() == null ? "" : status.logUrl();
    ObjectNode view =
        Json.object()
            .put("url", url(repo, deployment) + "/statuses/" + status.id())
            .put("id", status.id())
            .put("node_id", Views.node("DES", status.id()))
            .put("state", status.state())
            .put("description", status.description())
            .put("environment", deployment.environment())
            .put("target_url", log)
            .put("log_url", log)
            .put("environment_url", status.environmentUrl() == null ? "" : status.environmentUrl())
            .put("created_at", Json.time(status.createdAt()))
            .put("updated_at", Json.time(status.createdAt()))
            .put("deployment_url", url(repo, deployment))
            .put("repository_url", views.url(repo));
    view.set("creator", views.user(deployment.creator()));
    return view;
  }

  ObjectNode status(Repo repo, CommitStatus status) {
    ObjectNode view =
        Json.object()
            .put("url", views.url(repo) + "/statuses/" + status.sha())
            .put("avatar_url", views.base() + "/avatars/1")
            .put("id", status.id())
            .put("node_id", Views.node("SC", status.id()))
            .put("state", status.state())
            .put("description", status.description())
            .put("target_url", status.targetUrl())
            .put("context", status.context())
            .put("created_at", Json.time(status.createdAt()))
            .put("updated_at", Json.time(status.createdAt()));
    view.set("creator", views.user(status.creator()));
    return view;
  }
}
