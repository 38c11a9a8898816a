package dev.understudy.warehouse.bigquery;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.zip.GZIPInputStream;

/** A server that gives prepared answers in turn, then {@code {}}, and keeps what it was asked. */
final class Answers implements AutoCloseable {
  record Asked(String method, String path, String body) {
    @Override
    public String toString() {
      return method + " " + path;
    }
  }

  private record Answer(int status, String body, String retryAfter) {}

  private final HttpServer server;
  private final Queue<Answer> answers = new ArrayDeque<>();
  private final List<Asked> asked = new ArrayList<>();

  Answers() throws IOException {
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.createContext("/", this::answer);
    server.start();
  }

  URI uri() {
    return URI.create("http://127.0.0.1:" + server.getAddress().getPort());
  }

  synchronized Answers then(int status, String body) {
    answers.add(new Answer(status, body, ""));
    return this;
  }

  synchronized Answers thenError(int status, String reason, String message, String retryAfter) {
    String body =
        """
        {"error":{"code":%d,"message":"%s","errors":[{"reason":"%s","message":"%s"}]}}"""
            .formatted(status, message, reason, message);
    answers.add(new Answer(status, body, retryAfter));
    return this;
  }

  synchronized List<Asked> asked() {
    return List.copyOf(asked);
  }

  private synchronized void answer(HttpExchange exchange) throws IOException {
    try (exchange) {
      byte[] raw = exchange.getRequestBody().readAllBytes();
      if ("gzip".equals(exchange.getRequestHeaders().getFirst("Content-Encoding"))) {
        try (var zip = new GZIPInputStream(new ByteArrayInputStream(raw))) {
          raw = zip.readAllBytes();
        }
      }
      String body = new String(raw, StandardCharsets.UTF_8);
      String path = exchange.getRequestURI().getPath().replace("/bigquery/v2/projects/", "");
      asked.add(new Asked(exchange.getRequestMethod(), path, body));
      Answer answer = answers.isEmpty() ? new Answer(200, "{}", "") : answers.remove();
      if (!answer.retryAfter().isEmpty()) {
        exchange.getResponseHeaders().add("Retry-After", answer.retryAfter());
      }
      exchange.getResponseHeaders().add("Content-Type", "application/json");
      byte[] bytes = answer.body().getBytes(StandardCharsets.UTF_8);
      exchange.sendResponseHeaders(answer.status(), bytes.length == 0 ? -1 : bytes.length);
      exchange.getResponseBody().write(bytes);
    }
  }

  @Override
  public void close() {
    server.stop(0);
  }
}
