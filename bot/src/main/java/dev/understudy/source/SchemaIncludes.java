package dev.understudy.source;

import dev.understudy.failure.Problem;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.snakeyaml.engine.v2.nodes.Node;

/** Gives the tags of a {@code schema.yaml} that take parts from other files their meaning. */
final class SchemaIncludes extends YamlValues {
  private final SchemaDocuments documents;

  SchemaIncludes(SchemaDocuments documents, String path) {
    super(path);
    this.documents = documents;
  }

  @Override
  @Nullable Object tagged(String tag, Node node, @Nullable Object plain) {
    Map<String, @Nullable Object> given = map(plain);
    return switch (tag) {
      case "!flatten-lists" -> flattened(list(plain));
      case "!include" -> include(node, given);
      case "!include-field" -> field(node, given);
      case "!include-fields" -> fields(node, given);
      case "!include-field-description" -> description(node, given);
      default -> super.tagged(tag, node, plain);
    };
  }

  private List<@Nullable Object> flattened(List<@Nullable Object> items) {
    List<@Nullable Object> flat = new ArrayList<>();
    for (Object item : items) {
      if (item instanceof List<?>) {
        flat.addAll(list(item));
      } else {
        flat.add(item);
      }
    }
    return flat;
  }

  private @Nullable Object include(Node node, Map<String, @Nullable Object> given) {
    if (given.containsKey("jmespath")) {
      throw problem(node, "!include with jmespath is not read; use !include-field or -fields");
    }
    return documents.read(source(node, given));
  }

  private Map<String, @Nullable Object> field(Node node, Map<String, @Nullable Object> given) {
    Map<String, @Nullable Object> field = new LinkedHashMap<>(find(node, given, "field"));
    for (String key : List.of("name", "type", "mode", "description", "fields")) {
      if (given.get("new_" + key) != null) {
        field.put(key, given.get("new_" + key));
      }
    }
    field.put(
        "description",
        joined(
            text(field.get("description")),
            text(given.get("prepend_description")),
            text(given.get("append_description"))));
    List<@Nullable Object> nested = new ArrayList<>(list(given.get("prepend_fields")));
    nested.addAll(list(field.get("fields")));
    nested.addAll(list(given.get("append_fields")));
    if (!nested.isEmpty()) {
      field.put("fields", nested);
    }
    return field;
  }

  private List<@Nullable Object> fields(Node node, Map<String, @Nullable Object> given) {
    List<@Nullable Object> fields =
        given.get("parent_field") == null
            ? list(map(documents.read(source(node, given))).get("fields"))
            : list(find(node, given, "parent_field").get("fields"));
    Map<String, @Nullable Object> byName = new LinkedHashMap<>();
    fields.forEach(f -> byName.put(String.valueOf(map(f).get("name")), f));
    for (Object replacement : list(given.get("field_replacements"))) {
      byName.replace(String.valueOf(map(replacement).get("name")), replacement);
    }
    list(given.get("exclude_field_names")).forEach(n -> byName.remove(String.valueOf(n)));
    if (given.get("field_names") == null) {
      return new ArrayList<>(byName.values());
    }
    List<@Nullable Object> chosen = new ArrayList<>();
    for (Object name : list(given.get("field_names"))) {
      Object field = byName.get(String.valueOf(name));
      if (field == null) {
        throw problem(node, "there is no field `" + name + "` to include");
      }
      chosen.add(field);
    }
    return chosen;
  }

  private @Nullable String description(Node node, Map<String, @Nullable Object> given) {
    return joined(
        text(find(node, given, "field").get("description")),
        text(given.get("prepend")),
        text(given.get("append")));
  }

  private static @Nullable String joined(
      @Nullable String text, @Nullable String before, @Nullable String after) {
    if (text == null && before == null && after == null) {
      return null;
    }
    String joined = text == null ? "" : text;
    joined = after == null ? joined : (joined.stripTrailing() + "\n" + after).stripLeading();
    return before == null ? joined : (before + "\n" + joined.stripLeading()).stripTrailing();
  }

  private Map<String, @Nullable Object> find(
      Node node, Map<String, @Nullable Object> given, String key) {
    String wanted = text(given.get(key));
    if (wanted == null) {
      throw problem(node, "expected the key `" + key + "`");
    }
    String source = source(node, given);
    Map<String, @Nullable Object> at = map(documents.read(source));
    for (String name : wanted.split("\\.", -1)) {
      at =
          list(at.get("fields")).stream()
              .map(YamlValues::map)
              .filter(f -> name.equals(f.get("name")))
              .findFirst()
              .orElseThrow(() -> problem(node, source + " has no field `" + wanted + "`"));
    }
    return at;
  }

  /** A file of the repository, or a table's schema.yaml beside this one's project folder. */
  private String source(Node node, Map<String, @Nullable Object> given) {
    String file = text(given.get("file"));
    String table = text(given.get("table"));
    if (file == null && table == null) {
      throw problem(node, "expected the key `file` or `table`");
    }
    String path = file != null ? fromRoot(file) : ofTable(path(), table == null ? "" : table);
    if (!documents.has(path)) {
      throw problem(node, "there is no file " + path + " in the repository to include");
    }
    return path;
  }

  /** A path from the repository's root may begin with a slash. */
  static String fromRoot(String file) {
    return file.startsWith("/") ? file.substring(1) : file;
  }

  /** A table's columns lie in the same tree of project, dataset and name as the reader's. */
  static String ofTable(String reader, String table) {
    String[] parts = reader.split("/", -1);
    int keep = Math.max(0, parts.length - 4);
    String root = keep == 0 ? "" : String.join("/", List.of(parts).subList(0, keep)) + "/";
    return root + table.replace('.', '/') + "/schema.yaml";
  }

  private Problem problem(Node node, String message) {
    return Problem.at(Yaml.at(node, path()), message);
  }
}
