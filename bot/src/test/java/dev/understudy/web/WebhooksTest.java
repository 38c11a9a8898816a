package dev.understudy.web;

import static org.assertj.core.api.Assertions.assertThat;

import dev.understudy.intake.Deliveries;
import dev.understudy.intake.Event;
import dev.understudy.intake.Received;
import io.micronaut.runtime.server.EmbeddedServer;
import io.micronaut.test.extensions.junit5.annotation.MicronautTest;
import java.io.ByteArrayInputStream;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Deliveries over real HTTP: what is kept, what is refused, and that nothing else happens. */
@MicronautTest(contextBuilder = DefaultServer.class)
class WebhooksTest {
  private static final String PULL = Deliveries.pullRequest("opened");

  private final Caller served;
  private final Memory memory;

  WebhooksTest(EmbeddedServer server, Memory memory) {
    this.served = new Caller(server.getPort());
    this.memory = memory;
  }

  @BeforeEach
  void empty() {
    memory.clear();
  }

  private void assertRefused(HttpResponse<String> answer, int status, String sentence) {
    assertThat(answer.statusCode()).isEqualTo(status);
    assertThat(answer.body()).contains(sentence).hasLineCount(1);
    assertThat(memory.kept).isEmpty();
  }

  @Test
  void aDeliveryIsKeptAndThenAcknowledged() {
    assertThat(served.send(served.github("pull_request", "d-1", PULL)).statusCode()).isEqualTo(202);
    assertThat(memory.kept).containsOnlyKeys("github d-1");
    assertThat(memory.kept.values())
        .extracting(Received::event)
        .containsExactly(new Event.PullRequestTouched(Event.Action.OPENED, Deliveries.SHA));
    HttpResponse<String> again = served.send(served.github("pull_request", "d-1", PULL));
    assertThat(again.statusCode()).isEqualTo(200);
    assertThat(again.body()).isEqualTo("known already\n");
  }

