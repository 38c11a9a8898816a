package dev.understudy.sandbox;

import com.sun.net.httpserver.HttpServer;
import dev.understudy.failure.Unavailable;
import dev.understudy.forge.Permission;
import dev.understudy.forge.PullRequestId;
import dev.understudy.forge.RepositoryName;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Locale;
import java.util.Queue;
import java.util.UUID;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * A GitHub of one's own: the REST API over HTTP, its webhooks, and the people who use its pages.
 * Everything is in memory. Repositories are private, organizations own them, and the app is
 * installed wherever one is.
 */
public final class GitHubSandbox implements AutoCloseable {
  private static final String SECRET = "the-sandbox-signs-with-this";

  static {
    // Else the end of a longer answer waits 40 ms for the client to acknowledge its beginning. The
    // JDK's server reads this once, so it has no effect where another one was there before.
    System.setProperty("sun.net.httpserver.nodelay", "true");
  }

  private final HttpServer server;
  private final World world;
  private final Web web;
  private final Deliveries deliveries;
  private final Faults faults;
  private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
  private final Queue<Future<?>> pending = new ConcurrentLinkedQueue<>();
  private final RequestLog requests = new RequestLog();

  /**
   * How to serve.
   *
   * @param port 0 for any free one
   * @param clock GitHub's, which says when a token is over
   * @param requestsAnHour the primary rate limit of each caller
   */
  public record Options(int port, InstantSource clock, int requestsAnHour) {
    /** Any port and the rate limit of a small installation. */
    public static Options of(InstantSource clock) {
      return new Options(0, clock, 5000);
    }
  }

  private GitHubSandbox(HttpServer server, Options options) {
    this.server = server;
    this.world = new World(options.clock());
    this.faults = new Faults(options.clock());
    this.deliveries = new Deliveries(options.clock(), SECRET);
    this.web = new Web(world, url(), deliveries, later -> soon(() -> deliveries.redeliver(later)));
    RateLimits limits = new RateLimits(options.clock(), options.requestsAnHour());
    Http http =
        new Http(
            new Http.Parts(world, faults, limits, web.routes(limits)), this::echo, requests::add);
    server.setExecutor(threads);
    server.createContext("/", http::handle);
  }

  /**
   * Serves on the loopback address until closed.
   *
   * @throws Unavailable where the port cannot be had
   */
  public static GitHubSandbox start(Options options) {
    try {
      InetSocketAddress address =
          new InetSocketAddress(InetAddress.getLoopbackAddress(), options.port());
      GitHubSandbox sandbox = new GitHubSandbox(HttpServer.create(address, 0), options);
      sandbox.server.start();
      return sandbox;
    } catch (IOException e) {
      throw new Unavailable(
          "the GitHub sandbox cannot start on port " + options.port() + ": " + e.getMessage(), e);
    }
  }

  /** The API's address, without a slash at its end. */
  public String url() {
    return "http://localhost:" + server.getAddress().getPort();
  }

  /** The app's id, which issues its JSON web tokens. */
  public long appId() {
    return World.APP;
  }

  /** The app's private key as GitHub hands it out: PEM, PKCS#1. */
  public String privateKeyPem() {
    return WebTokens.privateKeyPem();
  }

  /** What deliveries are signed with. */
  public String webhookSecret() {
    return SECRET;
  }

  /** The login under which the app's comments appear. */
  public String botLogin() {
    return World.BOT;
  }

  /** Where deliveries go; null for nowhere, and then none is made. */
  public void sendWebhooksTo(@Nullable URI receiver) {
    deliveries.sendTo(receiver);
  }

  /** Makes a repository of an organization, with one branch, and installs the app there. */
  public RepositoryName repository(String fullName, String branch, String sha) {
    return here(() -> web.repository(RepositoryName.of(fullName), branch, sha));
  }

  /** Copies a repository to a person, without the app. */
  public RepositoryName fork(RepositoryName of, String login) {
    return here(() -> web.fork(of, login));
  }

  /** Deletes a repository; the head of a pull request from there is null from now on. */
  public void delete(RepositoryName name) {
    here(() -> world.repo(name).deleted = true);
  }

  /** Says where a repository's bare clone is, which becomes its {@code clone_url}. */
  public void git(RepositoryName name, Path folder) {
    here(() -> world.repo(name).git = folder);
  }

  /** Sets what a person may do to a repository. */
  public void permission(RepositoryName name, String login, Permission permission) {
    here(
        () -> {
          world.idOf(login);
          return world.repo(name).roles.put(login.toLowerCase(Locale.ROOT), permission);
        });
  }

  /**
   * Puts a person into a team.
   *
   * @param team {@code organization/team-slug}
   */
  public void teamMember(String team, String login) {
    here(() -> world.join(team, login, true));
  }

