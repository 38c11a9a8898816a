package dev.understudy.endpoint;

import com.fasterxml.jackson.databind.JsonNode;
import dev.understudy.artifact.Identifier;
import dev.understudy.artifact.Schema;
import java.util.Collections;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * The columns of views that were analysed, for as long as nothing changes that they rest on: a view
 * over views need not analyse each of them again.
 */
final class ViewSchemas {
  private static final int MOST = 10_000;

  private final Resources resources;
  private final Map<Identifier, Known> known = new ConcurrentHashMap<>();

  ViewSchemas(Resources resources) {
    this.resources = resources;
  }

  /**
   * What is known of a view.
   *
   * @param etag of the view
   * @param beneath etags of all that it rests on
   */
  record Known(String etag, Map<Identifier, @Nullable String> beneath, Schema schema) {}

  Optional<Known> find(Identifier id, JsonNode view) {
    Known found = known.get(id);
    if (found == null || !found.etag().equals(view.path("etag").asText())) {
      return Optional.empty();
    }
    boolean fresh =
        found.beneath().entrySet().stream().allMatch(e -> isSame(e.getKey(), e.getValue()));
    return fresh ? Optional.of(found) : Optional.empty();
  }

  private boolean isSame(Identifier id, @Nullable String etag) {
    if (etag == null) {
      return false;
    }
    return resources
        .table(id.project(), id.dataset(), id.name())
        .or(() -> resources.routine(id.project(), id.dataset(), id.name()))
        .filter(resource -> resource.path("etag").asText().equals(etag))
        .isPresent();
  }

  void keep(
      Identifier id, JsonNode view, Map<Identifier, @Nullable String> beneath, Schema schema) {
    if (known.size() > MOST) {
      known.clear();
    }
    Map<Identifier, @Nullable String> copy = Collections.unmodifiableMap(new HashMap<>(beneath));
    known.put(id, new Known(view.path("etag").asText(), copy, schema));
  }
}
