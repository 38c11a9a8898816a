package dev.understudy.web;

import static org.assertj.core.api.Assertions.assertThat;

import dev.understudy.intake.Deliveries;
import io.micronaut.runtime.server.EmbeddedServer;
import io.micronaut.test.extensions.junit5.annotation.MicronautTest;
import java.io.IOException;
import java.net.http.HttpRequest;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Strangers who announce large bodies and send them slowly, over real sockets. */
@MicronautTest(contextBuilder = DefaultServer.class)
class BodiesTest {
  private static final String PULL = Deliveries.pullRequest("opened");
  private static final String LARGEST = "Content-Length: 26214400";
  private static final int MOST = 4;
  private static final long PATIENCE_NANOS = 10_000_000_000L;

  private final List<Stranger> strangers = new ArrayList<>();
  private final Caller served;
  private final Memory memory;

  BodiesTest(EmbeddedServer server, Memory memory) {
    this.served = new Caller(server.getPort());
    this.memory = memory;
  }

  @AfterEach
  void everythingIsGivenBackWhenTheyAreGone() throws IOException {
    goAway();
    memory.clear();
    long end = System.nanoTime() + PATIENCE_NANOS;
    int letIn = 0;
    while (letIn < MOST) {
      assertThat(System.nanoTime()).as("taken and not given back").isLessThan(end);
      letIn += come(LARGEST).isLetIn() ? 1 : 0;
    }
    goAway();
  }

  private void goAway() throws IOException {
    for (Stranger stranger : strangers) {
      stranger.close();
    }
    strangers.clear();
  }

  private Stranger come(String header) throws IOException {
    Stranger stranger = new Stranger(served.port(), header);
    strangers.add(stranger);
    return stranger;
  }

  private void fill(String header) throws IOException {
    for (int i = 0; i < MOST; i++) {
      Stranger stranger = come(header);
      assertThat(stranger.isLetIn()).isTrue();
      stranger.send("{");
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        LARGEST,
        "Transfer-Encoding: chunked",
        "Content-Encoding: gzip\r\nContent-Length: 9000",
        "Content-Length: 99999999999"
      })
  void whatDoesNotFitIsRefusedBeforeItIsRead(String header) throws IOException {
    fill(LARGEST);
    assertThat(come(header).answer())
        .startsWith("HTTP/1.1 503 ")
        .containsIgnoringCase("\r\nretry-after: 30\r\n")
        .containsIgnoringCase("\r\nconnection: close\r\n")
        .containsIgnoringCase("\r\nX-Content-Type-Options: nosniff\r\n")
        .endsWith("\r\n\r\ntoo much is being delivered now, deliver it again\n");
    assertThat(served.get("/prometheus").body())
        .contains("event=\"unread\",outcome=\"unavailable\",source=\"unknown\"");
  }

  @Test
  void aBodyOfUnknownLengthCountsAsTheLargest() throws IOException {
    fill("Transfer-Encoding: chunked");
    assertThat(come(LARGEST).answer()).startsWith("HTTP/1.1 503 ");
  }

  @Test
  void smallDeliveriesAreTakenMeanwhile() throws IOException {
    fill(LARGEST);
    for (int i = 0; i < 50; i++) {
      HttpRequest.Builder small = served.github("pull_request", "d-" + i, PULL);
      assertThat(served.send(small).statusCode()).isEqualTo(202);
    }
    assertThat(memory.kept).hasSize(50);
  }

  @Test
  void everyAnswerGivesBackWhatWasTaken() {
    byte[] large = new byte[12 * 1024 * 1024];
    for (int i = 0; i < 20; i++) {
      HttpRequest.Builder forged =
          served
              .github("pull_request", "d-" + i, PULL)
              .POST(HttpRequest.BodyPublishers.ofByteArray(large));
      assertThat(served.send(forged).statusCode()).isEqualTo(401);
    }
  }
}
