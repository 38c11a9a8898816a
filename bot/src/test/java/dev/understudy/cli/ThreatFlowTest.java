package dev.understudy.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import dev.understudy.failure.Secret;
import dev.understudy.forge.PullRequestId;
import dev.understudy.intake.Deliveries;
import dev.understudy.sandbox.Comment;
import dev.understudy.sandbox.Delivery;
import dev.understudy.sandbox.Disturbance;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** What a stranger who can reach the server, or be read by it, brings about: nothing. */
class ThreatFlowTest {
  @RegisterExtension static final Stagehands hands = new Stagehands();

  private static Delivery delivered(String event, String action) {
    return hands.world.gitHub().deliveries().stream()
        .filter(d -> d.event().equals(event) && action.equals(d.action()))
        .reduce((_, later) -> later)
        .orElseThrow();
  }

  private static int post(String event, String guid, String body, String secret) {
    String signature = "sha256=" + Deliveries.hmac(Secret.of(secret), Deliveries.bytes(body));
    HttpRequest request =
        HttpRequest.newBuilder(URI.create(hands.world.page() + "webhooks/github"))
            .header("Content-Type", "application/json")
            .header("X-GitHub-Event", event)
            .header("X-GitHub-Delivery", guid)
            .header("X-Hub-Signature-256", signature)
            .POST(HttpRequest.BodyPublishers.ofString(body))
            .build();
    try (HttpClient client = HttpClient.newHttpClient()) {
      return client.send(request, HttpResponse.BodyHandlers.discarding()).statusCode();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  private static int genuine(String event, String guid, String body) {
    return post(event, guid, body, hands.world.gitHub().webhookSecret());
  }

  private static void answered(PullRequestId pull) {
    assertThat(hands.asks("ada", pull, "/status")).isEqualTo("rocket");
  }

  @Test
  void aForgedCommandHasNoEffect() {
    PullRequestId pull = hands.staged("SELECT a + 1 AS a FROM `p.d.v`");
    answered(pull);
    Delivery real = delivered("issue_comment", "created");
    String forged = real.payload().replace("/status", "/clean-stage");
    assertThat(post("issue_comment", UUID.randomUUID().toString(), forged, "guessed"))
        .isEqualTo(401);
    answered(pull);
    assertThat(hands.datasets(pull)).isNotEmpty();
  }

  @Test
  void whatIsReplayedIsNotDoneAgain() {
    PullRequestId pull = hands.staged("SELECT a + 2 AS a FROM `p.d.v`");
    assertThat(hands.asks("ada", pull, "/clean-stage")).isEqualTo("rocket");
    Delivery clean = delivered("issue_comment", "created");
    hands.world.gitHub().as("ada").close(pull);
    hands.told(pull, "the pull request was closed");
    Delivery closed = delivered("pull_request", "closed");
    hands.world.gitHub().as("ada").reopen(pull);
    hands.told(pull, "✅");
    String other = UUID.randomUUID().toString();
    assertThat(genuine("issue_comment", clean.guid(), clean.payload())).isEqualTo(200);
    assertThat(genuine("issue_comment", other, clean.payload())).isEqualTo(200);
    String late = closed.payload().replace("\"updated_at\":\"2", "\"updated_at\":\"1");
    assertThat(genuine("pull_request", UUID.randomUUID().toString(), late)).isEqualTo(202);
    answered(pull);
    assertThat(hands.datasets(pull)).isNotEmpty();
    assertThat(hands.world.comment(pull)).contains("✅");
  }

  @Test
  void whatIsDeliveredTwiceIsDoneOnce() {
    PullRequestId pull = hands.staged("SELECT a + 3 AS a FROM `p.d.v`");
    int before = hands.world.gitHub().comments(pull).size();
    hands.world.gitHub().disturb(Disturbance.TWICE, 1);
    assertThat(hands.asks("ada", pull, "/help")).isEqualTo("rocket");
    answered(pull);
    assertThat(hands.world.gitHub().comments(pull)).hasSize(before + 4);
  }

  @Test
  void noAddressOfAPayloadIsAsked() throws IOException {
    AtomicInteger hits = new AtomicInteger();
    InetAddress here = InetAddress.getLoopbackAddress();
    HttpServer canary = HttpServer.create(new InetSocketAddress(here, 0), 0);
    canary.createContext("/", _ -> hits.incrementAndGet());
    canary.start();
    try {
      PullRequestId pull = hands.staged("SELECT a + 4 AS a FROM `p.d.v`");
      String trap = "http://127.0.0.1:" + canary.getAddress().getPort();
      String body =
          delivered("pull_request", "opened")
              .payload()
              .replace(hands.world.gitHub().url(), trap)
              .replace("\"opened\"", "\"reopened\"");
      assertThat(body).contains(trap);
      assertThat(genuine("pull_request", UUID.randomUUID().toString(), body)).isEqualTo(202);
      answered(pull);
      assertThat(hits).hasValue(0);
    } finally {
      canary.stop(0);
    }
  }

  @Test
  void aDeliveryOfARepositoryThatNobodyLetUsSeeHasNoEffectAndAnOutcome() {
    PullRequestId pull = hands.staged("SELECT a + 8 AS a FROM `p.d.v`");
    String id = UUID.randomUUID().toString();
    String body =
        delivered("pull_request", "opened").payload().replace("acme/analytics", "acme/unheard");
    assertThat(genuine("pull_request", id, body)).isEqualTo(202);
    hands.world.await(() -> outcome(id).isPresent());
    assertThat(outcome(id)).contains("the pull request cannot be read any more");
    answered(pull);
    assertThat(hands.world.gitHub().requests())
        .filteredOn(request -> request.path().contains("unheard"))
        .allMatch(request -> request.method().equals("GET"));
  }

  private static Optional<String> outcome(String delivery) {
    try (Connection connection = hands.world.database().dataSource().getConnection();
        PreparedStatement row =
            connection.prepareStatement("SELECT outcome FROM inbox WHERE delivery_id = ?")) {
      row.setString(1, delivery);
      try (ResultSet rows = row.executeQuery()) {
        return rows.next() ? Optional.ofNullable(rows.getString(1)) : Optional.empty();
      }
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
  }

  @Test
  void hostileNamesNeitherLeaveTheirCodeSpanNorReachAnotherArtifact() {
    String path = "sql/p/d/w/@everyone <img src=x> [a](http:--b).sql";
    hands.world.files().write(path, "SELECT `\n");
    PullRequestId pull = hands.opened("SELECT nothing AS `@acme/all` FROM `p.d.v`");
    assertThat(hands.verdict(pull)).isEqualTo("failure");
    assertThat(hands.told(pull, "❌")).doesNotContain("<img", "](http:", " @everyone", " @acme");
  }

  @Test
  void twoCommitsOfOnePullRequestAndTwoPullRequestsShareNoName() {
    PullRequestId one = hands.staged("SELECT a + 5 AS a FROM `p.d.v`");
    List<String> first = hands.datasets(one);
    hands.push(one, "SELECT a + 6 AS a FROM `p.d.v`");
    hands.verdict(one);
    assertThat(hands.datasets(one)).isNotEmpty().doesNotContainAnyElementsOf(first);
    hands.production("");
    PullRequestId other = hands.staged("SELECT a + 6 AS a FROM `p.d.v`");
    assertThat(hands.datasets(one)).isNotEmpty().doesNotContainAnyElementsOf(hands.datasets(other));
    assertThat(hands.datasets(other)).allMatch(name -> name.matches("[a-z0-9_]+"));
  }

  @Test
  void noSecretIsKeptOrShown() throws IOException {
    PullRequestId pull = hands.staged("SELECT a + 7 AS a FROM `p.d.v`");
    answered(pull);
    String key = hands.world.gitHub().privateKeyPem().lines().skip(1).findFirst().orElseThrow();
    List<String> secrets = List.of(hands.world.gitHub().webhookSecret(), key, "ghs_");
    assertThat(hands.world.gitHub().comments(pull).stream().map(Comment::body))
        .noneMatch(body -> secrets.stream().anyMatch(body::contains));
    assertThat(hands.world.gitHub().requests())
        .noneMatch(request -> secrets.stream().anyMatch(request.body()::contains));
    try (Stream<Path> files = Files.walk(hands.folder.resolve("state"))) {
      for (Path file : files.filter(Files::isRegularFile).toList()) {
        String content = new String(Files.readAllBytes(file), StandardCharsets.ISO_8859_1);
        assertThat(secrets).as(file.toString()).noneMatch(content::contains);
      }
    }
  }
}
