package dev.understudy.web;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.LoggerContext;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.understudy.failure.Redaction;
import dev.understudy.failure.Secret;
import dev.understudy.intake.Deliveries;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.MDC;

/** Row 22 of the threat table: canaries in every place a secret could come from. */
class LogsTest {
  private static final String KEY = "-----BEGIN KEY-----\ncanary-line-one\ncanary-line-two\n";
  private static final Logger LOG = LoggerFactory.getLogger(LogsTest.class);

  private final ByteArrayOutputStream out = new ByteArrayOutputStream();

  @BeforeEach
  void write() {
    Logs.json(
        out,
        new Redaction(
            List.of(
                Secret.of(KEY),
                Secret.of("canary\"quoted/\\"),
                Served.GITHUB,
                Served.CIRCLECI,
                Secret.of(Served.PAGE))));
  }

  @AfterEach
  void writeAsBefore() {
    LoggerContext context = (LoggerContext) LoggerFactory.getILoggerFactory();
    context.reset();
    LogSetup setup = new LogSetup();
    setup.setContext(context);
    setup.configure(context);
  }

  private String written() {
    return out.toString(StandardCharsets.UTF_8);
  }

  @Test
  void aLineIsAJsonObjectWithItsFacts() throws JsonProcessingException {
    try (MDC.MDCCloseable _ = MDC.putCloseable("run", "r-1")) {
      LOG.info("kept {}", "it\n{\"forged\": 1}");
    }
    assertThat(written()).hasLineCount(1);
    JsonNode line = new ObjectMapper().readTree(written());
    assertThat(line.path("level").asText()).isEqualTo("INFO");
    assertThat(line.path("formattedMessage").asText()).isEqualTo("kept it\n{\"forged\": 1}");
    assertThat(line.path("mdc").path("run").asText()).isEqualTo("r-1");
  }

  @Test
  void noSecretIsWritten() {
    RuntimeException cause = new IllegalStateException("answered " + KEY);
    LOG.atError()
        .addKeyValue("token", "ghs_0123456789abcdefABCDEFcanary")
        .setCause(new IllegalStateException("canary\"quoted/\\", cause))
        .log("with {} and {}", Served.PAGE, "eyJcanarycanary.canarycanary.canarycanary");
    assertThat(written()).contains("***").doesNotContain("canary");
  }

  @Test
  void aDeliverysLineSaysWhatItIsOfAndNoSecret() throws JsonProcessingException {
    try (Served served = new Served("UNDERSTUDY_PAGE_SECRET", Served.PAGE)) {
      served.caller.send(
          served.caller.github("pull_request", "d-7", Deliveries.pullRequest("opened")));
      served.caller.send(
          served.caller.github("push", "d-8", "{").setHeader("X-Hub-Signature-256", "canary-x"));
      served.caller.send(served.caller.github("push", "d-10", "{"));
      served.memory.failure = new IllegalStateException("upstream said " + Served.GITHUB.reveal());
      served.caller.send(
          served.caller.github("pull_request", "d-9", Deliveries.pullRequest("closed")));
      served.caller.get("/", "Authorization", "Bearer " + Served.PAGE);
    }
    assertThat(written())
        .contains("a delivery's signature is wrong")
        .contains("upstream said ***")
        .doesNotContain("canary");
    assertThat(about("d-7").path("repository").asText()).isEqualTo("acme/sql");
    assertThat(about("d-7").path("pull_request").asText()).isEqualTo("88");
    assertThat(about("d-7").path("sha").asText()).isEqualTo(Deliveries.SHA);
    assertThat(about("d-8").path("repository").isMissingNode()).isTrue();
    assertThat(about("d-9").path("source").asText()).isEqualTo("github");
    assertThat(about("d-10").path("source").asText()).isEqualTo("github");
  }

  /** What the first line of a delivery says that it is about. */
  private JsonNode about(String delivery) throws JsonProcessingException {
    for (String line : written().lines().toList()) {
      JsonNode facts = new ObjectMapper().readTree(line).path("mdc");
      if (facts.path("delivery").asText().equals(delivery)) {
        return facts;
      }
    }
    throw new AssertionError("no line of " + delivery);
  }
}
