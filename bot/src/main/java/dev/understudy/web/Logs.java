package dev.understudy.web;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.encoder.JsonEncoder;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.OutputStreamAppender;
import dev.understudy.failure.Redaction;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import org.slf4j.LoggerFactory;

/**
 * A server's log: a JSON object a line, without secrets. What a thread works on goes into each of
 * its lines through SLF4J's MDC: {@code delivery}, {@code repository}, {@code pull_request}, {@code
 * sha}, {@code run}, {@code epoch}.
 */
public final class Logs {
  private Logs() {}

  /** Writes every log there in this form from now on. */
  public static void json(OutputStream out, Redaction redaction) {
    LoggerContext context = (LoggerContext) LoggerFactory.getILoggerFactory();
    Encoder encoder = new Encoder(redaction);
    encoder.setContext(context);
    encoder.start();
    OutputStreamAppender<ILoggingEvent> appender = new OutputStreamAppender<>();
    appender.setContext(context);
    appender.setEncoder(encoder);
    appender.setOutputStream(out);
    appender.start();
    Logger root = context.getLogger(Logger.ROOT_LOGGER_NAME);
    root.detachAndStopAllAppenders();
    root.addAppender(appender);
    root.setLevel(Level.INFO);
    context.getLogger("io.micronaut").setLevel(Level.WARN);
    context.getLogger("io.netty").setLevel(Level.WARN);
  }

  private static final class Encoder extends JsonEncoder {
    private final Redaction redaction;

    Encoder(Redaction redaction) {
      this.redaction = redaction;
      setWithSequenceNumber(false);
      setWithNanoseconds(false);
      setWithContext(false);
      setWithArguments(false);
      setWithMessage(false);
      setWithFormattedMessage(true);
    }

    @Override
    public byte[] encode(ILoggingEvent event) {
      String line = new String(super.encode(event), StandardCharsets.UTF_8);
      return redaction.of(line).getBytes(StandardCharsets.UTF_8);
    }
  }
}