  /** Invites a person to a team, without an answer yet. */
  public void invitedToTeam(String team, String login) {
    here(() -> world.join(team, login, false));
  }

  /** Removes the app from an account: its tokens end, and no webhook is made any more. */
  public void uninstall(String account) {
    tell(() -> web.uninstalled(account));
  }

  /** Installs the app in an account once more, or says that it is installed. */
  public void install(String account) {
    tell(() -> web.installed(account));
  }

  /** A personal access token. */
  public String personalToken(String login) {
    String token = "ghp_" + UUID.randomUUID().toString().replace("-", "");
    here(
        () -> {
          world.idOf(login);
          return world.tokens.put(token, new Caller.Person(login));
        });
    return token;
  }

  /** Ends all tokens before their time, as when somebody revokes them. */
  public void revokeTokens() {
    here(
        () -> {
          world.tokens.clear();
          return world;
        });
  }

  /** A person, who can do what people do. */
  public Person as(String login) {
    here(() -> world.idOf(login));
    return new Person(login, world, web, this::tell);
  }

  /** Sends a ping. */
  public void ping() {
    tell(web::ping);
  }

  /**
   * Lets the next requests go wrong that match; of several faults for one request the oldest comes
   * first, and one request meets one fault.
   *
   * @param method regular expression
   * @param path regular expression for the whole path, without the query
   */
  public void inject(int times, String method, String path, Fault fault) {
    faults.add(times, method, path, fault);
  }

  /** Takes back the faults that nobody has met yet. */
  public void clearFaults() {
    faults.clear();
  }

  /** Lets the next deliveries go wrong; redeliveries always go right. */
  public void disturb(Disturbance disturbance, int times) {
    deliveries.disturb(disturbance, times);
  }

  /** Sends the deliveries that wait to be reversed, last one first. */
  public void releaseHeld() {
    deliveries.release();
  }

  /** Waits until the deliveries that requests have caused are through. */
  public void settle() {
    for (Future<?> next = pending.poll(); next != null; next = pending.poll()) {
      try {
        next.get();
      } catch (ExecutionException e) {
        throw new IllegalStateException(e);
      } catch (InterruptedException _) {
        Thread.currentThread().interrupt();
      }
    }
  }

  /** Tells a listener of every request before its answer is sent. */
  public void onExchange(Consumer<Exchange> listener) {
    requests.listen(listener);
  }

  /** The comments of a pull request, oldest first. */
  public List<Comment> comments(PullRequestId pull) {
    return here(
        () ->
            world.repo(pull.repository()).comments.values().stream()
                .filter(c -> c.number() == pull.number())
                .toList());
  }

  /** The checks of a commit in any repository, oldest first. */
  public List<Check> checks(String sha) {
    return here(
        () ->
            world.repositories().stream()
                .flatMap(r -> r.checks.values().stream())
                .map(Check::of)
                .filter(c -> c.sha().equals(sha))
                .toList());
  }

  /** All statuses that a commit was given, oldest first. */
  public List<CommitStatus> statuses(String sha) {
    return here(
        () ->
            world.repositories().stream()
                .flatMap(r -> r.statuses.stream())
                .filter(s -> s.sha().equals(sha))
                .toList());
  }

  /** The deployment records of a repository, oldest first. */
  public List<Deployment> deployments(RepositoryName name) {
    return here(() -> List.copyOf(world.repo(name).deployments.values()));
  }

  /** All attempts to deliver a webhook, oldest first. */
  public List<Delivery> deliveries() {
    return deliveries.attempts();
  }

  /** All requests, oldest first. */
  public List<Exchange> requests() {
    return requests.all();
  }

  /** How many requests made or changed something that people see. */
  public int contentWrites() {
    return requests.contentWrites().size();
  }

  /** The greatest number of such requests in any stretch of time that long. */
  public int mostContentWritesWithin(Duration stretch) {
    return requests.mostContentWritesWithin(stretch);
  }

  @Override
  public void close() {
    server.stop(0);
    threads.shutdownNow();
    deliveries.close();
    threads.close();
  }

  private <T> T here(Supplier<T> action) {
    return world.locked(action).result();
  }

  /** Performs what a person does, and delivers what follows from it. */
  private <T> T tell(Supplier<T> action) {
    World.Done<T> done = world.locked(action);
    done.events().forEach(deliveries::deliver);
    return done.result();
  }

  private void echo(List<World.Event> events) {
    if (!events.isEmpty()) {
      soon(() -> events.forEach(deliveries::deliver));
    }
  }

  private void soon(Runnable task) {
    pending.add(threads.submit(task));
  }
}
