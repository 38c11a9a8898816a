package dev.understudy.source;

import dev.understudy.artifact.Identifier;
import dev.understudy.failure.Location;
import dev.understudy.failure.Problem;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.snakeyaml.engine.v2.nodes.Node;

/**
 * What {@code metadata.yaml} says of a table. Keys that staging does not use are another tool's
 * business and are passed over.
 *
 * @param partitionType HOUR, DAY, MONTH or YEAR; null for a table without time partitions
 * @param partitionField null for partitions by ingestion time
 * @param range null for a table without range partitions
 * @param derivedFrom tables whose schemas this one's is derived from
 * @param parameters the types of the query's parameters, such as {@code submission_date} → DATE,
 *     from {@code scheduling.parameters} and {@code scheduling.date_partition_parameter}
 */
public record MetadataYaml(
    @Nullable String friendlyName,
    @Nullable String description,
    Map<String, String> labels,
    @Nullable String partitionType,
    @Nullable String partitionField,
    boolean requirePartitionFilter,
    @Nullable Range range,
    List<String> clustering,
    List<Identifier> derivedFrom,
    Map<String, String> parameters) {
  /** Nothing is said. */
  public static final MetadataYaml NONE =
      new MetadataYaml(
          null, null, Map.of(), null, null, false, null, List.of(), List.of(), Map.of());

  /** Partitions of an integer column. */
  public record Range(String field, long start, long end, long interval) {}

  /**
   * Reads a file of a tree.
   *
   * @throws Problem with the place where it is no YAML
   */
  public static MetadataYaml read(SourceTree tree, String path) {
    Node root = Yaml.parse(tree.read(path), path).orElse(null);
    return root == null ? NONE : of(YamlValues.map(new Lenient(path).value(root)), path);
  }

  private static MetadataYaml of(Map<String, @Nullable Object> root, String path) {
    Map<String, @Nullable Object> bigquery = YamlValues.map(root.get("bigquery"));
    Map<String, @Nullable Object> time = YamlValues.map(bigquery.get("time_partitioning"));
    String type = YamlValues.text(time.get("type"));
    return new MetadataYaml(
        YamlValues.text(root.get("friendly_name")),
        YamlValues.text(root.get("description")),
        labels(YamlValues.map(root.get("labels"))),
        time.isEmpty() ? null : type == null ? "DAY" : type.toUpperCase(Locale.ROOT),
        YamlValues.text(time.get("field")),
        "true".equalsIgnoreCase(YamlValues.text(time.get("require_partition_filter"))),
        range(YamlValues.map(bigquery.get("range_partitioning")), path),
        strings(YamlValues.map(bigquery.get("clustering")).get("fields")),
        parents(YamlValues.map(root.get("schema"))),
        parameters(YamlValues.map(root.get("scheduling"))));
  }

  private static Map<String, String> labels(Map<String, @Nullable Object> written) {
    Map<String, String> labels = new LinkedHashMap<>();
    written.forEach(
        (key, value) -> {
          String name = clean(key);
          if (value instanceof String text && name.matches("[a-z].*")) {
            labels.put(name, clean(text));
          }
        });
    return labels;
  }

  /** BigQuery's labels: lower case, digits, dashes and underscores, 63 characters. */
  private static String clean(String text) {
    String plain = text.toLowerCase(Locale.ROOT).replaceAll("[^a-z0-9_-]", "_");
    return plain.substring(0, Math.min(63, plain.length()));
  }

  private static @Nullable Range range(Map<String, @Nullable Object> written, String path) {
    String field = YamlValues.text(written.get("field"));
    if (field == null) {
      return null;
    }
    Map<String, @Nullable Object> range = YamlValues.map(written.get("range"));
    return new Range(
        field,
        number(range.get("start"), path),
        number(range.get("end"), path),
        number(range.get("interval"), path));
  }

  private static long number(@Nullable Object value, String path) {
    try {
      return Long.parseLong(String.valueOf(value));
    } catch (NumberFormatException _) {
      throw Problem.at(
          Location.of(path), "range_partitioning needs whole numbers for start, end and interval");
    }
  }

  private static List<String> strings(@Nullable Object value) {
    List<String> strings = new ArrayList<>();
    for (Object item : YamlValues.list(value)) {
      if (item instanceof String text) {
        strings.add(text);
      }
    }
    return strings;
  }

  /** Written as {@code name:TYPE:value}, as {@code bq query --parameter} takes them. */
  private static Map<String, String> parameters(Map<String, @Nullable Object> scheduling) {
    Map<String, String> types = new LinkedHashMap<>();
    String partition = YamlValues.text(scheduling.get("date_partition_parameter"));
    if (partition != null) {
      types.put(partition, "DATE");
    }
    for (String parameter : strings(scheduling.get("parameters"))) {
      String[] parts = parameter.split(":", 3);
      if (parts.length == 3) {
        types.put(parts[0], parts[1].isEmpty() ? "STRING" : parts[1].toUpperCase(Locale.ROOT));
      }
    }
    return types;
  }

  private static List<Identifier> parents(Map<String, @Nullable Object> schema) {
    List<Identifier> parents = new ArrayList<>();
    for (Object parent : YamlValues.list(schema.get("derived_from"))) {
      List<String> table = strings(YamlValues.map(parent).get("table"));
      if (table.size() == 3) {
        parents.add(new Identifier(table.get(0), table.get(1), table.get(2)));
      }
    }
    return parents;
  }

  /** Tags of other tools are read as what they stand on. */
  private static final class Lenient extends YamlValues {
    Lenient(String path) {
      super(path);
    }

    @Override
    @Nullable Object tagged(String tag, Node node, @Nullable Object plain) {
      return plain;
    }
  }
}
