package dev.understudy.endpoint;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.understudy.artifact.Identifier;
import java.nio.charset.StandardCharsets;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.regex.Pattern;

/** Datasets, tables and routines as they are stored, with the rules that hold for each. */
final class Resources {
  private static final Pattern DATASET = Pattern.compile("[A-Za-z0-9_]{1,1024}");
  private static final Pattern TABLE =
      Pattern.compile("[\\p{L}\\p{M}\\p{N}\\p{Pc}\\p{Pd}\\p{Zs}]+");
  private static final int LONGEST_TABLE_BYTES = 1024;
  private static final Pattern ROUTINE = Pattern.compile("[A-Za-z0-9_]{1,256}");
  private static final Pattern KEY = Pattern.compile("[a-z][a-z0-9_-]{0,62}");
  private static final Pattern VALUE = Pattern.compile("[a-z0-9_-]{0,63}");

  final Store store;
  final InstantSource clock;
  final String location;

  Resources(Store store, InstantSource clock, String location) {
    this.store = store;
    this.clock = clock;
    this.location = location;
  }

  ObjectNode dataset(String project, String dataset) {
    return store
        .read("datasets", project, dataset)
        .orElseThrow(() -> Refusal.notFound("Dataset " + project + ":" + dataset, location));
  }

  Optional<ObjectNode> table(String project, String dataset, String table) {
    return store.read("tables", project, dataset, table).filter(this::lives);
  }

  ObjectNode requireTable(String project, String dataset, String table) {
    dataset(project, dataset);
    return table(project, dataset, table)
        .orElseThrow(() -> Refusal.notFound("Table " + named(project, dataset, table), location));
  }

  Optional<ObjectNode> routine(String project, String dataset, String routine) {
    return store.read("routines", project, dataset, routine);
  }

  List<ObjectNode> tables(String project, String dataset) {
    return store.list("tables", project, dataset).stream().filter(this::lives).toList();
  }

  private boolean lives(JsonNode table) {
    long end = table.path("expirationTime").asLong(0);
    return end == 0 || end > clock.millis();
  }

  ObjectNode insertDataset(String project, ObjectNode value) {
    String id = value.path("datasetReference").path("datasetId").asText();
    check(DATASET, id, "dataset ID");
    labels(value);
    return store.locked(
        () -> {
          if (store.read("datasets", project, id).isPresent()) {
            throw Refusal.duplicate("Dataset " + project + ":" + id);
          }
          value.put("kind", "bigquery#dataset").put("id", project + ":" + id);
          value.putObject("datasetReference").put("projectId", project).put("datasetId", id);
          if (!value.has("location")) {
            value.put("location", location);
          }
          return save(value, "datasets", project, id);
        });
  }

  void deleteDataset(String project, String dataset, boolean contents) {
    store.locked(
        () -> {
          dataset(project, dataset);
          refuseUsed(project, dataset, contents);
          List<ObjectNode> routines = store.list("routines", project, dataset);
          store.list("tables", project, dataset).forEach(t -> dropTable(project, dataset, id(t)));
          for (ObjectNode routine : routines) {
            String id = routine.path("routineReference").path("routineId").asText();
            store.delete("routines", project, dataset, id);
          }
          return store.delete("datasets", project, dataset);
        });
  }

  /** Refuses to delete a dataset that holds something, unless that may go too. */
  void refuseUsed(String project, String dataset, boolean contents) {
    boolean empty =
        tables(project, dataset).isEmpty() && store.list("routines", project, dataset).isEmpty();
    if (!contents && !empty) {
      throw new Refusal(
          400, "resourceInUse", "Dataset " + project + ":" + dataset + " is still in use");
    }
  }

  static String id(JsonNode table) {
    return table.path("tableReference").path("tableId").asText();
  }

  boolean dropTable(String project, String dataset, String table) {
    store.delete("rows", project, dataset, table);
    return store.delete("tables", project, dataset, table);
  }

  /** Makes a table; {@code replace} overwrites what stands there. */
  ObjectNode insertTable(String project, String dataset, ObjectNode value, boolean replace) {
    String id = id(value);
    check(TABLE, id, "table ID");
    if (id.getBytes(StandardCharsets.UTF_8).length > LONGEST_TABLE_BYTES) {
      throw Refusal.invalid("Table ID is longer than 1024 bytes");
    }
    labels(value);
    TableRules.check(value);
    return store.locked(
        () -> {
          ObjectNode parent = dataset(project, dataset);
          if (table(project, dataset, id).isPresent() && !replace) {
            throw Refusal.duplicate("Table " + named(project, dataset, id));
          }
          dropTable(project, dataset, id);
          describe(value, project, dataset, id);
          long life = parent.path("defaultTableExpirationMs").asLong(0);
          if (life > 0 && !value.has("expirationTime")) {
            value.put("expirationTime", Long.toString(clock.millis() + life));
          }
          value.put("location", parent.path("location").asText(location));
          return save(value, "tables", project, dataset, id);
        });
  }

  private static void describe(ObjectNode value, String project, String dataset, String id) {
    value.put("kind", "bigquery#table").put("id", named(project, dataset, id));
    value
        .putObject("tableReference")
        .put("projectId", project)
        .put("datasetId", dataset)
        .put("tableId", id);
    String type = "TABLE";
    if (value.has("view")) {
      type = "VIEW";
    } else if (value.has("materializedView")) {
      type = "MATERIALIZED_VIEW";
    } else if (value.has("externalDataConfiguration")) {
      type = "EXTERNAL";
    } else if (value.has("snapshotDefinition")) {
      type = "SNAPSHOT";
    }
    value.put("type", type);
  }

  ObjectNode insertRoutine(String project, String dataset, ObjectNode value, boolean replace) {
    String id = value.path("routineReference").path("routineId").asText();
    check(ROUTINE, id, "routine ID");
    return store.locked(
        () -> {
          dataset(project, dataset);
          if (routine(project, dataset, id).isPresent() && !replace) {
            throw Refusal.duplicate("Routine " + named(project, dataset, id));
          }
          value
              .putObject("routineReference")
              .put("projectId", project)
              .put("datasetId", dataset)
              .put("routineId", id);
          return save(value, "routines", project, dataset, id);
        });
  }

  /** Refuses a name that no routine may have. */
  void checkRoutine(Identifier id) {
    check(ROUTINE, id.name(), "routine ID");
  }

  /** Stamps times and a new etag, and stores. */
  ObjectNode save(ObjectNode value, String kind, String... parts) {
    String now = Long.toString(clock.millis());
    if (!value.has("creationTime")) {
      value.put("creationTime", now);
    }
    value.put("lastModifiedTime", now).put("etag", UUID.randomUUID().toString());
    store.write(value, kind, parts);
    return value;
  }

  static void labels(JsonNode resource) {
    JsonNode labels = resource.path("labels");
    if (labels.size() > 64) {
      throw Refusal.invalid("A resource can have at most 64 labels");
    }
    for (var label : labels.properties()) {
      boolean valid =
          label.getValue().isNull() || VALUE.matcher(label.getValue().asText()).matches();
      if (!valid || !KEY.matcher(label.getKey()).matches()) {
        throw Refusal.invalid("Invalid label \"" + label.getKey() + "\"");
      }
    }
  }

  private static void check(Pattern pattern, String name, String what) {
    if (!pattern.matcher(name).matches()) {
      throw Refusal.invalid("Invalid " + what + " \"" + name + "\".");
    }
  }

  static String named(Identifier id) {
    return named(id.project(), id.dataset(), id.name());
  }

  static String named(String project, String dataset, String name) {
    return project + ":" + dataset + "." + name;
  }
}
