package dev.understudy.web;

import static org.assertj.core.api.Assertions.assertThat;

import io.micronaut.context.annotation.Property;
import io.micronaut.runtime.server.EmbeddedServer;
import io.micronaut.test.extensions.junit5.annotation.MicronautTest;
import java.io.IOException;
import java.net.SocketException;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Strangers who go on sending, but never come to the end. */
@MicronautTest(contextBuilder = DefaultServer.class)
@Property(name = Bodies.LONGEST, value = "1s")
class SlowSenderTest {
  private static final int MORE_THAN_TIME = 1_000;
  private static final long PAUSE_MILLIS = 20;

  private final int port;

  SlowSenderTest(EmbeddedServer server) {
    this.port = server.getPort();
  }

  @ParameterizedTest
  @ValueSource(strings = {"Content-Length: 26214400", "Transfer-Encoding: chunked"})
  void whoSendsAByteNowAndThenIsCutOff(String header) throws Exception {
    try (Stranger stranger = new Stranger(port, header)) {
      assertThat(stranger.isLetIn()).isTrue();
      assertThat(sent(stranger, header.startsWith("Transfer") ? "1\r\nx\r\n" : "x"))
          .isLessThan(MORE_THAN_TIME);
    }
  }

  /** How often something could be sent before the connection was ended. */
  private static int sent(Stranger stranger, String bit) throws InterruptedException, IOException {
    for (int times = 0; times < MORE_THAN_TIME; times++) {
      try {
        stranger.send(bit);
      } catch (SocketException ended) {
        return times;
      }
      Thread.sleep(PAUSE_MILLIS);
    }
    return MORE_THAN_TIME;
  }
}
