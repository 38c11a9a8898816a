package dev.understudy.cli;

import dev.understudy.endpoint.BigQueryEndpoint;
import dev.understudy.forge.Permission;
import dev.understudy.forge.PullRequestId;
import dev.understudy.forge.RepositoryName;
import dev.understudy.sandbox.GitHubSandbox;
import dev.understudy.sandbox.NewPullRequest;
import dev.understudy.source.ScratchRepository;
import dev.understudy.sql.googlesql.GoogleSql;
import dev.understudy.store.DatabaseSettings;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * GitHub and BigQuery in this process, and the bot in processes of its own that can be killed: what
 * outlives a crash in reality outlives it here.
 */
public final class ServedWorld implements AutoCloseable {
  private final Path folder;
  private final GitHubSandbox github = GitHubSandbox.start(options());
  private final BigQueryEndpoint bigQuery;
  private final ScratchRepository repository;
  private final RepositoryName name;
  private final DatabaseSettings database;
  private final List<Process> nodes = new ArrayList<>();
  private final Map<PullRequestId, String> heads = new HashMap<>();
  private final Map<PullRequestId, String> branches = new HashMap<>();
  private final @Nullable CircleGenerator generator;
  private int changes;

  /**
   * A world without a bot.
   *
   * @param folder an empty folder for all of it
   * @param sql for BigQuery; the caller's to close
   */
  public ServedWorld(Path folder, GoogleSql sql, DatabaseSettings database) throws IOException {
    this(folder, sql, database, null);
  }

  /** The same; with a generator people commit models only, and it makes the SQL of them. */
  ServedWorld(
      Path folder, GoogleSql sql, DatabaseSettings database, @Nullable CircleGenerator generator)
      throws IOException {
    this.generator = generator;
    this.folder = folder;
    this.database = database;
    this.bigQuery =
        BigQueryEndpoint.start(
            BigQueryEndpoint.Options.of(folder.resolve("bigquery"), InstantSource.system()),
            sql,
            sql);
    this.repository = ScratchRepository.in(Files.createDirectories(folder.resolve("files")));
    FaultWorld.files(repository);
    if (generator != null) {
      repository.write(Stagehands.CONFIG, CircleGenerator.CONFIGURATION);
    }
    String production = repository.commit("What production runs");
    repository.publish(origin(), "refs/heads/main");
    this.name = github.repository(SandboxWorld.REPOSITORY, "main", production);
    github.git(name, origin());
    github.permission(name, "ada", Permission.WRITE);
  }

  private static GitHubSandbox.Options options() {
    return new GitHubSandbox.Options(0, InstantSource.system(), 1_000_000);
  }

  private Path origin() {
    return folder.resolve("origin").resolve(SandboxWorld.REPOSITORY + ".git");
  }

  public GitHubSandbox github() {
    return github;
  }

  public RepositoryName name() {
    return name;
  }

  String bigQuery() {
    return bigQuery.url();
  }

