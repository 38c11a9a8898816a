package dev.understudy.source;

import dev.understudy.artifact.Schema;
import dev.understudy.artifact.Schema.Column;
import dev.understudy.failure.Location;
import dev.understudy.failure.Problem;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

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

  /** BigQuery's limit is 10,000; nested includes can make any number. */
  private static final int MOST_COLUMNS = 100_000;

  private SchemaYaml() {}

  /**
   * The schema in a file of a tree.
   *
   * @throws Problem with the place where it cannot be read
   */
  public static Schema read(SourceTree tree, String path) {
    int[] left = {MOST_COLUMNS};
    return new Schema(columns(fieldsOf(tree, path), path, "", left));
  }

  private static List<@Nullable Object> fieldsOf(SourceTree tree, String path) {
    Object document = new SchemaDocuments(tree).read(path);
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

  private static List<Column> columns(
      List<@Nullable Object> fields, String path, String parent, int[] left) {
    List<Column> columns = new ArrayList<>();
    for (Object field : fields) {
      if (--left[0] < 0) {
        throw Problem.at(
            Location.of(path), "the schema has more than " + MOST_COLUMNS + " columns, all told");
      }
      columns.add(column(YamlValues.map(field), path, parent, left));
    }
    return columns;
  }

  private static Column column(
      Map<String, @Nullable Object> field, String path, String parent, int[] left) {
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
    List<Column> nested = columns(YamlValues.list(field.get("fields")), path, full, left);
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
}
