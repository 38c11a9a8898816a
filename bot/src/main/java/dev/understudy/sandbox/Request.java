package dev.understudy.sandbox;

import com.sun.net.httpserver.HttpExchange;
import java.io.IOException;
import java.net.URLDecoder;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A request as it came.
 *
 * @param target path and query
 */
record Request(String method, String target, Map<String, List<String>> headers, String body) {
  static Request of(HttpExchange exchange) throws IOException {
    return new Request(
        exchange.getRequestMethod(),
        exchange.getRequestURI().toString(),
        Map.copyOf(exchange.getRequestHeaders()),
        new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8));
  }

  String path() {
    return target.substring(0, question());
  }

  private int question() {
    int at = target.indexOf('?');
    return at < 0 ? target.length() : at;
  }

  @Nullable String header(String name) {
    return headers.entrySet().stream()
        .filter(e -> e.getKey().equalsIgnoreCase(name))
        .map(e -> e.getValue().getFirst())
        .findFirst()
        .orElse(null);
  }

  Map<String, String> query() {
    Map<String, String> query = new HashMap<>();
    String text = target.substring(question());
    if (text.length() > 1) {
      for (String pair : text.substring(1).split("&")) {
        String[] sides = pair.split("=", 2);
        query.put(decode(sides[0]), decode(sides.length == 2 ? sides[1] : ""));
      }
    }
    return query;
  }

  static String encode(String text) {
    return URLEncoder.encode(text, StandardCharsets.UTF_8).replace("+", "%20");
  }

  private static String decode(String text) {
    return URLDecoder.decode(text, StandardCharsets.UTF_8);
  }
}
