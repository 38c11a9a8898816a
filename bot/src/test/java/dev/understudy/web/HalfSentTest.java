package dev.understudy.web;

import static org.assertj.core.api.Assertions.assertThat;

import io.micronaut.context.annotation.Property;
import io.micronaut.runtime.server.EmbeddedServer;
import io.micronaut.test.extensions.junit5.annotation.MicronautTest;
import java.io.IOException;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Strangers who never send the rest: the server ends what is idle. */
@MicronautTest(contextBuilder = DefaultServer.class)
@Property(name = "micronaut.server.idle-timeout", value = "1s")
class HalfSentTest {
  private final int port;

  HalfSentTest(EmbeddedServer server) {
    this.port = server.getPort();
  }

  @ParameterizedTest
  @ValueSource(strings = {"Content-Length: 26214400", "Transfer-Encoding: chunked"})
  void aHalfSentRequestEndsAndGivesBackWhatItTook(String header) throws IOException {
    for (int round = 0; round < 2; round++) {
      try (Stranger one = new Stranger(port, header);
          Stranger two = new Stranger(port, header);
          Stranger three = new Stranger(port, header);
          Stranger four = new Stranger(port, header)) {
        for (Stranger stranger : new Stranger[] {one, two, three, four}) {
          assertThat(stranger.isLetIn()).isTrue();
        }
        for (Stranger stranger : new Stranger[] {one, two, three, four}) {
          assertThat(stranger.answer()).isEmpty();
        }
      }
    }
  }
}
