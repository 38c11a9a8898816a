package dev.understudy.cli;

import dev.understudy.failure.Secret;
import dev.understudy.intake.Deliveries;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;

/** A delivery as GitHub signs it, with the sandbox's secret and a name of one's own. */
public final class Webhook {
  private static final Secret SECRET = Secret.of("the-sandbox-signs-with-this");

  private Webhook() {}

  /** The request. */
  public static HttpRequest request(String url, String event, String guid, String payload) {
    return HttpRequest.newBuilder(URI.create(url))
        .header("Content-Type", "application/json")
        .header("X-GitHub-Delivery", guid)
        .header("X-GitHub-Event", event)
        .header("X-Hub-Signature-256", "sha256=" + hmac(SECRET, payload))
        .POST(BodyPublishers.ofString(payload))
        .build();
  }

  /** Sends it and returns the status of the answer. */
  static int send(String url, String event, String guid, String payload)
      throws IOException, InterruptedException {
    return sent(request(url, event, guid, payload));
  }

  /** Sends one as CircleCI signs it, and returns the status of the answer. */
  static int sendOfCircleCi(String url, Secret secret, String payload)
      throws IOException, InterruptedException {
    return sent(
        HttpRequest.newBuilder(URI.create(url))
            .header("Content-Type", "application/json")
            .header("circleci-signature", "v1=" + hmac(secret, payload))
            .POST(BodyPublishers.ofString(payload))
            .build());
  }

  private static int sent(HttpRequest request) throws IOException, InterruptedException {
    try (HttpClient client = HttpClient.newHttpClient()) {
      return client.send(request, BodyHandlers.discarding()).statusCode();
    }
  }

  private static String hmac(Secret secret, String payload) {
    return Deliveries.hmac(secret, Deliveries.bytes(payload));
  }
}