  @Test
  void aBodyIsSignedByItsBytes() {
    String body = Deliveries.comment("created", "/status").replace("mona", "zoë");
    assertRefused(
        served.send(served.github("issue_comment", "d-1", body)), 400, "comment.user.login");
    String title = PULL.replaceFirst("\\{", "{\"title\": \"Zoë 日本\", ");
    assertThat(served.send(served.github("pull_request", "d-1", title)).statusCode())
        .isEqualTo(202);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "sha256=", "sha256=00", "sha1=00", "nonsense"})
  void aForgedDeliveryHasNoEffect(String signature) {
    HttpRequest.Builder forged =
        served.github("pull_request", "d-1", PULL).setHeader("X-Hub-Signature-256", signature);
    assertRefused(served.send(forged), 401, "signature");
  }

  @Test
  void anUnsignedATwiceSignedAndATamperedDeliveryHaveNoEffect() {
    HttpRequest.Builder bare =
        HttpRequest.newBuilder(served.at("/webhooks/github"))
            .header("X-GitHub-Event", "pull_request")
            .header("X-GitHub-Delivery", "d-1");
    byte[] bytes = Deliveries.bytes(PULL);
    String right = "sha256=" + Deliveries.hmac(Served.GITHUB, bytes);
    assertRefused(
        served.send(bare.copy().POST(HttpRequest.BodyPublishers.ofByteArray(bytes))), 401, "");
    assertRefused(served.send(bare.copy().POST(HttpRequest.BodyPublishers.noBody())), 401, "");
    assertRefused(
        served.send(
            served.github("pull_request", "d-1", PULL).header("X-Hub-Signature-256", right)),
        401,
        "");
    bytes[40] ^= 1;
    assertRefused(
        served.send(
            served
                .github("pull_request", "d-1", PULL)
                .POST(HttpRequest.BodyPublishers.ofByteArray(bytes))),
        401,
        "");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "pull_request|{|the body is not JSON",
        "pull_request|[]|not a JSON object",
        "pull_request|{}|`action`",
        "issue_comment|{\"action\": \"created\"}|`issue` must be an object"
      })
  void whatCannotBeReadIsAnsweredWithOneSentence(String event, String body, String sentence) {
    assertRefused(served.send(served.github(event, "d-1", body)), 400, sentence);
  }

  @Test
  void aDeepBodyIsRefused() {
    assertRefused(
        served.send(served.github("push", "d-1", "[".repeat(100_000))), 400, "nested too deeply");
  }

  @ParameterizedTest
  @ValueSource(strings = {"X-GitHub-Delivery", "X-GitHub-Event"})
  void aHeaderThatIsMissingOrWrongIsNamed(String header) {
    HttpRequest.Builder request = served.github("pull_request", "d-1", PULL);
    assertRefused(served.send(request.copy().setHeader(header, "")), 400, header);
    assertRefused(served.send(request.copy().setHeader(header, "a'; --")), 400, header);
    assertRefused(served.send(request.copy().header(header, "twice")), 400, header);
  }

  @Test
  void whatIsNotForUsIsAcknowledgedWithoutEffect() {
    assertThat(served.send(served.github("star", "d-1", "{}")).statusCode()).isEqualTo(200);
    assertThat(served.send(served.github("ping", "d-2", "{\"zen\": \"x\"}")).body())
        .isEqualTo("pong\n");
    assertThat(
            served
                .send(served.github("issue_comment", "d-3", Deliveries.comment("created", "hi")))
                .body())
        .isEqualTo("nothing to do: a comment without a command\n");
    assertThat(memory.kept).isEmpty();
  }

  @Test
  void whatCannotBeKeptIsNotAcknowledged() {
    memory.databaseIsAway();
    assertRefused(served.send(served.github("pull_request", "d-1", PULL)), 503, "deliver it again");
    memory.failure = new IllegalStateException("a bug with a canary");
    HttpResponse<String> answer = served.send(served.github("pull_request", "d-1", PULL));
    assertRefused(answer, 500, "a bug of ours");
    assertThat(answer.body()).doesNotContain("canary");
  }

  @Test
  void aBodyBeyondTwentyFiveMegabytesIsRefused() {
    byte[] huge = new byte[26 * 1024 * 1024];
    HttpRequest.Builder request = served.github("push", "d-1", "{}");
    HttpResponse<String> known =
        served.send(request.copy().POST(HttpRequest.BodyPublishers.ofByteArray(huge)));
    HttpResponse<String> chunked =
        served.send(
            request
                .copy()
                .POST(
                    HttpRequest.BodyPublishers.ofInputStream(
                        () -> new ByteArrayInputStream(huge))));
    assertThat(known.statusCode()).isEqualTo(413);
    assertThat(chunked.statusCode()).isEqualTo(413);
    assertThat(memory.kept).isEmpty();
  }

  @Test
  void aBodyOfElevenMegabytesIsRead() {
    String body = PULL.replaceFirst("\\{", "{" + " ".repeat(11 * 1024 * 1024));
    assertThat(served.send(served.github("pull_request", "d-1", body)).statusCode()).isEqualTo(202);
  }

  @Test
  void circlecisDeliveriesAreKeptByTheirOwnId() {
    String body = Deliveries.workflow("gh/acme/sql", "\"vcs\": {}");
    assertThat(served.send(served.circleci(body)).statusCode()).isEqualTo(202);
    assertThat(served.send(served.circleci(body)).statusCode()).isEqualTo(200);
    assertThat(memory.kept).containsOnlyKeys("circleci 3888f21b-eaa7-38e3-8f3d-75a63bba8895");
  }

  @Test
  void circlecisForgeriesHaveNoEffect() {
    String body = Deliveries.workflow("gh/acme/sql", "\"vcs\": {}");
    assertRefused(
        served.send(served.circleci(body).setHeader("circleci-signature", "v2=x")), 401, "");
    assertRefused(served.send(served.circleci("{}")), 400, "`id`");
  }

  @Test
  void withoutItsSecretCirclecisAddressIsNotThere() {
    try (Served without = new Served("UNDERSTUDY_CIRCLECI_WEBHOOK_SECRET", "")) {
      assertThat(without.caller.send(without.caller.circleci("{}")).statusCode()).isEqualTo(404);
    }
  }

  @Test
  void aBurstIsKeptWhole() throws Exception {
    int burst = 300;
    try (ExecutorService senders = Executors.newFixedThreadPool(8)) {
      List<Callable<Integer>> calls = new ArrayList<>();
      for (int i = 0; i < burst; i++) {
        HttpRequest.Builder request = served.github("pull_request", "d-" + i, PULL);
        calls.add(() -> served.send(request).statusCode());
      }
      for (Future<Integer> answer : senders.invokeAll(calls)) {
        assertThat(answer.get()).isEqualTo(202);
      }
    }
    assertThat(memory.kept).hasSize(burst);
  }

  @Test
  void theMetricsCountByOutcome() {
    served.send(served.github("pull_request", "d-1", PULL));
    served.send(served.github("pull_request", "d-1", PULL).setHeader("X-Hub-Signature-256", "x"));
    assertThat(served.get("/prometheus").body())
        .contains("understudy_lanes{state=\"dead\"} 1.0")
        .containsPattern(
            "understudy_deliveries_seconds_count\\{event=\"pull_request\","
                + "outcome=\"accepted\",source=\"github\"} [1-9]")
        .containsPattern(
            "understudy_deliveries_seconds_count\\{event=\"unread\","
                + "outcome=\"forged\",source=\"github\"} [1-9]");
  }
}
