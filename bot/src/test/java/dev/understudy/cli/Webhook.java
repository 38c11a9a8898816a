package dev.understudy.cli;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.util.HexFormat;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/** A delivery as GitHub signs it, with the sandbox's secret, under a name of one's own. */
public final class Webhook {
  private static final String SECRET = "the-sandbox-signs-with-this";

  private Webhook() {}

  /** The request. */
  public static HttpRequest request(String url, String event, String guid, String payload) {
    return HttpRequest.newBuilder(URI.create(url))
        .header("Content-Type", "application/json")
        .header("X-GitHub-Delivery", guid)
        .header("X-GitHub-Event", event)
        .header("X-Hub-Signature-256", signature(payload))
        .POST(BodyPublishers.ofString(payload))
        .build();
  }

  /** Sends it and returns the status of the answer. */
  static int send(String url, String event, String guid, String payload)
      throws IOException, InterruptedException {
    try (HttpClient client = HttpClient.newHttpClient()) {
      return client
          .send(request(url, event, guid, payload), BodyHandlers.discarding())
          .statusCode();
    }
  }

  private static String signature(String payload) {
    try {
      Mac mac = Mac.getInstance("HmacSHA256");
      mac.init(new SecretKeySpec(SECRET.getBytes(StandardCharsets.UTF_8), "HmacSHA256"));
      byte[] digest = mac.doFinal(payload.getBytes(StandardCharsets.UTF_8));
      return "sha256=" + HexFormat.of().formatHex(digest);
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }
}
