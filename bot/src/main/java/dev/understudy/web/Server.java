package dev.understudy.web;

import dev.understudy.failure.Problem;
import dev.understudy.failure.Unavailable;
import io.micronaut.context.ApplicationContext;
import io.micronaut.context.ApplicationContextBuilder;
import io.micronaut.http.server.exceptions.ServerStartupException;
import io.micronaut.runtime.graceful.GracefulShutdownManager;
import io.micronaut.runtime.server.EmbeddedServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The running server. Closing it first refuses new work, then waits for what is under way. */
public final class Server implements AutoCloseable {
  /** The threads that take deliveries in; nothing else runs on them. */
  static final String RECEIVER = "receiver";

  /** How many deliveries are taken in at once; with more they only waited for each other. */
  public static final int RECEIVERS = 4;

  /** The longest body that GitHub sends, and that is read, in bytes. */
  static final long LONGEST_BODY = 25L * 1024 * 1024;

  private static final Logger LOG = LoggerFactory.getLogger(Server.class);
  private static final Duration GRACE = Duration.ofSeconds(10);

  private final ApplicationContext context;
  private final EmbeddedServer server;

  private Server(ApplicationContext context, EmbeddedServer server) {
    this.context = context;
    this.server = server;
  }

  /**
   * Starts to listen; it is ready when this returns.
   *
   * @throws Problem where the host is no address of this machine
   * @throws Unavailable where its port cannot be listened on
   */
  public static Server start(ServerSettings settings, Backend backend) {
    if (!isHere(settings.host())) {
      throw Problem.usage(
          "UNDERSTUDY_HOST `"
              + settings.host()
              + "` is no address of this machine; 0.0.0.0 listens on all that it has");
    }
    ApplicationContext context =
        configured(ApplicationContext.builder(), settings, backend).start();
    try {
      EmbeddedServer server = context.getBean(EmbeddedServer.class);
      server.start();
      return new Server(context, server);
    } catch (ServerStartupException e) {
      context.close();
      throw new Unavailable(
          "cannot listen on " + settings.host() + ":" + settings.port() + ": is it in use?", e);
    }
  }

  /** Says what the server is made of and how it behaves; nothing else around it is asked. */
  static ApplicationContextBuilder configured(
      ApplicationContextBuilder builder, ServerSettings settings, Backend backend) {
    return builder
        .deduceEnvironment(false)
        .deduceCloudEnvironment(false)
        .enableDefaultPropertySources(false)
        .banner(false)
        .properties(properties(settings))
        .singletons(settings, backend);
  }

  /** Whether some port can be listened on there; whether the one wanted can, shows later. */
  private static boolean isHere(String host) {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getByName(host))) {
      return socket.isBound();
    } catch (IOException _) {
      return false;
    }
  }

  private static Map<String, Object> properties(ServerSettings settings) {
    return Map.of(
        "micronaut.application.name",
        "understudy",
        "micronaut.server.host",
        settings.host(),
        "micronaut.server.port",
        settings.port() == 0 ? -1 : settings.port(),
        "micronaut.server.max-request-size",
        LONGEST_BODY,
        "micronaut.server.max-request-buffer-size",
        LONGEST_BODY,
        "micronaut.server.idle-timeout",
        "60s",
        Bodies.LONGEST,
        "30s",
        "micronaut.netty.event-loops.default.num-threads",
        2,
        "micronaut.executors." + RECEIVER + ".type",
        "FIXED",
        "micronaut.executors." + RECEIVER + ".n-threads",
        RECEIVERS);
  }

  /** The port it listens on. */
  public int port() {
    return server.getPort();
  }

  /** Stops; readiness is down from the first moment. */
  @Override
  public void close() {
    context.getBean(Life.class).end();
    try {
      context
          .getBean(GracefulShutdownManager.class)
          .shutdownGracefully()
          .toCompletableFuture()
          .orTimeout(GRACE.toMillis(), TimeUnit.MILLISECONDS)
          .exceptionally(
              late -> {
                LOG.warn("requests were still under way after {} s", GRACE.toSeconds());
                return null;
              })
          .join();
    } finally {
      context.close();
    }
  }
}
