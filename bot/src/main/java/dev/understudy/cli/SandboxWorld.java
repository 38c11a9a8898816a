package dev.understudy.cli;

import dev.understudy.bot.BotServer;
import dev.understudy.bot.BotSettings;
import dev.understudy.bot.CircleTests;
import dev.understudy.config.Settings;
import dev.understudy.failure.Secret;
import dev.understudy.failure.Unavailable;
import dev.understudy.forge.PullRequest;
import dev.understudy.forge.PullRequestId;
import dev.understudy.forge.RepositoryName;
import dev.understudy.forge.github.GitHubForge;
import dev.understudy.forge.github.GitHubSettings;
import dev.understudy.forge.github.WriteLimits;
import dev.understudy.report.Progress;
import dev.understudy.sandbox.Check;
import dev.understudy.sandbox.Comment;
import dev.understudy.sandbox.GitHubSandbox;
import dev.understudy.sandbox.NewPullRequest;
import dev.understudy.source.ScratchRepository;
import dev.understudy.sql.googlesql.GoogleSql;
import dev.understudy.store.Database;
import dev.understudy.store.DatabaseSettings;
import dev.understudy.warehouse.Warehouse;
import dev.understudy.web.ServerSettings;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;

/**
 * Everything on this machine: a stand-in for GitHub, a repository with its bare origin, the
 * embedded BigQuery, and the bot between them, connected as in production.
 */
final class SandboxWorld implements AutoCloseable {
  static final String REPOSITORY = "acme/analytics";
  private static final String STAGE_CHECK = "understudy / stage";

  private final Path folder;
  private final InstantSource clock;
  private final GitHubSandbox github;
  private final ScratchRepository repository;
  private final RepositoryName name;
  private final BotWarehouses warehouses;
  private final GitHubForge forge;
  private final Database database;
  private final BotServer server;
  private final Settings settings;
  private final String production;
  private final Map<PullRequestId, String> heads = new HashMap<>();
  private int opened;

  /**
   * How the bot in it works.
   *
   * @param rhythm how often it looks for what was lost
   * @param tests where the teams' own tests run
   * @param more settings of the server
   * @param sql for the bot and for BigQuery; the caller's to close
   */
  record Manner(
      BotServer.Rhythm rhythm, CircleTests tests, Map<String, String> more, GoogleSql sql) {
    /** As by default, without CircleCI. */
    static Manner usual(GoogleSql sql) {
      return new Manner(BotServer.Rhythm.USUAL, CircleTests.none(), Map.of(), sql);
    }

    Manner {
      more = Map.copyOf(more);
    }

    /** The same with these settings of the server. */
    Manner with(Map<String, String> settings) {
      return new Manner(rhythm, tests, settings, sql);
    }
  }

  /**
   * Starts.
   *
   * @param folder an empty folder for all of it
   * @param files writes what production runs
   */
  SandboxWorld(Path folder, InstantSource clock, Consumer<ScratchRepository> files, Manner manner) {
    this.folder = folder;
    this.clock = clock;
    Map<String, String> environment = new HashMap<>(manner.more());
    environment.put("UNDERSTUDY_STATE_DIR", folder.resolve("state").toString());
    environment.putIfAbsent("UNDERSTUDY_PORT", "0");
    this.github = GitHubSandbox.start(GitHubSandbox.Options.of(clock));
    environment.put("UNDERSTUDY_GITHUB_WEBHOOK_SECRET", github.webhookSecret());
    environment.put("UNDERSTUDY_GITHUB_APP_ID", Long.toString(github.appId()));
    this.settings = Settings.of(environment);
    this.repository = ScratchRepository.in(made(folder.resolve("analytics")));
    files.accept(repository);
    this.production = repository.commit("What production runs");
    repository.publish(origin(), "refs/heads/main");
    this.name = github.repository(REPOSITORY, "main", production);
    github.git(name, origin());
    this.warehouses = new BotWarehouses(settings, manner.sql(), clock);
    this.forge = GitHubForge.open(github(), clock);
    this.database = Database.open(DatabaseSettings.of(environment, settings.stateFolder()));
    this.server = serve(environment, manner);
    github.sendWebhooksTo(URI.create("http://127.0.0.1:" + server.port() + "/webhooks/github"));
  }

  private static Path made(Path folder) {
    try {
      return Files.createDirectories(folder);
    } catch (IOException e) {
      throw new Unavailable(folder + " cannot be made: " + e.getMessage(), e);
    }
  }

  private GitHubSettings github() {
    return GitHubSettings.of(
            new GitHubSettings.Login.App(
                Long.toString(github.appId()), Secret.of(github.privateKeyPem())))
        .at(URI.create(github.url()), folder.resolve("origin").toUri())
        .within(WriteLimits.NONE);
  }

  private BotServer serve(Map<String, String> environment, Manner manner) {
    return BotServer.start(
        new BotServer.Parts(
            BotSettings.of(environment),
            settings,
            ServerSettings.of(environment),
            database,
            forge,
            URI.create("https://github.example"),
            warehouses,
            manner.sql(),
            _ -> Optional.empty(),
            manner.tests(),
            manner.rhythm(),
            clock));
  }

  private Path origin() {
    return folder.resolve("origin").resolve(REPOSITORY + ".git");
  }

  GitHubSandbox gitHub() {
    return github;
  }

  RepositoryName name() {
    return name;
  }

