package dev.understudy.sandbox;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Cuts listings into pages ("Using pagination in the REST API", docs.github.com). */
final class Page {
  private static final int DEFAULT = 30;
  private static final int LIMIT = 100;

  private final String base;

  /** Of a server at an address. */
  Page(String base) {
    this.base = base;
  }

  /** A page of an array. */
  Answer of(Call call, List<? extends JsonNode> all) {
    return of(call, null, all);
  }

  /** A page of the array in a field of an object with {@code total_count}. */
  Answer of(Call call, @Nullable String field, List<? extends JsonNode> all) {
    int size = size(call);
    int last = Math.max(1, (all.size() + size - 1) / size);
    int page = Math.clamp(number(call.query("page", "1")), 1, last + 1);
    int from = Math.min((page - 1) * size, all.size());
    ArrayNode elements = Json.array(all.subList(from, Math.min(from + size, all.size())));
    Answer answer =
        Answer.ok(
            field == null
                ? elements
                : Json.object().put("total_count", all.size()).set(field, elements));
    return last == 1 ? answer : answer.with("Link", links(call, page, last));
  }

  static int size(Call call) {
    return Math.clamp(number(call.query("per_page", "" + DEFAULT)), 1, LIMIT);
  }

  private String links(Call call, int page, int last) {
    List<String> links = new ArrayList<>();
    if (page > 1) {
      links.add(link(call, "page", "" + (page - 1), "prev"));
    }
    if (page < last) {
      links.add(link(call, "page", "" + (page + 1), "next"));
      links.add(link(call, "page", "" + last, "last"));
    }
    if (page > 1) {
      links.add(link(call, "page", "1", "first"));
    }
    return String.join(", ", links);
  }

  String link(Call call, String name, String value, String relation) {
    Map<String, String> query = new TreeMap<>(call.query());
    query.put(name, value);
    String text =
        query.entrySet().stream()
            .map(e -> Request.encode(e.getKey()) + "=" + Request.encode(e.getValue()))
            .collect(Collectors.joining("&"));
    return "<" + base + call.path().group() + "?" + text + ">; rel=\"" + relation + "\"";
  }

  private static int number(String text) {
    try {
      return Integer.parseInt(text);
    } catch (NumberFormatException _) {
      return 1;
    }
  }
}
