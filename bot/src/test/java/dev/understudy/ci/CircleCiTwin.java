package dev.understudy.ci;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.understudy.failure.Secret;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/**
 * Answers as CircleCI's API v2 reference says, on the loopback address, and keeps what it heard.
 */
public final class CircleCiTwin implements AutoCloseable {
  /** What it is asked with. */
  public static final String TOKEN = "CCIPAT_canary_51f0";

  /** What came: {@code POST /path?query}, the token and the body. */
  public record Heard(String line, String token, String body) {}

  /** A body is kept with one character for each byte. */
  private record Said(int status, String body, Map<String, String> headers, boolean stall) {}

  private final HttpServer server;
  private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
  private final Map<String, Said> answers = new ConcurrentHashMap<>();
  private final List<Heard> heard = new CopyOnWriteArrayList<>();
  private final CountDownLatch closed = new CountDownLatch(1);

  /** On a free port. */
  public CircleCiTwin() {
    try {
      server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    server.setExecutor(threads);
    server.createContext("/", this::answer);
    server.start();
  }

  /** Its address. */
  public URI url() {
    return URI.create("http://127.0.0.1:" + server.getAddress().getPort());
  }

  CircleCiSettings settings() {
    return new CircleCiSettings(url(), url(), Secret.of(TOKEN), Map.of());
  }

  /** All that came. */
  public List<Heard> heard() {
    return heard;
  }

  /** Teaches it an answer to a request, without headers. */
  public void answers(String line, int status, String body) {
    answers(line, status, body, Map.of());
  }

  /** Teaches it a file. */
  public void answers(String line, byte[] file) {
    answers.put(
        line, new Said(200, new String(file, StandardCharsets.ISO_8859_1), Map.of(), false));
  }

  void answers(String line, int status, String body, Map<String, String> headers) {
    answers.put(line, new Said(status, packed(body), headers, false));
  }

  /** Sends the headers and the first half of the body, and then nothing. */
  void stalls(String line, String body) {
    answers.put(line, new Said(200, packed(body), Map.of(), true));
  }

  private static String packed(String text) {
    return new String(text.getBytes(StandardCharsets.UTF_8), StandardCharsets.ISO_8859_1);
  }

  @Override
  public void close() {
    closed.countDown();
    server.stop(0);
    threads.close();
  }

  private void answer(HttpExchange exchange) throws IOException {
    try (exchange) {
      String line = exchange.getRequestMethod() + " " + exchange.getRequestURI();
      String token = exchange.getRequestHeaders().getFirst("Circle-Token");
      String body = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
      heard.add(new Heard(line, token == null ? "" : token, body));
      Said said =
          answers.getOrDefault(
              line, new Said(501, packed("nobody taught me " + line), Map.of(), false));
      said.headers().forEach(exchange.getResponseHeaders()::set);
      byte[] bytes = said.body().getBytes(StandardCharsets.ISO_8859_1);
      int length = bytes.length;
      exchange.sendResponseHeaders(said.status(), length == 0 ? -1 : length);
      exchange.getResponseBody().write(bytes, 0, said.stall() ? length / 2 : length);
      exchange.getResponseBody().flush();
      if (said.stall()) {
        closed.await();
      }
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    }
  }
}
