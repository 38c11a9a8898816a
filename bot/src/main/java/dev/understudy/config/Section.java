package dev.understudy.config;

import dev.understudy.failure.Location;
import dev.understudy.failure.Problem;
import dev.understudy.source.Yaml;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.snakeyaml.engine.v2.nodes.MappingNode;
import org.snakeyaml.engine.v2.nodes.Node;
import org.snakeyaml.engine.v2.nodes.NodeTuple;
import org.snakeyaml.engine.v2.nodes.ScalarNode;
import org.snakeyaml.engine.v2.nodes.SequenceNode;
import org.snakeyaml.engine.v2.nodes.Tag;

/** One mapping of a configuration file; every complaint names its line. */
final class Section {
  private static final int LONGEST = 200;

  private static final Set<Tag> PLAIN =
      Set.of(Tag.MAP, Tag.SEQ, Tag.STR, Tag.INT, Tag.FLOAT, Tag.BOOL, Tag.NULL);

  private final String name;
  private final String path;
  private final Location location;
  private final Map<String, NodeTuple> entries = new LinkedHashMap<>();

  private Section(String name, String path, Location location) {
    this.name = name;
    this.path = path;
    this.location = location;
  }

  /** The whole file. */
  static Section of(Node node, String path) {
    return of(ConfigKeys.ROOT, node, path);
  }

  /**
   * A section of the file.
   *
   * @param name its keys, joined by dots
   */
  private static Section of(String name, Node node, String path) {
    Section section = new Section(name, path, Yaml.at(node, path));
    if (!(plain(node, path) instanceof MappingNode mapping)) {
      throw Problem.usage(Yaml.at(node, path), "expected keys with values");
    }
    for (NodeTuple tuple : mapping.getValue()) {
      if (!(plain(tuple.getKeyNode(), path) instanceof ScalarNode key)) {
        throw Problem.usage(Yaml.at(tuple.getKeyNode(), path), "a key must be a word");
      }
      if (key.getValue().length() > LONGEST) {
        throw Problem.usage(Yaml.at(key, path), "a key of more than " + LONGEST + " characters");
      }
      if (section.entries.put(key.getValue(), tuple) != null) {
        throw Problem.usage(Yaml.at(key, path), "the key `" + key.getValue() + "` comes twice");
      }
    }
    return section;
  }

  /** Refuses what asks for a type: nothing here has one but text, lists and keys with values. */
  private static Node plain(Node node, String path) {
    if (!PLAIN.contains(node.getTag())) {
      String tag = node.getTag().getValue().replace("tag:yaml.org,2002:", "!!");
      throw Problem.usage(Yaml.at(node, path), "a tag such as `" + tag + "` is not read here");
    }
    return node;
  }

  /**
   * Refuses every key that {@link ConfigKeys} does not have here, naming one that is near, or all.
   */
  Section checked() {
    List<String> known = ConfigKeys.of(name);
    for (Map.Entry<String, NodeTuple> entry : entries.entrySet()) {
      if (!known.contains(entry.getKey())) {
        String hint =
            Nearest.likely(entry.getKey(), known)
                .map(near -> "did you mean `" + near + "`?")
                .orElse("here may stand " + String.join(", ", known));
        throw Problem.usage(
            Yaml.at(entry.getValue().getKeyNode(), path),
            "unknown key `" + entry.getKey() + "`; " + hint);
      }
    }
    return this;
  }

  boolean has(String key) {
    return entries.containsKey(key);
  }

  Set<String> keys() {
    return entries.keySet();
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
    if (plain(tuple.getValueNode(), path) instanceof ScalarNode scalar
        && !scalar.getValue().isBlank()) {
      return bounded(scalar);
    }
    throw problem(key, "`" + key + "` must have one value");
  }

  private String bounded(ScalarNode scalar) {
    if (scalar.getValue().length() > LONGEST) {
      String message = "a value of more than " + LONGEST + " characters";
      throw Problem.usage(Yaml.at(scalar, path), message);
    }
    return scalar.getValue();
  }

  /** One of an enumeration's words, in lower case. */
  <E extends Enum<E>> E choice(String key, Class<E> type, E otherwise) {
    String text = textOrNull(key);
    if (text == null) {
      return otherwise;
    }
    List<String> words = new ArrayList<>();
    for (E value : type.getEnumConstants()) {
      words.add(value.name().toLowerCase(Locale.ROOT));
      if (words.getLast().equals(text)) {
        return value;
      }
    }
    throw problem(key, "expected one of " + String.join(", ", words) + " but read `" + text + "`");
  }

  List<String> list(String key) {
    List<String> texts = new ArrayList<>();
    for (Node item : items(key)) {
      if (!(plain(item, path) instanceof ScalarNode scalar)) {
        throw Problem.usage(Yaml.at(item, path), "expected a word");
      }
      texts.add(bounded(scalar));
    }
    return texts;
  }

  List<Section> sections(String key) {
    return items(key).stream().map(item -> Section.of(inner(key), item, path)).toList();
  }

  private List<Node> items(String key) {
    NodeTuple tuple = entries.get(key);
    if (tuple == null || isNothing(tuple.getValueNode())) {
      return List.of();
    }
    if (plain(tuple.getValueNode(), path) instanceof SequenceNode sequence) {
      return sequence.getValue();
    }
    throw problem(key, "`" + key + "` must be a list");
  }

  /** A nested mapping, empty where there is none or nothing is left in it. */
  Section section(String key) {
    NodeTuple tuple = entries.get(key);
    return tuple == null || isNothing(tuple.getValueNode())
        ? new Section(inner(key), path, location)
        : Section.of(inner(key), tuple.getValueNode(), path);
  }

  /** Whether all that a section has is commented out. */
  private static boolean isNothing(Node node) {
    return node.getTag().equals(Tag.NULL);
  }

  /** The keys of every command are the same. */
  private String inner(String key) {
    return name.isEmpty() ? key : name + "." + (name.equals("commands") ? "*" : key);
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
