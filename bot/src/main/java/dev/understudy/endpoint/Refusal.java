package dev.understudy.endpoint;

/** An answer other than 2xx, in BigQuery's terms. */
final class Refusal extends RuntimeException {
  private static final long serialVersionUID = 1L;
  private final int code;
  private final String reason;

  Refusal(int code, String reason, String message) {
    super(message, null, false, false);
    this.code = code;
    this.reason = reason;
  }

  static Refusal notFound(String what, String location) {
    boolean placed = what.startsWith("Table") || what.startsWith("Dataset");
    String place = placed ? " was not found in location " + location : "";
    return new Refusal(404, "notFound", "Not found: " + what + place);
  }

  static Refusal duplicate(String what) {
    return new Refusal(409, "duplicate", "Already Exists: " + what);
  }

  static Refusal invalid(String message) {
    return new Refusal(400, "invalid", message);
  }

  /** Where BigQuery would decide and this endpoint cannot. */
  static Refusal undecidable(String reason) {
    return new Refusal(400, "undecidable", "unknown: " + reason);
  }

  static Refusal query(String message) {
    return new Refusal(400, "invalidQuery", message);
  }

  int code() {
    return code;
  }

  String reason() {
    return reason;
  }

  String text() {
    String message = getMessage();
    return message == null ? reason : message;
  }
}
