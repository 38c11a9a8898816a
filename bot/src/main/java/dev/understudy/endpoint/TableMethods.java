package dev.understudy.endpoint;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.understudy.artifact.Identifier;
import dev.understudy.artifact.Schema;
import dev.understudy.artifact.Schema.Column;
import dev.understudy.endpoint.Definitions.Query;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * The methods of tables and of their data.
 *
 * @see <a href="https://cloud.google.com/bigquery/docs/reference/rest/v2/tables">tables</a>
 */
final class TableMethods {
  private final Resources resources;
  private final Definitions definitions;

  TableMethods(Resources resources, Definitions definitions) {
    this.resources = resources;
    this.definitions = definitions;
  }

  ObjectNode answer(Call call) {
    String project = call.part(0);
    String dataset = call.part(2);
    if (call.path().size() > 5) {
      return data(call, new Identifier(project, dataset, call.part(4)));
    }
    if (call.path().size() == 4) {
      return switch (call.method()) {
        case "POST" -> insert(call);
        case "GET" -> {
          resources.dataset(project, dataset);
          yield Routes.page(call, "tables", resources.tables(project, dataset));
        }
        default -> throw Routes.unknown();
      };
    }
    String table = call.part(4);
    return switch (call.method()) {
      case "GET" -> resources.requireTable(project, dataset, table);
      case "PATCH", "PUT" -> change(call, project, dataset, table);
      case "DELETE" ->
          resources.store.locked(
              () -> {
                Merge.checkEtag(call, resources.requireTable(project, dataset, table));
                resources.dropTable(project, dataset, table);
                return Store.JSON.createObjectNode();
              });
      default -> throw Routes.unknown();
    };
  }

  private ObjectNode insert(Call call) {
    ObjectNode body = call.body();
    resources.dataset(call.part(0), call.part(2));
    checkView(body, call.part(0));
    return resources.insertTable(call.part(0), call.part(2), body, false);
  }

  /** A view has the columns that its query returns. */
  private void checkView(ObjectNode table, String project) {
    for (String kind : List.of("view", "materializedView")) {
      if (table.has(kind)) {
        if (table.path(kind).path("useLegacySql").asBoolean(false)) {
          throw Refusal.undecidable("legacy SQL is not read here");
        }
        String sql = table.path(kind).path("query").asText();
        var valid = definitions.valid(new Query(sql, project, null, Map.of(), false));
        table.set("schema", TableRules.json(valid.output()));
      }
    }
  }

  private ObjectNode change(Call call, String project, String dataset, String table) {
    ObjectNode seen = resources.requireTable(project, dataset, table);
    ObjectNode checked = Merge.of(call, seen);
    if (call.body().has("view") || call.body().has("materializedView")) {
      checkView(checked, project);
    }
    return resources.store.locked(
        () -> {
          ObjectNode old = resources.requireTable(project, dataset, table);
          ObjectNode next = Merge.of(call, old);
          next.set("schema", checked.path("schema"));
          TableRules.check(next);
          TableRules.checkChange(old, next);
          return resources.save(next, "tables", project, dataset, table);
        });
  }

  private ObjectNode data(Call call, Identifier id) {
    ObjectNode table = resources.requireTable(id.project(), id.dataset(), id.name());
    Schema schema = TableRules.schema(table.path("schema"));
    if (call.part(5).equals("data") && call.method().equals("GET")) {
      return list(call, id, schema);
    }
    boolean insert = call.part(5).equals("insertAll") && call.method().equals("POST");
    if (!insert) {
      throw Routes.unknown();
    }
    if (!table.path("type").asText().equals("TABLE")) {
      throw Refusal.invalid("Cannot add rows to a " + table.path("type").asText() + ".");
    }
    InsertedRows inserted = InsertedRows.of(schema.columns(), call.body());
    return resources.store.lockedRows(
        id.toString(),
        () -> {
          List<ObjectNode> rows =
              new ArrayList<>(resources.store.rows(id.project(), id.dataset(), id.name()));
          rows.addAll(inserted.good());
          resources.store.rows(rows, id.project(), id.dataset(), id.name());
          return inserted.answer();
        });
  }

  private ObjectNode list(Call call, Identifier id, Schema schema) {
    ObjectNode answer = Store.JSON.createObjectNode().put("kind", "bigquery#tableDataList");
    String selected = call.query().getOrDefault("selectedFields", "");
    List<String> names = List.of(selected.split(","));
    List<Column> columns =
        schema.columns().stream()
            .filter(c -> selected.isEmpty() || names.contains(c.name()))
            .toList();
    List<ObjectNode> rows = resources.store.rows(id.project(), id.dataset(), id.name());
    Rows.page(answer, new Schema(columns), rows, call);
    return answer;
  }
}
