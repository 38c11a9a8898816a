package dev.understudy.endpoint;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * One request below {@code /bigquery/v2/projects}.
 *
 * @param path project first
 * @param ifMatch the etag that the caller has seen, or null
 */
record Call(
    String method,
    List<String> path,
    Map<String, String> query,
    ObjectNode body,
    @Nullable String ifMatch) {
  String part(int index) {
    return path.get(index);
  }

  int limit() {
    return Integer.parseInt(query.getOrDefault("maxResults", "1000"));
  }

  int offset() {
    return Integer.parseInt(query.getOrDefault("pageToken", query.getOrDefault("startIndex", "0")));
  }
}
