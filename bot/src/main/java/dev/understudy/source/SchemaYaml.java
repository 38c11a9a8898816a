package dev.understudy.source;

import dev.understudy.artifact.Schema;
import dev.understudy.artifact.Schema.Column;
import dev.understudy.failure.Location;
import dev.understudy.failure.Problem;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.snakeyaml.engine.v2.nodes.Node;

/**
 * Reads {@code schema.yaml}: {@code fields} of {@code name}, {@code type}, {@code mode}, {@code
 * description} and {@code fields}, with the tags {@code !include}, {@code !include-field}, {@code
 * !include-fields}, {@code !include-field-description} and {@code !flatten-lists} that take parts
 * from other files of the repository.
 */
public final class SchemaYaml {
  private static final Set<String> TYPES =
      Set.of(
          "STRING",
          "BYTES",
          "INTEGER",
          "FLOAT",
          "NUMERIC",
          "BIGNUMERIC",
          "BOOLEAN",
          "TIMESTAMP",
          "DATE",
          "TIME",
          "DATETIME",
          "GEOGRAPHY",
          "JSON",
          "INTERVAL",
          "RECORD",
          "RANGE");
  private static final Set<String> MODES = Set.of("NULLABLE", "REQUIRED", "REPEATED");

  private SchemaYaml() {}

  /**
   * The schema in a file of a tree.
   *
   * @throws Problem with the place where it cannot be read
   */
  public static Schema read(SourceTree tree, String path) {
    return new Schema(columns(fieldsOf(tree, path, new LinkedHashSet<>()), path, ""));
  }

  /** Every file that takes part in a schema, itself first. */
  public static Set<String> files(SourceTree tree, String path) {
    Set<String> files = new LinkedHashSet<>();
    fieldsOf(tree, path, files);
    return files;
  }

  private static List<@Nullable Object> fieldsOf(SourceTree tree, String path, Set<String> files) {
    Object document = document(tree, path, Set.of(), files);
    Object fields = YamlValues.map(document).get("fields");
    if (fields == null && YamlValues.map(document).containsKey("fields")) {
      return List.of();
    }
    if (!(fields instanceof List<?>)) {
      throw Problem.at(Location.of(path), "expected a list `fields` of columns");
    }
    return YamlValues.list(fields);
  }

  /** A schema as such a file, without tags. */
  public static String write(Schema schema) {
    StringBuilder text = new StringBuilder("fields:\n");
    write(schema.columns(), "", text);
    return text.toString();
  }

  private static void write(List<Column> columns, String indent, StringBuilder text) {
    for (Column column : columns) {
      text.append(indent).append("- name: ").append(quoted(column.name())).append('\n');
      text.append(indent).append("  type: ").append(column.type()).append('\n');
      text.append(indent).append("  mode: ").append(column.mode()).append('\n');
      if (column.description() != null) {
        text.append(indent).append("  description: ").append(quoted(column.description()));
        text.append('\n');
      }
      if (!column.fields().isEmpty()) {
        text.append(indent).append("  fields:\n");
        write(column.fields(), indent + "  ", text);
      }
    }
  }

  private static String quoted(String value) {
    String escaped = value.replace("\\", "\\\\").replace("\"", "\\\"").replace("\n", "\\n");
    return "\"" + escaped.replace("\t", "\\t").replace("\r", "\\r") + "\"";
  }

  private static @Nullable Object document(
      SourceTree tree, String path, Set<String> open, Set<String> files) {
    if (open.contains(path)) {
      throw Problem.at(
          Location.of(path),
          "schemas include each other: " + String.join(" → ", open) + " → " + path);
    }
    files.add(path);
    Node root =
        Yaml.parse(tree.read(path), path)
            .orElseThrow(() -> Problem.at(Location.of(path), "the file is empty"));
    Set<String> now = new LinkedHashSet<>(open);
    now.add(path);
    return new Including(tree, path, now, files).value(root);
  }

  private static List<Column> columns(List<@Nullable Object> fields, String path, String parent) {
    List<Column> columns = new ArrayList<>();
    for (Object field : fields) {
      columns.add(column(YamlValues.map(field), path, parent));
    }
    return columns;
  }

  private static Column column(Map<String, @Nullable Object> field, String path, String parent) {
    String name = YamlValues.text(field.get("name"));
    if (name == null || name.isBlank()) {
      throw Problem.at(
          Location.of(path),
          "a column" + (parent.isEmpty() ? "" : " of " + parent) + " has no name");
    }
    String full = parent.isEmpty() ? name : parent + "." + name;
    String type = typeOf(YamlValues.text(field.get("type")), path, full);
    String mode = YamlValues.text(field.get("mode"));
    String upper = mode == null ? "NULLABLE" : mode.toUpperCase(Locale.ROOT);
    if (!MODES.contains(upper)) {
      throw Problem.at(
          Location.of(path), "column " + full + " has the mode `" + mode + "`, none of " + MODES);
    }
    List<Column> nested = columns(YamlValues.list(field.get("fields")), path, full);
    if (type.equals("RECORD") && nested.isEmpty()) {
      throw Problem.at(Location.of(path), "column " + full + " is a RECORD without `fields`");
    }
    return new Column(name, type, upper, nested, YamlValues.text(field.get("description")));
  }

  private static String typeOf(@Nullable String written, String path, String column) {
    String type =
        written == null ? "" : Schema.canonical(written.replaceAll("\\(.*\\)", "").strip());
    if (!TYPES.contains(type)) {
      String what = written == null ? "has no type" : "has the type `" + written + "`";
      throw Problem.at(
          Location.of(path),
          "column " + column + " " + what + "; BigQuery's are " + TYPES.stream().sorted().toList());
    }
    return type;
  }

  /** Gives the include tags their meaning. */
  private static final class Including extends YamlValues {
    private final SourceTree tree;
    private final Set<String> open;
    private final Set<String> files;

    Including(SourceTree tree, String path, Set<String> open, Set<String> files) {
      super(path);
      this.tree = tree;
      this.open = open;
      this.files = files;
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

    private static List<@Nullable Object> flattened(List<@Nullable Object> items) {
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
      return document(tree, source(node, given), open, files);
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
              ? list(map(document(tree, source(node, given), open, files)).get("fields"))
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
      Map<String, @Nullable Object> at = map(document(tree, source, open, files));
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
      String path = file != null ? file : root() + table(table) + "/schema.yaml";
      if (tree.blob(path).isEmpty()) {
        throw problem(node, "there is no file " + path + " in the repository to include");
      }
      return path;
    }

    private static String table(@Nullable String name) {
      return name == null ? "" : name.replace('.', '/');
    }

    private String root() {
      String[] parts = path().split("/", -1);
      int keep = Math.max(0, parts.length - 4);
      return keep == 0 ? "" : String.join("/", List.of(parts).subList(0, keep)) + "/";
    }

    private Problem problem(Node node, String message) {
      return Problem.at(Yaml.at(node, path()), message);
    }
  }
}
