package dev.understudy.config;

import dev.understudy.failure.Location;
import dev.understudy.failure.Problem;
import dev.understudy.source.Yaml;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.snakeyaml.engine.v2.nodes.MappingNode;
import org.snakeyaml.engine.v2.nodes.Node;
import org.snakeyaml.engine.v2.nodes.NodeTuple;
import org.snakeyaml.engine.v2.nodes.ScalarNode;
import org.snakeyaml.engine.v2.nodes.SequenceNode;

/** One mapping of a configuration file; every complaint names its line. */
final class Section {
  private final String path;
  private final Location location;
  private final Map<String, NodeTuple> entries = new LinkedHashMap<>();

  private Section(String path, Location location) {
    this.path = path;
    this.location = location;
  }

  static Section of(Node node, String path) {
    Section section = new Section(path, Yaml.at(node, path));
    if (!(node instanceof MappingNode mapping)) {
      throw Problem.usage(Yaml.at(node, path), "expected keys with values");
    }
    for (NodeTuple tuple : mapping.getValue()) {
      if (!(tuple.getKeyNode() instanceof ScalarNode key)) {
        throw Problem.usage(Yaml.at(tuple.getKeyNode(), path), "a key must be a word");
      }
      if (section.entries.put(key.getValue(), tuple) != null) {
        throw Problem.usage(Yaml.at(key, path), "the key `" + key.getValue() + "` comes twice");
      }
    }
    return section;
  }

  /** Refuses every other key, naming the nearest one that is read. */
  void only(String... keys) {
    List<String> known = List.of(keys);
    for (Map.Entry<String, NodeTuple> entry : entries.entrySet()) {
      if (!known.contains(entry.getKey())) {
        throw Problem.usage(
            Yaml.at(entry.getValue().getKeyNode(), path),
            "unknown key `"
                + entry.getKey()
                + "`; did you mean `"
                + Nearest.of(entry.getKey(), known)
                + "`?");
      }
    }
  }

  boolean has(String key) {
    return entries.containsKey(key);
  }

  String text(String key, String otherwise) {
    return Objects.requireNonNullElse(textOrNull(key), otherwise);
  }

  String required(String key) {
    String text = textOrNull(key);
    if (text == null) {
      throw Problem.usage(location, "expected the key `" + key + "`");
    }
    return text;
  }

  @Nullable String textOrNull(String key) {
    NodeTuple tuple = entries.get(key);
    if (tuple == null) {
      return null;
    }
    if (tuple.getValueNode() instanceof ScalarNode scalar && !scalar.getValue().isBlank()) {
      return scalar.getValue();
    }
    throw problem(key, "`" + key + "` must have one value");
  }

  List<String> list(String key) {
    List<String> texts = new ArrayList<>();
    for (Node item : items(key)) {
      if (!(item instanceof ScalarNode scalar)) {
        throw Problem.usage(Yaml.at(item, path), "expected a word");
      }
      texts.add(scalar.getValue());
    }
    return texts;
  }

  List<Section> sections(String key) {
    return items(key).stream().map(item -> Section.of(item, path)).toList();
  }

  private List<Node> items(String key) {
    NodeTuple tuple = entries.get(key);
    if (tuple == null) {
      return List.of();
    }
    if (tuple.getValueNode() instanceof SequenceNode sequence) {
      return sequence.getValue();
    }
    throw problem(key, "`" + key + "` must be a list");
  }

  /** A nested mapping, empty where there is none. */
  Section section(String key) {
    NodeTuple tuple = entries.get(key);
    return tuple == null ? new Section(path, location) : Section.of(tuple.getValueNode(), path);
  }

  Map<String, String> texts() {
    Map<String, String> texts = new LinkedHashMap<>();
    entries.keySet().forEach(key -> texts.put(key, required(key)));
    return texts;
  }

  Problem problem(String key, String message) {
    NodeTuple tuple = entries.get(key);
    return Problem.usage(tuple == null ? location : Yaml.at(tuple.getKeyNode(), path), message);
  }
}
