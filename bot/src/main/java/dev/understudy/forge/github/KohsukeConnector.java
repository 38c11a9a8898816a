package dev.understudy.forge.github;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.kohsuke.github.connector.GitHubConnector;
import org.kohsuke.github.connector.GitHubConnectorRequest;
import org.kohsuke.github.connector.GitHubConnectorResponse;

/**
 * Lets kohsuke's library send through the {@link Courier}. It never sees a broken connection, which
 * it would answer by sending the same write again.
 */
final class KohsukeConnector implements GitHubConnector {
  /** The credential is the courier's; what is not packed cannot burst when it is unpacked. */
  private static final Set<String> DROPPED = Set.of("authorization", "accept-encoding");

  private final Courier courier;

  KohsukeConnector(Courier courier) {
    this.courier = courier;
  }

  @Override
  public GitHubConnectorResponse send(GitHubConnectorRequest request) throws IOException {
    Map<String, String> headers = new HashMap<>();
    request
        .allHeaders()
        .forEach(
            (name, values) -> {
              if (name != null && !DROPPED.contains(name.toLowerCase(Locale.ROOT))) {
                headers.put(name, String.join(", ", values));
              }
            });
    Http.Question question =
        new Http.Question(request.method(), uri(request), headers, body(request));
    return new Answered(request, courier.send(question));
  }

  /** The address of a next page comes from GitHub. */
  private static URI uri(GitHubConnectorRequest request) {
    try {
      return request.url().toURI();
    } catch (URISyntaxException _) {
      throw GitHubRest.unreadable();
    }
  }

  private static @Nullable String body(GitHubConnectorRequest request) throws IOException {
    if (!request.hasBody()) {
      return null;
    }
    try (InputStream body = request.body()) {
      return body == null ? null : new String(body.readAllBytes(), StandardCharsets.UTF_8);
    }
  }

  private static final class Answered extends GitHubConnectorResponse.ByteArrayResponse {
    private final String body;

    Answered(GitHubConnectorRequest request, Http.Answer answer) {
      super(request, answer.status(), headers(answer));
      this.body = answer.body();
    }

    @Override
    protected InputStream rawBodyStream() {
      return new ByteArrayInputStream(body.getBytes(StandardCharsets.UTF_8));
    }

    /** Without the tag that makes the library ask once more for what is not there. */
    private static Map<String, List<String>> headers(Http.Answer answer) {
      Map<String, List<String>> headers = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
      headers.putAll(answer.headers().map());
      headers.remove("etag");
      return headers;
    }
  }
}
