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
      LOG.atInfo().addKeyValue("delivery", "d-1").log("kept {}", "it\n{\"forged\": 1}");
    }
    assertThat(written()).hasLineCount(1);
    JsonNode line = new ObjectMapper().readTree(written());
    assertThat(line.path("level").asText()).isEqualTo("INFO");
    assertThat(line.path("formattedMessage").asText()).isEqualTo("kept it\n{\"forged\": 1}");
    assertThat(line.path("mdc").path("run").asText()).isEqualTo("r-1");
    assertThat(line.path("kvpList").path(0).path("delivery").asText()).isEqualTo("d-1");
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
  void aDeliverysLineSaysWhatItIsOfAndNoSecret() {
    try (Served served = new Served("UNDERSTUDY_PAGE_SECRET", Served.PAGE)) {
      served.caller.send(
          served.caller.github("pull_request", "d-7", Deliveries.pullRequest("opened")));
      served.caller.send(
          served.caller.github("push", "d-8", "{").setHeader("X-Hub-Signature-256", "canary-x"));
      served.memory.failure = new IllegalStateException("upstream said " + Served.GITHUB.reveal());
      served.caller.send(
          served.caller.github("pull_request", "d-9", Deliveries.pullRequest("closed")));
      served.caller.get("/", "Authorization", "Bearer " + Served.PAGE);
    }
    assertThat(written())
        .contains("{\"delivery\":\"d-7\"}")
        .contains("{\"repository\":\"acme\\/sql\"}")
        .contains("{\"pull_request\":\"88\"}")
        .contains("{\"sha\":\"" + Deliveries.SHA + "\"}")
        .contains("a delivery's signature is wrong")
        .contains("upstream said ***")
        .doesNotContain("canary");
  }
}
