package dev.understudy.sandbox;

import com.fasterxml.jackson.databind.JsonNode;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;

/** Takes webhooks, or refuses them. */
final class Receiver implements AutoCloseable {
  private final HttpServer server;
  private final Queue<Letter> letters = new ConcurrentLinkedQueue<>();
  private volatile int status = 202;

  /** What came. */
  record Letter(String event, String guid, String signature, String body) {
    JsonNode json() {
      return Json.parse(body);
    }

    String action() {
      return json().path("action").asText();
    }
  }

  Receiver() {
    try {
      server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    server.createContext("/", this::take);
    server.start();
  }

  URI url() {
    return URI.create("http://localhost:" + server.getAddress().getPort() + "/webhooks/github");
  }

  void answer(int code) {
    status = code;
  }

  List<Letter> letters() {
    return List.copyOf(letters);
  }

  Letter last(String event) {
    return letters().reversed().stream()
        .filter(l -> l.event().equals(event))
        .findFirst()
        .orElseThrow();
  }

  private void take(HttpExchange exchange) throws IOException {
    try (exchange) {
      var headers = exchange.getRequestHeaders();
      letters.add(
          new Letter(
              String.valueOf(headers.getFirst("X-GitHub-Event")),
              String.valueOf(headers.getFirst("X-GitHub-Delivery")),
              String.valueOf(headers.getFirst("X-Hub-Signature-256")),
              new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8)));
      exchange.sendResponseHeaders(status, -1);
    }
  }

  @Override
  public void close() {
    server.stop(0);
  }
}
