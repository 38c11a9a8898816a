package dev.understudy.sandbox;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * What a request is answered with.
 *
 * @param body null for none
 */
record Answer(int status, @Nullable JsonNode body, Map<String, String> headers) {
  static Answer of(int status, JsonNode body) {
    return new Answer(status, body, Map.of());
  }

  static Answer ok(JsonNode body) {
    return of(200, body);
  }

  static Answer empty(int status) {
    return new Answer(status, null, Map.of());
  }

  Answer with(String header, String value) {
    Map<String, String> more = new TreeMap<>(headers);
    more.put(header, value);
    return new Answer(status, body, Map.copyOf(more));
  }
}
