package dev.understudy.forge.github;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.MissingNode;
import dev.understudy.failure.Unavailable;
import java.net.URI;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The requests that kohsuke's library does not know, gets wrong, or would answer with more requests
 * of its own; each user says which.
 */
final class GitHubRest {
  private static final ObjectMapper JSON =
      new ObjectMapper(
          JsonFactory.builder()
              .streamReadConstraints(StreamReadConstraints.builder().maxNestingDepth(100).build())
              .build());

  private static final Pattern NEXT = Pattern.compile("<([^>]+)>;\\s*rel=\"next\"");
  private static final Map<String, String> HEADERS =
      Map.of("Accept", "application/vnd.github+json", "X-GitHub-Api-Version", "2022-11-28");
  private static final int MOST_PAGES = 300;

  private final Courier courier;

  GitHubRest(Courier courier) {
    this.courier = courier;
  }

  /** One part of a path. */
  static String part(String text) {
    return URLEncoder.encode(text, StandardCharsets.UTF_8).replace("+", "%20");
  }

  /** Reads one thing. */
  JsonNode get(String path) {
    return json(send("GET", at(path), null));
  }

  /** Reads a list page by page; stops early where the reader has seen enough. */
  void pages(String path, Page reader) {
    URI uri = at(path);
    for (int page = 0; page < MOST_PAGES; page++) {
      Http.Answer answer = send("GET", uri, null);
      String link = answer.header("link");
      Matcher next = NEXT.matcher(link == null ? "" : link);
      if (!reader.more(json(answer)) || !next.find()) {
        return;
      }
      uri = resolved(uri, next.group(1));
    }
    throw new Unavailable("GitHub's list has no end", null);
  }

  private static URI resolved(URI uri, String link) {
    try {
      return uri.resolve(link);
    } catch (IllegalArgumentException _) {
      throw unreadable();
    }
  }

  /** Reads a whole list. */
  List<JsonNode> list(String path) {
    List<JsonNode> all = new ArrayList<>();
    pages(
        path,
        page -> {
          page.forEach(all::add);
          return true;
        });
    return all;
  }

  /** Sees a page. */
  @FunctionalInterface
  interface Page {
    /** Whether the next one is wanted too. */
    boolean more(JsonNode page);
  }

  /** Writes. */
  JsonNode post(String path, Map<String, ?> body) {
    try {
      return json(send("POST", at(path), JSON.writeValueAsString(body)));
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("a map of texts is JSON", e);
    }
  }

  /** Asks for something to be done of which nothing needs to be said. */
  void post(String path) {
    send("POST", at(path), null);
  }

  /** Deletes. */
  void delete(String path) {
    send("DELETE", at(path), null);
  }

  /** A text that every such answer has. */
  static String text(JsonNode node, String pointer) {
    JsonNode value = node.at(pointer);
    if (!value.isTextual()) {
      throw unreadable();
    }
    return value.textValue();
  }

  /** A number that every such answer has. */
  static long number(JsonNode node, String pointer) {
    JsonNode value = node.at(pointer);
    if (!value.isIntegralNumber()) {
      throw unreadable();
    }
    return value.longValue();
  }

  static Unavailable unreadable() {
    return new Unavailable("GitHub's answer could not be read", null);
  }

  private URI at(String path) {
    return URI.create(courier.api() + path);
  }

  private Http.Answer send(String method, URI uri, @Nullable String body) {
    Map<String, String> headers = new HashMap<>(HEADERS);
    if (body != null) {
      headers.put("Content-Type", "application/json");
    }
    Http.Answer answer = courier.send(new Http.Question(method, uri, headers, body));
    if (answer.status() >= 400) {
      throw new Refused(answer.status());
    }
    return answer;
  }

  private static JsonNode json(Http.Answer answer) {
    try {
      return answer.body().isEmpty() ? MissingNode.getInstance() : JSON.readTree(answer.body());
    } catch (JsonProcessingException _) {
      throw unreadable();
    }
  }
}
