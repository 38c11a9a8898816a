package dev.understudy.web;

import dev.understudy.intake.Deliveries;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;

/** Whoever calls the server at a port of this machine, and knows its secrets. */
record Caller(int port) {
  private static final HttpClient CLIENT = HttpClient.newHttpClient();

  URI at(String path) {
    return URI.create("http://localhost:" + port + path);
  }

  HttpResponse<String> get(String path, String... headers) {
    HttpRequest.Builder request = HttpRequest.newBuilder(at(path));
    return send(headers.length == 0 ? request : request.headers(headers));
  }

  HttpResponse<String> send(HttpRequest.Builder request) {
    try {
      return CLIENT.send(request.build(), HttpResponse.BodyHandlers.ofString());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  /** A delivery of GitHub's with the right signature. */
  HttpRequest.Builder github(String event, String delivery, String body) {
    byte[] bytes = Deliveries.bytes(body);
    return HttpRequest.newBuilder(at("/webhooks/github"))
        .header("Content-Type", "application/json")
        .header("X-GitHub-Event", event)
        .header("X-GitHub-Delivery", delivery)
        .header("X-Hub-Signature-256", "sha256=" + Deliveries.hmac(Served.GITHUB, bytes))
        .POST(HttpRequest.BodyPublishers.ofByteArray(bytes));
  }

  /** A delivery of CircleCI's with the right signature. */
  HttpRequest.Builder circleci(String body) {
    byte[] bytes = Deliveries.bytes(body);
    return HttpRequest.newBuilder(at("/webhooks/circleci"))
        .header("Content-Type", "application/json")
        .header("circleci-signature", "v1=" + Deliveries.hmac(Served.CIRCLECI, bytes))
        .POST(HttpRequest.BodyPublishers.ofByteArray(bytes));
  }
}
