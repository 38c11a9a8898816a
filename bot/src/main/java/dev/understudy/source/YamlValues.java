package dev.understudy.source;

import dev.understudy.failure.Problem;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.snakeyaml.engine.v2.nodes.MappingNode;
import org.snakeyaml.engine.v2.nodes.Node;
import org.snakeyaml.engine.v2.nodes.NodeTuple;
import org.snakeyaml.engine.v2.nodes.ScalarNode;
import org.snakeyaml.engine.v2.nodes.SequenceNode;
import org.snakeyaml.engine.v2.nodes.Tag;

/** Turns YAML nodes into maps, lists and strings; subclasses give tags a meaning. */
class YamlValues {
  private static final int DEEPEST = 60;

  private static final int MOST = 1_000_000;

  private final String path;
  private int values;

  YamlValues(String path) {
    this.path = path;
  }

  String path() {
    return path;
  }

  @Nullable Object value(Node node) {
    return value(node, 0);
  }

  private @Nullable Object value(Node node, int depth) {
    if (depth > DEEPEST) {
      throw Problem.at(Yaml.at(node, path), "this YAML nests deeper than " + DEEPEST);
    }
    if (++values > MOST) {
      throw Problem.at(
          Yaml.at(node, path), "this YAML's aliases make more than " + MOST + " values");
    }
    Object plain =
        switch (node) {
          case MappingNode mapping -> mapping(mapping, depth);
          case SequenceNode sequence -> sequence(sequence, depth);
          case ScalarNode scalar -> scalar.getTag().equals(Tag.NULL) ? null : scalar.getValue();
          default -> throw Problem.at(Yaml.at(node, path), "this kind of YAML is not read");
        };
    String tag = node.getTag().getValue();
    return tag.startsWith("!") ? tagged(tag, node, plain) : plain;
  }

  /** What a value with a tag of its own means. */
  @Nullable Object tagged(String tag, Node node, @Nullable Object plain) {
    throw Problem.at(Yaml.at(node, path), "unknown tag `" + tag + "`");
  }

  private Map<String, @Nullable Object> mapping(MappingNode node, int depth) {
    Map<String, @Nullable Object> map = new LinkedHashMap<>();
    for (NodeTuple tuple : node.getValue()) {
      if (!(tuple.getKeyNode() instanceof ScalarNode key)) {
        throw Problem.at(Yaml.at(tuple.getKeyNode(), path), "a key must be a word");
      }
      map.put(key.getValue(), value(tuple.getValueNode(), depth + 1));
    }
    return map;
  }

  private List<@Nullable Object> sequence(SequenceNode node, int depth) {
    List<@Nullable Object> list = new ArrayList<>();
    for (Node item : node.getValue()) {
      list.add(value(item, depth + 1));
    }
    return list;
  }

  /** A mapping, or an empty one where the value is something else. */
  @SuppressWarnings("unchecked") // maps here are made by mapping() only
  static Map<String, @Nullable Object> map(@Nullable Object value) {
    return value instanceof Map<?, ?> map ? (Map<String, @Nullable Object>) map : Map.of();
  }

  /** A list, or an empty one where the value is something else. */
  @SuppressWarnings("unchecked") // lists here are made by sequence() only
  static List<@Nullable Object> list(@Nullable Object value) {
    return value instanceof List<?> list ? (List<@Nullable Object>) list : List.of();
  }

  /** A scalar's text, or null. */
  static @Nullable String text(@Nullable Object value) {
    return value instanceof String text ? text : null;
  }
}
