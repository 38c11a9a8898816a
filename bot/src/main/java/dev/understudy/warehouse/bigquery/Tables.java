package dev.understudy.warehouse.bigquery;

import com.google.api.services.bigquery.model.Clustering;
import com.google.api.services.bigquery.model.RangePartitioning;
import com.google.api.services.bigquery.model.Table;
import com.google.api.services.bigquery.model.TableFieldSchema;
import com.google.api.services.bigquery.model.TableReference;
import com.google.api.services.bigquery.model.TableSchema;
import com.google.api.services.bigquery.model.TimePartitioning;
import dev.understudy.artifact.Identifier;
import dev.understudy.artifact.Schema;
import dev.understudy.plan.TableOptions;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Our words for tables as BigQuery's, and back. */
final class Tables {
  private Tables() {}

  static TableReference reference(Identifier id) {
    return new TableReference()
        .setProjectId(id.project())
        .setDatasetId(id.dataset())
        .setTableId(id.name());
  }

  static Table table(Identifier id, Schema schema, TableOptions options) {
    Table table =
        new Table()
            .setTableReference(reference(id))
            .setFriendlyName(options.friendlyName())
            .setDescription(options.description())
            .setSchema(new TableSchema().setFields(fields(schema.columns())));
    TableOptions.TimePartitioning time = options.timePartitioning();
    if (time != null) {
      table.setTimePartitioning(new TimePartitioning().setType(time.type()).setField(time.field()));
      table.setRequirePartitionFilter(time.requirePartitionFilter());
    }
    TableOptions.RangePartitioning range = options.rangePartitioning();
    if (range != null) {
      table.setRangePartitioning(range(range));
    }
    if (!options.clustering().isEmpty()) {
      table.setClustering(new Clustering().setFields(options.clustering()));
    }
    return options.labels().isEmpty() ? table : table.setLabels(options.labels());
  }

  private static RangePartitioning range(TableOptions.RangePartitioning range) {
    return new RangePartitioning()
        .setField(range.field())
        .setRange(
            new RangePartitioning.Range()
                .setStart(range.start())
                .setEnd(range.end())
                .setInterval(range.interval()));
  }

  private static List<TableFieldSchema> fields(List<Schema.Column> columns) {
    return columns.stream().map(Tables::field).toList();
  }

  private static TableFieldSchema field(Schema.Column column) {
    TableFieldSchema field =
        new TableFieldSchema()
            .setName(column.name())
            .setType(column.type())
            .setMode(column.mode())
            .setDescription(column.description());
    return column.fields().isEmpty() ? field : field.setFields(fields(column.fields()));
  }

  static Schema schema(@Nullable TableSchema schema) {
    return new Schema(schema == null ? List.of() : columns(schema.getFields()));
  }

  private static List<Schema.Column> columns(@Nullable List<TableFieldSchema> fields) {
    return fields == null ? List.of() : fields.stream().map(Tables::column).toList();
  }

  private static Schema.Column column(TableFieldSchema field) {
    String mode = field.getMode();
    return new Schema.Column(
        field.getName(),
        field.getType(),
        mode == null ? "NULLABLE" : mode,
        columns(field.getFields()),
        field.getDescription());
  }

  /** What a table that BigQuery describes keeps besides its columns. */
  static TableOptions options(Table table) {
    Clustering clustering = table.getClustering();
    Map<String, String> labels = table.getLabels();
    return new TableOptions(
        table.getFriendlyName(),
        table.getDescription(),
        time(table),
        range(table),
        clustering == null ? List.of() : clustering.getFields(),
        labels == null ? Map.of() : labels);
  }

  private static TableOptions.@Nullable TimePartitioning time(Table table) {
    TimePartitioning time = table.getTimePartitioning();
    return time == null
        ? null
        : new TableOptions.TimePartitioning(
            time.getType(),
            time.getField(),
            Boolean.TRUE.equals(table.getRequirePartitionFilter()));
  }

  private static TableOptions.@Nullable RangePartitioning range(Table table) {
    RangePartitioning range = table.getRangePartitioning();
    return range == null
        ? null
        : new TableOptions.RangePartitioning(
            range.getField(),
            range.getRange().getStart(),
            range.getRange().getEnd(),
            range.getRange().getInterval());
  }
}
