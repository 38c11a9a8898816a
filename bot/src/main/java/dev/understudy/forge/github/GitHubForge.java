package dev.understudy.forge.github;

import dev.understudy.failure.Problem;
import dev.understudy.forge.CheckRun;
import dev.understudy.forge.CloneAccess;
import dev.understudy.forge.DeploymentState;
import dev.understudy.forge.FailedDelivery;
import dev.understudy.forge.Forge;
import dev.understudy.forge.OwnComment;
import dev.understudy.forge.Permission;
import dev.understudy.forge.PullRequest;
import dev.understudy.forge.PullRequestId;
import dev.understudy.forge.Reaction;
import dev.understudy.forge.RepositoryName;
import java.net.URI;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * GitHub. As an app it asks for each repository with a token that is good for nothing else; with a
 * person's token, for trying out, checks become commit statuses and there are no deliveries.
 */
public final class GitHubForge implements Forge, AutoCloseable {
  private final GitHubSettings settings;
  private final Http http;
  private final Accounts accounts;
  private final Checks checks;
  private final Optional<Deliveries> deliveries;
  private final PullRequests pullRequests;
  private final Comments comments;
  private final Deployments deployments;
  private final People people;

  private GitHubForge(GitHubSettings settings, InstantSource clock, WriteBuckets buckets) {
    this.settings = settings;
    this.http = new Http(settings.api(), settings.timeout());
    WriteBudget budget = new WriteBudget(settings.writes(), settings.timeout(), clock, buckets);
    Opener opener = new Opener(http, budget, clock);
    switch (settings.login()) {
      case GitHubSettings.Login.App(var id, var key) -> {
        Access app = opener.open(new Credential.App(new AppKey(id, key), clock));
        AppAccounts installed = new AppAccounts(app, opener::open, clock);
        this.accounts = installed;
        this.checks = new CheckRuns(installed);
        this.deliveries = Optional.of(new Deliveries(app.rest()));
      }
      case GitHubSettings.Login.Token(var token) -> {
        this.accounts = new TokenAccounts(token, opener.open(new Credential.Fixed(token)));
        this.checks = new CommitStatuses(accounts);
        this.deliveries = Optional.empty();
      }
    }
    this.pullRequests = new PullRequests(accounts);
    this.comments = new Comments(accounts);
    this.deployments = new Deployments(accounts);
    this.people = new People(accounts);
  }

  private record Opener(Http http, WriteBudget budget, InstantSource clock) {
    Access open(Credential credential) {
      return Access.over(new Courier(http, credential, budget, clock), credential);
    }
  }

  /**
   * Prepares to ask GitHub; nothing is asked yet.
   *
   * @throws Problem where the app's private key cannot be read
   */
  public static GitHubForge open(GitHubSettings settings, InstantSource clock) {
    return open(settings, clock, WriteBuckets.local(clock));
  }

  /**
   * The same, where others write in the same accounts' names.
   *
   * @param buckets counts the writes of all
   * @throws Problem where the app's private key cannot be read
   */
  public static GitHubForge open(
      GitHubSettings settings, InstantSource clock, WriteBuckets buckets) {
    return new GitHubForge(settings, clock, buckets);
  }

  @Override
  public PullRequest pullRequest(PullRequestId id) {
    return pullRequests.read(id);
  }

  @Override
  public List<RepositoryName> repositories() {
    return accounts.repositories();
  }

  @Override
  public List<PullRequest> openPullRequests(RepositoryName repository) {
    return pullRequests.open(repository);
  }

  @Override
  public Permission permission(RepositoryName repository, String login) {
    return people.permission(repository, login);
  }

  @Override
  public boolean inTeam(String team, String login) {
    return people.isIn(team, login);
  }

  @Override
  public List<OwnComment> ownComments(PullRequestId id) {
    return comments.own(id);
  }

  @Override
  public long createComment(PullRequestId id, String body) {
    return comments.create(id, body);
  }

  @Override
  public boolean editComment(RepositoryName repository, long comment, String body) {
    return comments.edit(repository, comment, body);
  }

  @Override
  public void react(RepositoryName repository, long comment, Reaction reaction) {
    comments.react(repository, comment, reaction);
  }

  @Override
  public void unreact(RepositoryName repository, long comment, Reaction reaction) {
    comments.unreact(repository, comment, reaction);
  }

  @Override
  public Optional<Long> findCheck(RepositoryName repository, CheckRun check) {
    return checks.find(repository, check);
  }

  @Override
  public long writeCheck(RepositoryName repository, @Nullable Long id, CheckRun check) {
    return checks.write(repository, id, check);
  }

  @Override
  public List<Long> deployments(RepositoryName repository, String task) {
    return deployments.own(repository, task);
  }

  @Override
  public long createDeployment(
      RepositoryName repository, String sha, String task, String description) {
    return deployments.create(repository, sha, task, description);
  }

  @Override
  public void deploymentStatus(
      RepositoryName repository,
      long deployment,
      DeploymentState state,
      @Nullable String environmentUrl,
      @Nullable String logUrl) {
    deployments.status(repository, deployment, state, environmentUrl, logUrl);
  }

  @Override
  public void deleteDeployment(RepositoryName repository, long deployment) {
    deployments.delete(repository, deployment);
  }

  @Override
  public List<FailedDelivery> failedDeliveries(Instant since) {
    return deliveries.map(app -> app.failed(since)).orElse(List.of());
  }

  @Override
  public void redeliver(long delivery) {
    deliveries
        .orElseThrow(
            () -> Problem.usage("only a GitHub App can ask for a delivery once more, not a token"))
        .again(delivery);
  }

  @Override
  public CloneAccess cloneAccess(RepositoryName repository) {
    URI url = URI.create(settings.web() + "/" + repository + ".git");
    boolean local = "file".equals(url.getScheme());
    return new CloneAccess(url, local ? null : accounts.cloning(repository).reveal());
  }

  /** Lets go of the connections; what is under way fails. */
  @Override
  public void close() {
    http.close();
  }
}
