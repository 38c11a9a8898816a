package dev.understudy.forge.github;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedDeque;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/**
 * A server that says what it is told to, for answers that GitHub's stand-in would never give. What
 * nobody prepared is 404.
 */
final class Scripted implements AutoCloseable {
  record Asked(String method, String path, String body, String authorization) {
    @Override
    public String toString() {
      return method + " " + path;
    }
  }

  private record Said(int status, String body, Map<String, String> headers) {}

  private static final int DROPPED = -1;
  private static final int SILENT = -2;
  private static final int ENDLESS = -3;

  private final HttpServer server;
  private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
  private final Map<String, ConcurrentLinkedDeque<Said>> script = new ConcurrentHashMap<>();
  private final CountDownLatch closed = new CountDownLatch(1);
  private final List<Asked> asked = new ArrayList<>();
  private volatile Said unprepared = new Said(404, "{\"message\":\"Not Found\"}", Map.of());

  Scripted() {
    try {
      server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
    server.setExecutor(threads);
    server.createContext("/", this::answer);
    server.start();
  }

  URI uri() {
    return URI.create("http://127.0.0.1:" + server.getAddress().getPort());
  }

  /** Answers a request such as {@code GET /user}; the last answer of a script is given forever. */
  Scripted says(String request, int status, String body, String... headers) {
    Map<String, String> pairs = new ConcurrentHashMap<>();
    for (int i = 0; i < headers.length; i += 2) {
      pairs.put(headers[i], headers[i + 1]);
    }
    script
        .computeIfAbsent(request, _ -> new ConcurrentLinkedDeque<>())
        .add(new Said(status, body, pairs));
    return this;
  }

  /** Answers so whatever nobody prepared. */
  void otherwise(int status, String body) {
    unprepared = new Said(status, body, Map.of());
  }

  /** Takes the request and hangs up. */
  Scripted drops(String request) {
    return says(request, DROPPED, "");
  }

  /** Takes the request and says nothing, or only that there will be something. */
  Scripted stalls(String request, boolean begun) {
    return says(request, begun ? ENDLESS : SILENT, "");
  }

  synchronized List<Asked> asked() {
    return List.copyOf(asked);
  }

  List<String> requests() {
    return asked().stream().map(Asked::toString).toList();
  }

  private void answer(HttpExchange exchange) throws IOException {
    try (exchange) {
      String body = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
      String shown = exchange.getRequestHeaders().getFirst("Authorization");
      Asked request =
          new Asked(
              exchange.getRequestMethod(),
              exchange.getRequestURI().getPath(),
              body,
              shown == null ? "" : shown);
      synchronized (this) {
        asked.add(request);
      }
      Said said = next(request.toString());
      if (said.status() < 0) {
        stall(exchange, said.status());
        return;
      }
      exchange.getResponseHeaders().add("Content-Type", "application/json");
      said.headers().forEach(exchange.getResponseHeaders()::set);
      byte[] bytes = said.body().getBytes(StandardCharsets.UTF_8);
      exchange.sendResponseHeaders(said.status(), bytes.length == 0 ? -1 : bytes.length);
      exchange.getResponseBody().write(bytes);
    }
  }

  private void stall(HttpExchange exchange, int how) throws IOException {
    if (how == ENDLESS) {
      exchange.sendResponseHeaders(200, 1_000);
      exchange.getResponseBody().write('{');
      exchange.getResponseBody().flush();
    }
    try {
      if (how != DROPPED) {
        closed.await();
      }
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    }
  }

  private Said next(String request) {
    ConcurrentLinkedDeque<Said> prepared = script.get(request);
    if (prepared == null) {
      return unprepared;
    }
    synchronized (prepared) {
      return prepared.size() == 1 ? prepared.getFirst() : prepared.removeFirst();
    }
  }

  @Override
  public void close() {
    closed.countDown();
    server.stop(0);
    threads.shutdownNow();
  }
}