  /** The bot's own. */
  Database database() {
    return database;
  }

  ScratchRepository files() {
    return repository;
  }

  String page() {
    return "http://127.0.0.1:" + server.port() + "/";
  }

  /** Commits the files as they stand, and opens a pull request with them. */
  PullRequestId open(String login, String branch, String title) {
    return open(login, branch, wanted -> wanted.titled(title));
  }

  /** The same, for a pull request of another kind. */
  PullRequestId open(String login, String branch, UnaryOperator<NewPullRequest> kind) {
    String sha = repository.commit(branch);
    repository.publish(origin(), "refs/heads/" + branch);
    int number = nextNumber();
    repository.publish(origin(), "refs/pull/" + number + "/head");
    PullRequestId pull =
        github.as(login).openPullRequest(name, kind.apply(NewPullRequest.of(branch, sha)));
    heads.put(pull, sha);
    return pull;
  }

  /** Commits the files as they stand and pushes them to a branch of the repository. */
  String pushTo(String login, String branch) {
    String sha = repository.commit("Push to " + branch);
    repository.publish(origin(), "refs/heads/" + branch);
    github.as(login).push(name, branch, sha);
    return sha;
  }

  /** Commits the files as they stand to a branch that nobody hears of; returns the commit. */
  String publish(String branch, String message) {
    String sha = repository.commit(message);
    repository.publish(origin(), "refs/heads/" + branch);
    return sha;
  }

  /** The commit that production began with. */
  String production() {
    return production;
  }

  /** Sets the files, and the main branch, back to what production began with. */
  void reset(String login) {
    repository.goTo(production);
    repository.publish(origin(), "refs/heads/main");
    github.as(login).push(name, "main", production);
  }

  /** Commits the files as they stand and lets a merge queue try them; returns the commit. */
  String queue(String login, PullRequestId pull) {
    PullRequest live = forge.pullRequest(pull);
    String sha = repository.commit("Merge " + pull.number());
    repository.publish(
        origin(),
        "refs/heads/gh-readonly-queue/%s/pr-%d-%s"
            .formatted(live.baseRef(), pull.number(), live.baseSha()));
    github.as(login).queueMerge(pull, sha);
    return sha;
  }

  /** A client for what the bot stages on. */
  Warehouse warehouse() {
    return warehouses.stage("US", Progress.NONE);
  }

  /** The project of the stages. */
  String stageProject() {
    return settings.stageProject();
  }

  /** The commit that a pull request stands at. */
  String head(PullRequestId pull) {
    return heads.getOrDefault(pull, "");
  }

  private int nextNumber() {
    opened++;
    return opened;
  }

  /** Commits the files as they stand and pushes them to a pull request; returns the commit. */
  String push(String login, PullRequestId pull, String message) {
    String sha = repository.commit(message);
    repository.publish(origin(), "refs/pull/" + pull.number() + "/head");
    github.as(login).push(pull, sha);
    heads.put(pull, sha);
    return sha;
  }

  /** Merges a pull request as its last commit stands. */
  void merge(String login, PullRequestId pull, String sha) {
    repository.publish(origin(), "refs/heads/main");
    github.as(login).merge(pull, sha);
  }

  /** The one comment, empty before there is one. */
  String comment(PullRequestId pull) {
    return github.comments(pull).stream()
        .filter(comment -> comment.body().startsWith("<!-- understudy:v1 "))
        .map(Comment::body)
        .findFirst()
        .orElse("");
  }

  /** How a comment was answered. */
  List<String> reactions(PullRequestId pull, long comment) {
    return github.comments(pull).stream()
        .filter(c -> c.id() == comment)
        .flatMap(c -> c.reactions().stream())
        .map(Comment.Reaction::content)
        .toList();
  }

  /** The required check of a commit. */
  Optional<Check> check(String sha) {
    List<Check> all = github.checks(sha);
    return all.stream().filter(check -> check.name().equals(STAGE_CHECK)).findFirst();
  }

  /** Waits until a commit's required check has ended and returns how. */
  String awaitVerdict(String sha) {
    await(() -> check(sha).map(check -> check.conclusion() != null).orElse(false));
    return String.valueOf(check(sha).orElseThrow().conclusion());
  }

  /** The stage's datasets that exist now. */
  List<String> datasets() {
    return datasets(settings.stageProject());
  }

  /** The same in any project. */
  List<String> datasets(String project) {
    return warehouses.stage("US", Progress.NONE).datasets(project, Map.of()).stream()
        .map(entry -> entry.dataset())
        .sorted()
        .toList();
  }

  /** Waits for something that is sure to come. */
  void await(BooleanSupplier condition) {
    await(condition, "what should have happened", () -> "it did not");
  }

  /**
   * Waits for something that is sure to come.
   *
   * @param what in words
   * @param instead what is there instead
   */
  void await(BooleanSupplier condition, String what, Supplier<String> instead) {
    long end = System.nanoTime() + Duration.ofSeconds(90).toNanos();
    while (!condition.getAsBoolean()) {
      if (System.nanoTime() > end) {
        throw new IllegalStateException(
            what + ", which did not come within 90 seconds: " + instead.get());
      }
      try {
        Thread.sleep(50);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw new IllegalStateException("interrupted", e);
      }
    }
  }

  @Override
  public void close() {
    server.close();
    forge.close();
    warehouses.close();
    github.close();
    repository.close();
  }
}
