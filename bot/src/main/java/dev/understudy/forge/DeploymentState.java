package dev.understudy.forge;

/** What a deployment record says ("Deployment statuses", docs.github.com). */
public enum DeploymentState {
  IN_PROGRESS,
  SUCCESS,
  FAILURE,
  INACTIVE
}
