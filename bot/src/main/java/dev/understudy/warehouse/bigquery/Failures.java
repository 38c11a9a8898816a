package dev.understudy.warehouse.bigquery;

import com.google.api.client.googleapis.json.GoogleJsonError;
import com.google.api.client.googleapis.json.GoogleJsonResponseException;
import com.google.api.client.http.HttpResponseException;
import dev.understudy.failure.Problem;
import dev.understudy.failure.Unavailable;
import dev.understudy.warehouse.Retry;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Sorts what BigQuery answers.
 *
 * @see <a href="https://cloud.google.com/bigquery/docs/error-messages">Error messages</a>
 */
final class Failures {
  private static final Set<String> RETRYABLE =
      Set.of(
          "rateLimitExceeded",
          "userRateLimitExceeded",
          "jobRateLimitExceeded",
          "backendError",
          "internalError",
          "jobBackendError",
          "jobInternalError");

  private Failures() {}

  /** The exception that says what to do about it. */
  static RuntimeException sort(String endpoint, IOException e) {
    if (!(e instanceof HttpResponseException answer)) {
      return new Retry.Again("BigQuery at " + endpoint + " does not answer", null, e);
    }
    String reason = reason(answer);
    String message = message(answer);
    int status = answer.getStatusCode();
    if (reason.equals("quotaExceeded")) {
      return new Unavailable(
          "BigQuery's quota is used up: "
              + message
              + "; wait until it is refilled or ask for a higher one",
          e);
    }
    if (reason.equals("insufficientStorage")) {
      return new Unavailable("BigQuery at " + endpoint + " has no room: " + message, e);
    }
    if (RETRYABLE.contains(reason) || status == 429 || status >= 500) {
      return new Retry.Again("BigQuery says: " + message, retryAfter(answer), e);
    }
    if (status == 401) {
      return Problem.usage("BigQuery does not accept the credentials: " + message);
    }
    if (status == 403) {
      return Problem.usage("BigQuery denies access: " + message);
    }
    return Problem.of(message);
  }

  static boolean is(IOException e, int status) {
    return e instanceof HttpResponseException answer && answer.getStatusCode() == status;
  }

  private static String reason(HttpResponseException e) {
    GoogleJsonError error = details(e);
    List<GoogleJsonError.ErrorInfo> errors = error == null ? null : error.getErrors();
    if (errors == null || errors.isEmpty()) {
      return "";
    }
    String reason = errors.getFirst().getReason();
    return reason == null ? "" : reason;
  }

  private static String message(HttpResponseException e) {
    GoogleJsonError error = details(e);
    String message = error == null ? null : error.getMessage();
    return message == null ? "HTTP status " + e.getStatusCode() : message.strip();
  }

  private static @Nullable GoogleJsonError details(HttpResponseException e) {
    return e instanceof GoogleJsonResponseException json ? json.getDetails() : null;
  }

  private static @Nullable Duration retryAfter(HttpResponseException e) {
    String header = e.getHeaders().getRetryAfter();
    return header != null && header.matches("\\d{1,6}")
        ? Duration.ofSeconds(Long.parseLong(header))
        : null;
  }
}
