package dev.understudy.endpoint;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.understudy.endpoint.Definitions.Query;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/**
 * The values of an {@code OPTIONS} list, put into a resource. Values may be any constant
 * expression, so GoogleSQL computes them.
 */
final class DdlOptions {
  private static final Set<String> KNOWN =
      Set.of(
          "description",
          "friendly_name",
          "labels",
          "expiration_timestamp",
          "require_partition_filter",
          "partition_expiration_days",
          "default_table_expiration_days",
          "location",
          "uris",
          "format",
          "enable_refresh",
          "refresh_interval_minutes",
          "max_staleness",
          "allow_non_incremental_definition",
          "kms_key_name",
          "privacy_policy",
          "tags",
          "library",
          "strict_mode",
          "data_governance_type");

  private final Definitions definitions;

  DdlOptions(Definitions definitions) {
    this.definitions = definitions;
  }

  /** Computes the values; an option that BigQuery does not have here is refused. */
  JsonNode values(Map<String, String> texts, String project) {
    StringBuilder select = new StringBuilder("SELECT ");
    for (Map.Entry<String, String> option : new TreeMap<>(texts).entrySet()) {
      boolean labels = option.getKey().equals("labels") || option.getKey().equals("tags");
      boolean text = option.getValue().stripLeading().startsWith("[");
      select.append(labels && text ? "ARRAY<STRUCT<k STRING, v STRING>>" : "");
      select.append(option.getValue()).append(" AS `").append(option.getKey()).append("`, ");
    }
    if (texts.isEmpty()) {
      return Store.JSON.createObjectNode();
    }
    Query query = new Query(select.toString(), project, null, Map.of(), true);
    return Store.JSON.valueToTree(definitions.valid(query).rows().getFirst());
  }

  /** Refuses names that are no options, unless the format of an external table brings its own. */
  static void check(Map<String, String> texts) {
    for (String name : texts.keySet()) {
      if (!KNOWN.contains(name)) {
        throw Refusal.query("Unknown option: " + name);
      }
    }
  }

  /** Puts computed values where the resource has them; NULL takes a value away. */
  static void apply(JsonNode values, ObjectNode resource) {
    for (Map.Entry<String, JsonNode> option : values.properties()) {
      JsonNode value = option.getValue();
      switch (option.getKey()) {
        case "description" -> text(resource, "description", value);
        case "friendly_name" -> text(resource, "friendlyName", value);
        case "location" -> text(resource, "location", value);
        case "labels" -> labels(resource, value);
        case "expiration_timestamp" -> expiration(resource, value);
        case "require_partition_filter" ->
            resource.put("requirePartitionFilter", value.asBoolean());
        case "partition_expiration_days" ->
            resource.withObject("/timePartitioning").put("expirationMs", millis(value));
        case "default_table_expiration_days" ->
            resource.put("defaultTableExpirationMs", millis(value));
        case "enable_refresh" -> view(resource).put("enableRefresh", value.asBoolean());
        case "refresh_interval_minutes" ->
            view(resource).put("refreshIntervalMs", Long.toString(minutes(value)));
        default -> {}
      }
    }
  }

  private static ObjectNode view(ObjectNode resource) {
    return resource.withObject("/materializedView");
  }

  private static long minutes(JsonNode value) {
    return Math.round(value.asDouble() * 60_000);
  }

  private static String millis(JsonNode days) {
    return Long.toString(Math.round(days.asDouble() * 86_400_000));
  }

  private static void text(ObjectNode resource, String field, JsonNode value) {
    if (value.isNull()) {
      resource.remove(field);
    } else {
      resource.put(field, value.asText());
    }
  }

  private static void labels(ObjectNode resource, JsonNode pairs) {
    resource.remove("labels");
    for (JsonNode pair : pairs.isArray() ? pairs : List.<JsonNode>of()) {
      resource.withObject("/labels").put(pair.path("k").asText(), pair.path("v").asText());
    }
  }

  private static void expiration(ObjectNode resource, JsonNode value) {
    if (value.isNull()) {
      resource.remove("expirationTime");
    } else {
      long millis = OffsetDateTime.parse(value.asText()).toInstant().toEpochMilli();
      resource.put("expirationTime", Long.toString(millis));
    }
  }
}
