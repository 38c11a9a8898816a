package dev.understudy.source;

import dev.understudy.failure.Location;
import dev.understudy.failure.Problem;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.snakeyaml.engine.v2.nodes.Node;

/** The documents that make a schema, each read once however often it is included. */
final class SchemaDocuments {
  private final SourceTree tree;
  private final Map<String, Object> values = new HashMap<>();
  private final Set<String> open = new LinkedHashSet<>();

  SchemaDocuments(SourceTree tree) {
    this.tree = tree;
  }

  boolean has(String path) {
    return tree.blob(path).isPresent();
  }

  /**
   * A document with everything that it includes.
   *
   * @throws Problem with the place where it cannot be read, or where files include each other
   */
  @Nullable Object read(String path) {
    if (values.containsKey(path)) {
      return values.get(path);
    }
    if (!open.add(path)) {
      throw Problem.at(
          Location.of(path),
          "schemas include each other: " + String.join(" → ", open) + " → " + path);
    }
    Node root =
        Yaml.parse(tree.read(path), path)
            .orElseThrow(() -> Problem.at(Location.of(path), "the file is empty"));
    Object value = new SchemaIncludes(this, path).value(root);
    open.remove(path);
    if (value != null) {
      values.put(path, value);
    }
    return value;
  }
}
