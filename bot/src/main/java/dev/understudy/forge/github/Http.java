package dev.understudy.forge.github;

import dev.understudy.failure.Problem;
import dev.understudy.failure.Unavailable;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpHeaders;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/**
 * The one place that opens connections to GitHub: only to the host of the settings, never for
 * longer than the timeout, and following no redirect. kohsuke's connector for the JDK's client has
 * no timeout of its own, and the JDK's ends with the headers.
 */
final class Http implements AutoCloseable {
  private static final Duration CONNECT = Duration.ofSeconds(10);
  private static final long LONGEST = 20_000_000;

  private final URI api;
  private final Duration timeout;
  private final HttpClient client;

  /** A request; the headers without {@code Authorization}. */
  record Question(String method, URI uri, Map<String, String> headers, @Nullable String body) {
    boolean writes() {
      return !method.equals("GET") && !method.equals("HEAD");
    }

    Question to(URI other) {
      return new Question(method, other, headers, body);
    }
  }

  /** What came back. */
  record Answer(int status, HttpHeaders headers, String body) {
    @Nullable String header(String name) {
      return headers.firstValue(name).orElse(null);
    }
  }

  Http(URI api, Duration timeout) {
    this.api = api;
    this.timeout = timeout;
    this.client =
        HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .followRedirects(HttpClient.Redirect.NEVER)
            .connectTimeout(CONNECT.compareTo(timeout) < 0 ? CONNECT : timeout)
            .build();
  }

  URI api() {
    return api;
  }

  /**
   * Asks once.
   *
   * @throws Problem where the address is not GitHub's
   * @throws Unavailable where there is no answer
   */
  Answer send(Question question, String authorization) {
    if (!isOurs(question.uri())) {
      throw Problem.usage(
          "GitHub named an address on another host, which is not followed: `"
              + question.uri().getHost()
              + "`");
    }
    HttpRequest.Builder request =
        HttpRequest.newBuilder(question.uri())
            .timeout(timeout)
            .method(
                question.method(),
                question.body() == null
                    ? BodyPublishers.noBody()
                    : BodyPublishers.ofString(question.body()));
    question.headers().forEach(request::setHeader);
    request.setHeader("User-Agent", "understudy");
    request.setHeader("Authorization", authorization);
    return await(
        client.sendAsync(request.build(), BodyHandlers.limiting(BodyHandlers.ofString(), LONGEST)));
  }

  private Answer await(CompletableFuture<HttpResponse<String>> answered) {
    try {
      HttpResponse<String> answer = answered.get(timeout.toNanos(), TimeUnit.NANOSECONDS);
      return new Answer(answer.statusCode(), answer.headers(), answer.body());
    } catch (InterruptedException e) {
      answered.cancel(true);
      Thread.currentThread().interrupt();
      throw new Unavailable("stopped while waiting for GitHub", e);
    } catch (TimeoutException e) {
      answered.cancel(true);
      throw new Unavailable(
          "GitHub at " + api + " did not answer within " + timeout.toSeconds() + " seconds", e);
    } catch (ExecutionException e) {
      throw new Unavailable("GitHub at " + api + " does not answer", e.getCause());
    }
  }

  /** Whether an address is below the API's root. */
  boolean isOurs(URI uri) {
    String path = uri.normalize().getRawPath();
    return api.getScheme().equalsIgnoreCase(uri.getScheme())
        && api.getHost().equalsIgnoreCase(uri.getHost())
        && api.getPort() == uri.getPort()
        && uri.getRawUserInfo() == null
        && path != null
        && path.startsWith(api.getRawPath() + "/");
  }

  @Override
  public void close() {
    client.shutdownNow();
  }
}
