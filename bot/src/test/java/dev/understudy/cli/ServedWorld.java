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
  private final Map<PullRequestId, String> branches = new HashMap<>();
  private int changes;

  /**
   * A world without a bot.
   *
   * @param folder an empty folder for all of it
   * @param sql for BigQuery; the caller's to close
   */
  public ServedWorld(Path folder, GoogleSql sql, DatabaseSettings database) throws IOException {
    this.folder = folder;
    this.database = database;
    this.bigQuery =
        BigQueryEndpoint.start(
            BigQueryEndpoint.Options.of(folder.resolve("bigquery"), InstantSource.system()),
            sql,
            sql);
    this.repository = ScratchRepository.in(Files.createDirectories(folder.resolve("files")));
    FaultWorld.files(repository);
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
    int number = branches.size() + 1;
    repository.publish(origin(), "refs/pull/" + number + "/head");
    PullRequestId id =
        github.as("ada").openPullRequest(name, NewPullRequest.of(branch, sha).titled(branch));
    branches.put(id, sha);
    return id;
  }

  /** Pushes another change of the view. */
  public void push(PullRequestId pull) {
    String sha = change();
    repository.publish(origin(), "refs/pull/" + pull.number() + "/head");
    github.as("ada").push(pull, sha);
    branches.put(pull, sha);
  }

  /** The commit that a pull request stands at. */
  public String head(PullRequestId pull) {
    return branches.getOrDefault(pull, "");
  }

  private String change() {
    repository.write(FaultWorld.VIEW, FaultWorld.view(++changes));
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
    github.close();
    bigQuery.close();
    repository.close();
  }
}
