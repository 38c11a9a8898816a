package dev.understudy.sandbox;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpHeaders;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.Map;

/** Sends requests as one caller. */
final class Client {
  private static final HttpClient HTTP =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

  private final String base;
  private final String authorization;

  Client(String base, String authorization) {
    this.base = base;
    this.authorization = authorization;
  }

  /** An answer. */
  record Reply(int status, HttpHeaders headers, String text) {
    JsonNode json() {
      try {
        return Json.MAPPER.readTree(text);
      } catch (JsonProcessingException e) {
        throw new AssertionError(text, e);
      }
    }

    String header(String name) {
      return headers.firstValue(name).orElse("");
    }

    String message() {
      return json().path("message").asText();
    }
  }

  Reply get(String path) throws IOException {
    return send("GET", path, "", Map.of());
  }

  Reply post(String path, String body) throws IOException {
    return send("POST", path, body, Map.of());
  }

  Reply patch(String path, String body) throws IOException {
    return send("PATCH", path, body, Map.of());
  }

  Reply delete(String path) throws IOException {
    return send("DELETE", path, "", Map.of());
  }

  /** Single quotes in the body stand for double ones. */
  Reply send(String method, String path, String body, Map<String, String> headers)
      throws IOException {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(URI.create(path.startsWith("http") ? path : base + path))
            .header("Accept", "application/vnd.github+json")
            .method(
                method,
                body.isEmpty()
                    ? BodyPublishers.noBody()
                    : BodyPublishers.ofString(body.replace('\'', '"')));
    if (!body.isEmpty()) {
      request.header("Content-Type", "application/json");
    }
    if (!authorization.isEmpty()) {
      request.header("Authorization", authorization);
    }
    headers.forEach(request::header);
    try {
      var answer = HTTP.send(request.build(), BodyHandlers.ofString());
      return new Reply(answer.statusCode(), answer.headers(), answer.body());
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
  }
}
