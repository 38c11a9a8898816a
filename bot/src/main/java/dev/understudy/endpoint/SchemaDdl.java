package dev.understudy.endpoint;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.understudy.endpoint.Definitions.Query;
import dev.understudy.sql.Ddl;
import java.util.List;
import java.util.Locale;

/** CREATE, ALTER and DROP SCHEMA: SQL's word for a dataset. */
final class SchemaDdl {
  private final Resources resources;
  private final DdlOptions options;

  SchemaDdl(Resources resources, DdlOptions options) {
    this.resources = resources;
    this.options = options;
  }

  /** Performs; says what was done. */
  String perform(Ddl ddl, Query query, boolean dryRun, ObjectNode statistics) {
    List<String> path = ddl.path();
    String project = path.size() > 1 ? path.getFirst() : query.project();
    String dataset = path.getLast();
    statistics.putObject("ddlTargetDataset").put("projectId", project).put("datasetId", dataset);
    boolean exists = resources.store.read("datasets", project, dataset).isPresent();
    DdlOptions.check(ddl.options());
    return switch (ddl.verb()) {
      case CREATE -> create(ddl, project, dataset, exists, dryRun);
      case ALTER -> alter(ddl, project, dataset, exists, dryRun);
      case DROP, TRUNCATE -> drop(ddl, project, dataset, exists, dryRun);
    };
  }

  private String create(Ddl ddl, String project, String dataset, boolean exists, boolean dryRun) {
    if (exists && !ddl.lenient()) {
      throw Refusal.duplicate("Dataset " + project + ":" + dataset);
    }
    if (!exists && !dryRun) {
      ObjectNode value = Store.JSON.createObjectNode();
      value.putObject("datasetReference").put("datasetId", dataset);
      DdlOptions.apply(options.values(ddl.options(), project), value);
      resources.insertDataset(project, value);
    }
    return exists ? "SKIP" : "CREATE";
  }

  private String alter(Ddl ddl, String project, String dataset, boolean exists, boolean dryRun) {
    if (!exists && ddl.lenient()) {
      return "SKIP";
    }
    ObjectNode value = resources.dataset(project, dataset);
    for (Ddl.Action action : ddl.actions()) {
      if (action.what() != Ddl.Action.What.SET_OPTIONS) {
        throw Refusal.undecidable(
            "ALTER SCHEMA " + action.what().name().toLowerCase(Locale.ROOT) + " is not performed");
      }
      DdlOptions.check(action.options());
      DdlOptions.apply(options.values(action.options(), project), value);
    }
    Resources.labels(value);
    if (!dryRun) {
      resources.save(value, "datasets", project, dataset);
    }
    return "ALTER";
  }

  private String drop(Ddl ddl, String project, String dataset, boolean exists, boolean dryRun) {
    if (!exists && ddl.lenient()) {
      return "SKIP";
    }
    resources.dataset(project, dataset);
    if (dryRun) {
      resources.refuseUsed(project, dataset, ddl.cascade());
    } else {
      resources.deleteDataset(project, dataset, ddl.cascade());
    }
    return "DROP";
  }
}
