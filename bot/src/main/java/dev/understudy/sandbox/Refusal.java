package dev.understudy.sandbox;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.Serial;
import org.jspecify.annotations.Nullable;

/** An answer other than 2xx, in GitHub's form. */
final class Refusal extends RuntimeException {
  @Serial private static final long serialVersionUID = 1L;
  private static final String DOCUMENTATION = "https://docs.github.com/rest";

  private final int status;
  private final transient @Nullable ArrayNode errors;

  private Refusal(int status, String message, @Nullable ArrayNode errors) {
    super(message, null, false, false);
    this.status = status;
    this.errors = errors;
  }

  Refusal(int status, String message) {
    this(status, message, null);
  }

  static Refusal notFound() {
    return new Refusal(404, "Not Found");
  }

  static Refusal forbidden() {
    return new Refusal(403, "Resource not accessible by integration");
  }

  /** What a field holds is refused. */
  static Refusal invalid(String resource, String field, String message) {
    ArrayNode errors = Json.MAPPER.createArrayNode();
    errors
        .addObject()
        .put("resource", resource)
        .put("field", field)
        .put("code", "custom")
        .put("message", field + " " + message);
    return new Refusal(422, "Validation Failed", errors);
  }

  Answer answer() {
    ObjectNode body = Json.object().put("message", getMessage());
    if (errors != null) {
      body.set("errors", errors);
    }
    body.put("documentation_url", DOCUMENTATION).put("status", Integer.toString(status));
    return Answer.of(status, body);
  }
}
