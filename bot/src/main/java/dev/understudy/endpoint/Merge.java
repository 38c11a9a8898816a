package dev.understudy.endpoint;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Set;

/** PATCH and PUT: a resource as it is after a caller's changes. */
final class Merge {
  /** What the service sets. */
  private static final Set<String> OUTPUT =
      Set.of("kind", "id", "etag", "selfLink", "creationTime", "lastModifiedTime", "type");

  private Merge() {}

  /** A PATCH changes what it names; a PUT replaces all that a caller may set. */
  static ObjectNode of(Call call, ObjectNode old) {
    checkEtag(call, old);
    ObjectNode next = old.deepCopy();
    boolean patch = call.method().equals("PATCH");
    if (!patch) {
      next.properties().stream()
          .map(field -> field.getKey())
          .filter(key -> isSettable(key) && !call.body().has(key))
          .toList()
          .forEach(next::remove);
    }
    for (var field : call.body().properties()) {
      JsonNode value = field.getValue();
      if (field.getKey().equals("labels") && patch && value.isObject()) {
        ObjectNode labels = next.withObject("/labels");
        value.properties().forEach(l -> set(labels, l.getKey(), l.getValue()));
      } else if (isSettable(field.getKey())) {
        set(next, field.getKey(), value);
      }
    }
    Resources.labels(next);
    return next;
  }

  private static boolean isSettable(String key) {
    return !key.endsWith("Reference")
        && !key.startsWith("_")
        && !OUTPUT.contains(key)
        && !key.equals("location");
  }

  /** Refuses a change of what another caller has changed meanwhile. */
  static void checkEtag(Call call, JsonNode old) {
    String etag = call.ifMatch();
    if (etag != null && !etag.equals("*") && !etag.equals(old.path("etag").asText())) {
      throw new Refusal(412, "conditionNotMet", "Precondition Failed");
    }
  }

  private static void set(ObjectNode into, String key, JsonNode value) {
    if (value.isNull()) {
      into.remove(key);
    } else {
      into.set(key, value);
    }
  }
}
