package dev.understudy.sandbox;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * One request that the sandbox received and what it answered.
 *
 * @param target path and query, as sent
 * @param status what was answered, or would have been had the reply not been dropped
 * @param injected whether a {@link Fault} made the answer
 */
public record Exchange(
    Instant at,
    String method,
    String target,
    Map<String, List<String>> headers,
    String body,
    int status,
    Map<String, String> answerHeaders,
    @Nullable String answerBody,
    boolean injected) {
  public Exchange {
    headers = Map.copyOf(headers);
    answerHeaders = Map.copyOf(answerHeaders);
  }

  /** The target without its query. */
  public String path() {
    int question = target.indexOf('?');
    return question < 0 ? target : target.substring(0, question);
  }

  /** Whether GitHub's limit of 80 a minute and 500 an hour counts it. */
  public boolean isContentWrite() {
    return !method.equals("GET")
        && status < 300
        && !path().endsWith("/access_tokens")
        && !path().endsWith("/attempts");
  }
}
