package dev.understudy.ci;

import dev.understudy.failure.Problem;
import dev.understudy.failure.Secret;
import dev.understudy.failure.Unavailable;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandler;
import java.net.http.HttpResponse.BodySubscribers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** Sends the token to one host only, within a time, and follows no redirect that leaves it. */
final class Http implements AutoCloseable {
  private static final int REDIRECTS = 3;
  private static final long DOCUMENT_BYTES = 8L << 20;

  private final HttpClient client;
  private final Secret token;

  Http(Secret token, Duration timeout) {
    this.token = token;
    client =
        HttpClient.newBuilder()
            .connectTimeout(timeout)
            .followRedirects(HttpClient.Redirect.NEVER)
            .build();
  }

  /** Reads a document; what it is goes into the sentence of a failure. */
  HttpResponse<String> get(String what, URI url, Duration timeout) {
    return get(what, url, document(), timeout);
  }

  /** Reads an address into a file where the answer is 200. */
  HttpResponse<String> download(String what, URI url, Path target, long limit, Duration timeout) {
    return get(
        what,
        url,
        info ->
            info.statusCode() == 200
                ? BodySubscribers.limiting(
                    BodySubscribers.mapping(BodySubscribers.ofFile(target), Path::toString), limit)
                : document().apply(info),
        timeout);
  }

  private HttpResponse<String> get(
      String what, URI url, BodyHandler<String> body, Duration timeout) {
    URI at = url;
    for (int hop = 0; hop <= REDIRECTS; hop++) {
      HttpResponse<String> response = send(what, request(at).GET().build(), body, timeout);
      if (!isRedirect(response)) {
        return response;
      }
      at = next(what, at, response);
    }
    throw new Unavailable("CircleCI redirected too often on the way to " + what, null);
  }

  /** Sends a document, once: a write that was redirected may have been done. */
  HttpResponse<String> post(String what, URI url, String json, Duration timeout) {
    HttpRequest request =
        request(url)
            .header("Content-Type", "application/json")
            .POST(HttpRequest.BodyPublishers.ofString(json))
            .build();
    HttpResponse<String> response = send(what, request, document(), timeout);
    if (isRedirect(response)) {
      throw Problem.usage(
          "CircleCI answers elsewhere than at " + url.getHost() + "; set UNDERSTUDY_CIRCLECI_URL");
    }
    return response;
  }

  @Override
  public void close() {
    client.shutdownNow();
  }

  /** Whether two addresses have the same scheme, host and port. */
  static boolean sameHost(URI one, URI other) {
    return other.getHost() != null
        && one.getScheme().equalsIgnoreCase(other.getScheme())
        && one.getHost().equalsIgnoreCase(other.getHost())
        && port(one) == port(other);
  }

  private HttpRequest.Builder request(URI url) {
    return HttpRequest.newBuilder(url)
        .header("Accept", "application/json")
        .header("Circle-Token", token.reveal());
  }

  private HttpResponse<String> send(
      String what, HttpRequest request, BodyHandler<String> body, Duration timeout) {
    CompletableFuture<HttpResponse<String>> answer = client.sendAsync(request, body);
    try {
      return answer.get(timeout.toMillis(), TimeUnit.MILLISECONDS);
    } catch (TimeoutException e) {
      answer.cancel(true);
      throw new Unavailable(
          "CircleCI did not answer within " + timeout.toSeconds() + " s about " + what, e);
    } catch (InterruptedException e) {
      answer.cancel(true);
      Thread.currentThread().interrupt();
      throw new Unavailable("asking CircleCI about " + what + " was interrupted", e);
    } catch (ExecutionException e) {
      throw failed(what, e);
    }
  }

  private static RuntimeException failed(String what, ExecutionException e) {
    // the words of HttpResponse.BodySubscribers.limiting
    if (e.getCause() instanceof IOException io
        && String.valueOf(io.getMessage()).contains("exceeds capacity")) {
      return Problem.of("CircleCI's answer about " + what + " is larger than allowed");
    }
    return new Unavailable("CircleCI could not be asked about " + what, e);
  }

  private static BodyHandler<String> document() {
    return HttpResponse.BodyHandlers.limiting(
        HttpResponse.BodyHandlers.ofString(StandardCharsets.UTF_8), DOCUMENT_BYTES);
  }

  private static boolean isRedirect(HttpResponse<String> response) {
    return switch (response.statusCode()) {
      case 301, 302, 303, 307, 308 -> true;
      default -> false;
    };
  }

  private static URI next(String what, URI at, HttpResponse<String> response) {
    try {
      URI next = at.resolve(URI.create(response.headers().firstValue("Location").orElse("")));
      if (sameHost(at, next)) {
        return next;
      }
    } catch (IllegalArgumentException _) {
      // the sentence below
    }
    throw Problem.of(
        "CircleCI redirected to another host on the way to " + what + ", which is not followed");
  }

  private static int port(URI uri) {
    return uri.getPort() >= 0 ? uri.getPort() : uri.getScheme().equals("https") ? 443 : 80;
  }
}
