package dev.understudy.web;

import dev.understudy.failure.Secret;
import dev.understudy.failure.Unavailable;
import dev.understudy.forge.PullRequestId;
import dev.understudy.forge.RepositoryName;
import dev.understudy.intake.Deliveries;
import dev.understudy.intake.Received;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/** A server on a free port, with a backend in memory that can be told to fail. */
final class Served implements AutoCloseable, Mailbox, Board, Gauges {
  static final Secret GITHUB = Secret.of("canary-github-secret");
  static final Secret CIRCLECI = Secret.of("canary-circleci-secret");
  static final String PAGE = "canary-page-secret";
  static final String EVIL = "\"><script>alert('&')</script>\u202E";

  private static final PullRequestId PULL = new PullRequestId(RepositoryName.of("acme/sql"), 88);
  private static final Instant NOON = Instant.parse("2026-11-21T12:00:00.5Z");

  final Map<String, Received> kept = new ConcurrentHashMap<>();
  final Server server;
  private final HttpClient client = HttpClient.newHttpClient();
  volatile @Nullable RuntimeException failure;

  Served(String... settings) {
    Map<String, String> environment = new TreeMap<>();
    environment.put("UNDERSTUDY_GITHUB_WEBHOOK_SECRET", GITHUB.reveal());
    environment.put("UNDERSTUDY_CIRCLECI_WEBHOOK_SECRET", CIRCLECI.reveal());
    environment.put("UNDERSTUDY_PORT", "0");
    for (int i = 0; i < settings.length; i += 2) {
      environment.put(settings[i], settings[i + 1]);
    }
    this.server = Server.start(ServerSettings.of(environment), new Backend(this, this, this));
  }

  @Override
  public Receipt accept(String source, String deliveryId, Received received) {
    fail();
    return kept.putIfAbsent(source + " " + deliveryId, received) == null
        ? Receipt.ACCEPTED
        : Receipt.DUPLICATE;
  }

  @Override
  public Lanes lanes() {
    fail();
    return new Lanes(3, 2, 1);
  }

  @Override
  public Overview overview() {
    fail();
    return new Overview(
        List.of(new Stage(PULL, Deliveries.SHA, EVIL, 3, NOON)),
        List.of(new Lane(PULL, Lane.State.DEAD, 5, NOON, EVIL)),
        List.of(new Run("r-1", PULL, EVIL, EVIL, NOON, null)));
  }

  @Override
  public Optional<RunPage> run(String id) {
    fail();
    Run run = new Run(id, PULL, Deliveries.SHA, EVIL, NOON, Duration.ofSeconds(31));
    return id.equals("r-1")
        ? Optional.of(
            new RunPage(
                run,
                URI.create("https://github.com/acme/sql/pull/88"),
                EVIL,
                List.of(new Member(EVIL, EVIL, EVIL, EVIL, EVIL)),
                List.of(new Line(NOON, EVIL), new Line(NOON, "done"))))
        : Optional.empty();
  }

  private void fail() {
    RuntimeException thrown = failure;
    if (thrown != null) {
      throw thrown;
    }
  }

  void databaseIsAway() {
    failure = new Unavailable("the database does not answer", null);
  }

  URI at(String path) {
    return URI.create("http://localhost:" + server.port() + path);
  }

  HttpResponse<String> get(String path, String... headers) {
    HttpRequest.Builder request = HttpRequest.newBuilder(at(path));
    return send(headers.length == 0 ? request : request.headers(headers));
  }

  HttpResponse<String> send(HttpRequest.Builder request) {
    try {
      return client.send(request.build(), HttpResponse.BodyHandlers.ofString());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  /** A delivery of GitHub's with the right signature. */
  HttpRequest.Builder github(String event, String delivery, String body) {
    byte[] bytes = Deliveries.bytes(body);
    return HttpRequest.newBuilder(at("/webhooks/github"))
        .header("Content-Type", "application/json")
        .header("X-GitHub-Event", event)
        .header("X-GitHub-Delivery", delivery)
        .header("X-Hub-Signature-256", "sha256=" + Deliveries.hmac(GITHUB, bytes))
        .POST(HttpRequest.BodyPublishers.ofByteArray(bytes));
  }

  /** A delivery of CircleCI's with the right signature. */
  HttpRequest.Builder circleci(String body) {
    byte[] bytes = Deliveries.bytes(body);
    return HttpRequest.newBuilder(at("/webhooks/circleci"))
        .header("Content-Type", "application/json")
        .header("circleci-signature", "v1=" + Deliveries.hmac(CIRCLECI, bytes))
        .POST(HttpRequest.BodyPublishers.ofByteArray(bytes));
  }

  @Override
  public void close() {
    server.close();
    client.close();
  }
}
