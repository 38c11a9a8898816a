package dev.understudy.forge;

import dev.understudy.failure.Problem;
import dev.understudy.failure.Unavailable;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What the bot reads from and writes to the place where pull requests live. Every method may throw
 * {@link Unavailable} where the forge cannot answer now, with the time to wait where the forge
 * named one, and {@link Problem} where it refuses (missing installation, permission, thing). No
 * method waits for a rate limit, and none repeats a write on its own.
 */
public interface Forge {
  /** A pull request as it stands now. */
  PullRequest pullRequest(PullRequestId id);

  /** The repositories that this installation may see. */
  List<RepositoryName> repositories();

  /** The open pull requests of a repository. */
  List<PullRequest> openPullRequests(RepositoryName repository);

  /** What a person may do, asked now; {@link Permission#NONE} for a stranger. */
  Permission permission(RepositoryName repository, String login);

  /**
   * Whether a person is an active member of a team.
   *
   * @param team {@code organization/team-slug}
   */
  boolean inTeam(String team, String login);

  /** The comments of a pull request that this installation wrote, oldest first. */
  List<OwnComment> ownComments(PullRequestId id);

  /** Adds a comment and returns its id. */
  long createComment(PullRequestId id, String body);

  /** Replaces a comment's text; false where the comment is gone. */
  boolean editComment(RepositoryName repository, long comment, String body);

  /** Adds a reaction to a comment; nothing where it is there, or the comment is gone. */
  void react(RepositoryName repository, long comment, Reaction reaction);

  /** Takes our reaction back; nothing where it is not there. */
  void unreact(RepositoryName repository, long comment, Reaction reaction);

  /** The id of our check with this name and external id on a commit. */
  Optional<Long> findCheck(RepositoryName repository, CheckRun check);

  /**
   * Creates or updates a check and returns its id. With a plain token, which may not write checks,
   * it is a commit status.
   *
   * @param id what an earlier call or {@link #findCheck} returned, or null to create
   */
  long writeCheck(RepositoryName repository, @Nullable Long id, CheckRun check);

  /** The ids of our deployment records with a task. */
  List<Long> deployments(RepositoryName repository, String task);

  /** Records a deployment of a commit to {@code bigquery-stage}; it inactivates no other. */
  long createDeployment(RepositoryName repository, String sha, String task, String description);

  /** Says how a deployment stands. */
  void deploymentStatus(
      RepositoryName repository,
      long deployment,
      DeploymentState state,
      @Nullable String environmentUrl,
      @Nullable String logUrl);

  /** Deletes a deployment record, active or not. */
  void deleteDeployment(RepositoryName repository, long deployment);

  /** Deliveries of the app's webhook since an instant that got no 2xx in any attempt. */
  List<FailedDelivery> failedDeliveries(Instant since);

  /** Asks for a delivery once more. */
  void redeliver(long delivery);

  /** Where to fetch commits from. */
  CloneAccess cloneAccess(RepositoryName repository);
}
