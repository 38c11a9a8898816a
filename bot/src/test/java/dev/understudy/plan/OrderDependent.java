package dev.understudy.plan;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Tells a test that expects the order of unordered rows from one that fails. */
final class OrderDependent {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final Pattern EXPECTED =
      Pattern.compile("Expected (\\[.*]) but got (\\[.*])", Pattern.DOTALL);

  private OrderDependent() {}

  /** Whether the lists in a message hold the same elements as often as each other. */
  static boolean explains(String message) {
    Matcher matcher = EXPECTED.matcher(message);
    return matcher.matches() && elements(matcher.group(1)).equals(elements(matcher.group(2)));
  }

  private static List<String> elements(String list) {
    List<String> elements = new ArrayList<>();
    try {
      for (JsonNode element : JSON.readTree(list)) {
        // A row of one nameless column stands for its value.
        JsonNode only = element.size() == 1 ? element.get("") : null;
        elements.add((only == null ? element : only).toString());
      }
    } catch (JsonProcessingException _) {
      return List.of(list);
    }
    elements.sort(null);
    return elements;
  }
}