  /** A port that nobody listens on. */
  public static int freePort() {
    try (ServerSocket socket = new ServerSocket(0)) {
      return socket.getLocalPort();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Where a node on this port takes deliveries. */
  public static URI webhooks(int port) {
    return URI.create("http://127.0.0.1:" + port + "/webhooks/github");
  }

  /** Starts the bot from this process's class path. */
  Process serve(int port) throws IOException {
    return serve(
        port,
        List.of(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "-XX:+UseSerialGC",
            "-XX:TieredStopAtLevel=1",
            "-Xmx400m",
            "--enable-native-access=ALL-UNNAMED",
            "--sun-misc-unsafe-memory-access=allow",
            "-cp",
            System.getProperty("java.class.path"),
            "dev.understudy.Understudy"));
  }

  /** Starts the bot by a command to which {@code serve} is added. */
  public Process serve(int port, List<String> command) throws IOException {
    List<String> all = new ArrayList<>(command);
    all.add("serve");
    ProcessBuilder builder = new ProcessBuilder(all);
    Map<String, String> environment = builder.environment();
    environment.keySet().removeIf(key -> key.startsWith("UNDERSTUDY_"));
    environment.put("UNDERSTUDY_STATE_DIR", folder.resolve("state" + port).toString());
    environment.put("UNDERSTUDY_PORT", "" + port);
    environment.put("UNDERSTUDY_GITHUB_API_URL", github.url());
    environment.put("UNDERSTUDY_GITHUB_URL", folder.resolve("origin").toUri().toString());
    environment.put("UNDERSTUDY_GITHUB_WEBHOOK_SECRET", github.webhookSecret());
    environment.put("UNDERSTUDY_GITHUB_APP_ID", "" + github.appId());
    environment.put("UNDERSTUDY_GITHUB_PRIVATE_KEY", github.privateKeyPem());
    environment.put("UNDERSTUDY_BIGQUERY_ENDPOINT", bigQuery.url());
    environment.put("UNDERSTUDY_DATABASE_URL", database.url());
    environment.put("UNDERSTUDY_DATABASE_USER", database.user());
    environment.put("UNDERSTUDY_DATABASE_PASSWORD", database.password());
    if (generator != null) {
      environment.putAll(generator.environment());
    }
    Path log = folder.resolve("bot.log");
    builder.redirectError(ProcessBuilder.Redirect.appendTo(log.toFile()));
    Process node = builder.start();
    nodes.add(node);
    return node;
  }

  /** Waits until a node takes deliveries; false where it ended before. */
  @SuppressWarnings("resource")
  public static boolean ready(Process node) throws IOException {
    BufferedReader lines = node.inputReader();
    for (String line = lines.readLine(); line != null; line = lines.readLine()) {
      if (line.startsWith("understudy listens on ")) {
        return true;
      }
    }
    return false;
  }

  /** Opens a pull request that changes the view. */
  public PullRequestId open() {
    String sha = change();
    String branch = "change" + changes;
    repository.publish(origin(), "refs/heads/" + branch);
    int number = heads.size() + 1;
    repository.publish(origin(), "refs/pull/" + number + "/head");
    PullRequestId id =
        github.as("ada").openPullRequest(name, NewPullRequest.of(branch, sha).titled(branch));
    heads.put(id, sha);
    branches.put(id, branch);
    return id;
  }

  /** Pushes another change of the view. */
  public void push(PullRequestId pull) {
    String sha = change();
    repository.publish(origin(), "refs/pull/" + pull.number() + "/head");
    github.as("ada").push(pull, sha);
    heads.put(pull, sha);
  }

  /** The commit that a pull request stands at. */
  public String head(PullRequestId pull) {
    return heads.getOrDefault(pull, "");
  }

  /**
   * Generates the SQL of a pull request's commit, and says so to the bot.
   *
   * @param port of the bot, which may be gone
   */
  void generate(PullRequestId pull, int port) throws InterruptedException {
    if (generator != null) {
      String head = head(pull);
      String pipeline = generator.begins(branches.getOrDefault(pull, ""), head);
      repository.write(FaultWorld.VIEW, FaultWorld.view(changes));
      repository.commit("Generated from " + head);
      repository.publish(origin(), "refs/heads/made-" + pull.number());
      repository.goTo(head);
      generator.ends(pipeline);
      generator.tells(port, pipeline, head);
    }
  }

  private String change() {
    changes++;
    if (generator == null) {
      repository.write(FaultWorld.VIEW, FaultWorld.view(changes));
    } else {
      repository.write("models/w.txt", "model " + changes + "\n");
    }
    return repository.commit("Change " + changes);
  }

  /** Ends the nodes and everything else. */
  @Override
  public void close() {
    for (Process node : nodes) {
      List<ProcessHandle> children = node.descendants().toList();
      node.destroyForcibly();
      children.forEach(ProcessHandle::destroyForcibly);
    }
    if (generator != null) {
      generator.close();
    }
    github.close();
    bigQuery.close();
    repository.close();
  }
}
