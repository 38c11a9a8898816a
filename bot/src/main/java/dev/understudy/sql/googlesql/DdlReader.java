package dev.understudy.sql.googlesql;

import com.google.zetasql.LanguageOptions;
import com.google.zetasql.Parser;
import com.google.zetasql.SqlException;
import com.google.zetasql.parser.ASTDropStatementEnums.DropMode;
import com.google.zetasql.parser.ASTNode;
import com.google.zetasql.parser.ASTNodes.ASTAddColumnAction;
import com.google.zetasql.parser.ASTNodes.ASTAlterAction;
import com.google.zetasql.parser.ASTNodes.ASTAlterColumnDropNotNullAction;
import com.google.zetasql.parser.ASTNodes.ASTAlterColumnOptionsAction;
import com.google.zetasql.parser.ASTNodes.ASTAlterColumnTypeAction;
import com.google.zetasql.parser.ASTNodes.ASTAlterMaterializedViewStatement;
import com.google.zetasql.parser.ASTNodes.ASTAlterSchemaStatement;
import com.google.zetasql.parser.ASTNodes.ASTAlterStatementBase;
import com.google.zetasql.parser.ASTNodes.ASTAlterTableStatement;
import com.google.zetasql.parser.ASTNodes.ASTAlterViewStatement;
import com.google.zetasql.parser.ASTNodes.ASTColumnDefinition;
import com.google.zetasql.parser.ASTNodes.ASTColumnWithOptions;
import com.google.zetasql.parser.ASTNodes.ASTColumnWithOptionsList;
import com.google.zetasql.parser.ASTNodes.ASTCreateExternalTableStatement;
import com.google.zetasql.parser.ASTNodes.ASTCreateFunctionStatement;
import com.google.zetasql.parser.ASTNodes.ASTCreateFunctionStmtBase;
import com.google.zetasql.parser.ASTNodes.ASTCreateMaterializedViewStatement;
import com.google.zetasql.parser.ASTNodes.ASTCreateProcedureStatement;
import com.google.zetasql.parser.ASTNodes.ASTCreateSchemaStatement;
import com.google.zetasql.parser.ASTNodes.ASTCreateSnapshotTableStatement;
import com.google.zetasql.parser.ASTNodes.ASTCreateStatement;
import com.google.zetasql.parser.ASTNodes.ASTCreateTableFunctionStatement;
import com.google.zetasql.parser.ASTNodes.ASTCreateTableStatement;
import com.google.zetasql.parser.ASTNodes.ASTCreateTableStmtBase;
import com.google.zetasql.parser.ASTNodes.ASTCreateViewStatementBase;
import com.google.zetasql.parser.ASTNodes.ASTDropColumnAction;
import com.google.zetasql.parser.ASTNodes.ASTDropFunctionStatement;
import com.google.zetasql.parser.ASTNodes.ASTDropMaterializedViewStatement;
import com.google.zetasql.parser.ASTNodes.ASTDropSnapshotTableStatement;
import com.google.zetasql.parser.ASTNodes.ASTDropStatement;
import com.google.zetasql.parser.ASTNodes.ASTDropTableFunctionStatement;
import com.google.zetasql.parser.ASTNodes.ASTExpression;
import com.google.zetasql.parser.ASTNodes.ASTOptionsList;
import com.google.zetasql.parser.ASTNodes.ASTPathExpression;
import com.google.zetasql.parser.ASTNodes.ASTRenameColumnAction;
import com.google.zetasql.parser.ASTNodes.ASTRenameToClause;
import com.google.zetasql.parser.ASTNodes.ASTSetOptionsAction;
import com.google.zetasql.parser.ASTNodes.ASTStatement;
import com.google.zetasql.parser.ASTNodes.ASTTableElement;
import com.google.zetasql.parser.ASTNodes.ASTTableElementList;
import com.google.zetasql.parser.ASTNodes.ASTTruncateStatement;
import com.google.zetasql.parser.SchemaObjectKind;
import dev.understudy.sql.Ddl;
import dev.understudy.sql.Ddl.Action;
import dev.understudy.sql.Ddl.Action.What;
import dev.understudy.sql.Ddl.Source;
import dev.understudy.sql.Ddl.Target;
import dev.understudy.sql.Ddl.Verb;
import dev.understudy.sql.Span;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Reads one statement of the data definition language. Runs in the worker. */
final class DdlReader {
  private final String sql;
  private final Offsets offsets;
  private final List<Action> actions = new ArrayList<>();
  private final Map<String, Map<String, String>> columnOptions = new HashMap<>();
  private Map<String, String> options = Map.of();
  private List<String> partitionBy = List.of();
  private List<String> clusterBy = List.of();
  private @Nullable Source source;
  private @Nullable String body;
  private boolean cascade;

  private DdlReader(String sql) {
    this.sql = sql;
    this.offsets = Offsets.of(sql, 0);
  }

  /** Null where the text is no single statement of this language, or of one that is not read. */
  static @Nullable Ddl read(String sql, LanguageOptions language) {
    try {
      List<ASTStatement> parsed =
          Parser.parseScript(sql, language).getStatementListNode().getStatementList();
      return parsed.size() == 1 ? new DdlReader(sql).read(parsed.get(0)) : null;
    } catch (SqlException _) {
      return null;
    }
  }

  private @Nullable Ddl read(ASTStatement statement) {
    return switch (statement) {
      case ASTCreateStatement create -> create(create);
      case ASTAlterStatementBase alter -> alter(alter);
      case ASTTruncateStatement truncate ->
          ddl(Verb.TRUNCATE, Target.TABLE, truncate.getTargetPath(), false, false);
      default -> drop(statement);
    };
  }

  private Ddl ddl(
      Verb verb, Target target, ASTPathExpression path, boolean orReplace, boolean lenient) {
    return new Ddl(
        verb,
        target,
        Paths.parts(path),
        orReplace,
        lenient,
        source,
        options,
        partitionBy,
        clusterBy,
        columnOptions,
        actions,
        cascade,
        body);
  }

  // CREATE

  private @Nullable Ddl create(ASTCreateStatement create) {
    return switch (create) {
      case ASTCreateSchemaStatement schema -> {
        options = options(schema.getOptionsList());
        yield made(create, Target.SCHEMA, schema.getName());
      }
      case ASTCreateTableStatement table -> table(table);
      case ASTCreateExternalTableStatement table -> {
        relation(table);
        yield made(create, Target.EXTERNAL_TABLE, table.getName());
      }
      case ASTCreateSnapshotTableStatement snapshot -> {
        options = options(snapshot.getOptionsList());
        source(Source.How.CLONE, snapshot.getCloneDataSource().getPathExpr());
        yield made(create, Target.SNAPSHOT_TABLE, snapshot.getName());
      }
      case ASTCreateViewStatementBase view -> view(view);
      case ASTCreateFunctionStmtBase function -> function(function);
      case ASTCreateProcedureStatement procedure -> {
        options = options(procedure.getOptionsList());
        body = procedure.getBody() == null ? null : text(procedure.getBody());
        yield made(create, Target.PROCEDURE, procedure.getName());
      }
      default -> null;
    };
  }

  private Ddl made(ASTCreateStatement create, Target target, ASTPathExpression name) {
    return ddl(Verb.CREATE, target, name, create.getIsOrReplace(), create.getIsIfNotExists());
  }

  private Ddl table(ASTCreateTableStatement table) {
    relation(table);
    partitionBy =
        table.getPartitionBy() == null
            ? List.of()
            : texts(table.getPartitionBy().getPartitioningExpressions());
    clusterBy =
        table.getClusterBy() == null
            ? List.of()
            : texts(table.getClusterBy().getClusteringExpressions());
    if (table.getCloneDataSource() != null) {
      source(Source.How.CLONE, table.getCloneDataSource().getPathExpr());
    }
    if (table.getCopyDataSource() != null) {
      source(Source.How.COPY, table.getCopyDataSource().getPathExpr());
    }
    return made(table, Target.TABLE, table.getName());
  }

  private void relation(ASTCreateTableStmtBase table) {
    options = options(table.getOptionsList());
    if (table.getLikeTableName() != null) {
      source(Source.How.LIKE, table.getLikeTableName());
    }
    ASTTableElementList elements = table.getTableElementList();
    for (ASTTableElement element :
        elements == null ? List.<ASTTableElement>of() : elements.getElements()) {
      if (element instanceof ASTColumnDefinition column && column.getSchema() != null) {
        columnOptions(column.getName().getIdString(), column.getSchema().getOptionsList());
      }
    }
  }

  private Ddl view(ASTCreateViewStatementBase view) {
    options = options(view.getOptionsList());
    ASTColumnWithOptionsList columns = view.getColumnWithOptionsList();
    if (columns != null) {
      for (ASTColumnWithOptions column : columns.getColumnWithOptions()) {
        columnOptions(column.getName().getIdString(), column.getOptionsList());
      }
    }
    boolean materialized = view instanceof ASTCreateMaterializedViewStatement;
    if (view instanceof ASTCreateMaterializedViewStatement stored) {
      partitionBy =
          stored.getPartitionBy() == null
              ? List.of()
              : texts(stored.getPartitionBy().getPartitioningExpressions());
      clusterBy =
          stored.getClusterBy() == null
              ? List.of()
              : texts(stored.getClusterBy().getClusteringExpressions());
    }
    return made(view, materialized ? Target.MATERIALIZED_VIEW : Target.VIEW, view.getName());
  }

  private Ddl function(ASTCreateFunctionStmtBase function) {
    options = options(function.getOptionsList());
    body = function.getCode() == null ? null : function.getCode().getStringValue();
    if (function instanceof ASTCreateFunctionStatement scalar
        && scalar.getSqlFunctionBody() != null) {
      body = text(scalar.getSqlFunctionBody().getExpression());
    }
    if (function instanceof ASTCreateTableFunctionStatement table && table.getQuery() != null) {
      body = text(table.getQuery());
    }
    boolean table = function instanceof ASTCreateTableFunctionStatement;
    return made(
        function,
        table ? Target.TABLE_FUNCTION : Target.FUNCTION,
        function.getFunctionDeclaration().getName());
  }

  private void source(Source.How how, ASTPathExpression path) {
    source = new Source(how, Paths.parts(path));
  }

  private void columnOptions(String column, @Nullable ASTOptionsList list) {
    Map<String, String> found = options(list);
    if (!found.isEmpty()) {
      columnOptions.put(column.toLowerCase(Locale.ROOT), found);
    }
  }

  // ALTER

  private @Nullable Ddl alter(ASTAlterStatementBase alter) {
    Target target =
        switch (alter) {
          case ASTAlterTableStatement _ -> Target.TABLE;
          case ASTAlterViewStatement _ -> Target.VIEW;
          case ASTAlterMaterializedViewStatement _ -> Target.MATERIALIZED_VIEW;
          case ASTAlterSchemaStatement _ -> Target.SCHEMA;
          default -> null;
        };
    if (target == null) {
      return null;
    }
    for (ASTAlterAction action : alter.getActionList().getActions()) {
      Action read = action(action);
      if (read == null) {
        return null;
      }
      actions.add(read);
    }
    return ddl(Verb.ALTER, target, alter.getPath(), false, alter.getIsIfExists());
  }

  private @Nullable Action action(ASTAlterAction action) {
    return switch (action) {
      case ASTSetOptionsAction set ->
          new Action(What.SET_OPTIONS, null, null, options(set.getOptionsList()), false);
      case ASTAddColumnAction add ->
          new Action(
              What.ADD_COLUMN,
              add.getColumnDefinition().getName().getIdString(),
              text(add.getColumnDefinition()),
              options(add.getColumnDefinition().getSchema().getOptionsList()),
              add.getIsIfNotExists());
      case ASTDropColumnAction drop ->
          about(What.DROP_COLUMN, drop.getColumnName().getIdString(), null, drop.getIsIfExists());
      case ASTRenameColumnAction rename ->
          about(
              What.RENAME_COLUMN,
              rename.getColumnName().getIdString(),
              rename.getNewColumnName().getIdString(),
              rename.getIsIfExists());
      case ASTRenameToClause rename ->
          new Action(
              What.RENAME_TO,
              null,
              String.join(".", Paths.parts(rename.getNewName())),
              Map.of(),
              false);
      case ASTAlterColumnOptionsAction set ->
          new Action(
              What.SET_COLUMN_OPTIONS,
              set.getColumnName().getIdString(),
              null,
              options(set.getOptionsList()),
              set.getIsIfExists());
      case ASTAlterColumnTypeAction type ->
          about(
              What.SET_DATA_TYPE,
              type.getColumnName().getIdString(),
              text(type.getSchema()),
              type.getIsIfExists());
      case ASTAlterColumnDropNotNullAction drop ->
          about(What.DROP_NOT_NULL, drop.getColumnName().getIdString(), null, drop.getIsIfExists());
      default -> null;
    };
  }

  private static Action about(What what, String column, @Nullable String text, boolean lenient) {
    return new Action(what, column, text, Map.of(), lenient);
  }

  // DROP

  private @Nullable Ddl drop(ASTStatement statement) {
    return switch (statement) {
      case ASTDropStatement drop -> {
        cascade = drop.getDropMode() == DropMode.CASCADE;
        Target target = dropped(drop.getSchemaObjectKind());
        yield target == null
            ? null
            : ddl(Verb.DROP, target, drop.getName(), false, drop.getIsIfExists());
      }
      case ASTDropFunctionStatement drop ->
          ddl(Verb.DROP, Target.FUNCTION, drop.getName(), false, drop.getIsIfExists());
      case ASTDropTableFunctionStatement drop ->
          ddl(Verb.DROP, Target.TABLE_FUNCTION, drop.getName(), false, drop.getIsIfExists());
      case ASTDropMaterializedViewStatement drop ->
          ddl(Verb.DROP, Target.MATERIALIZED_VIEW, drop.getName(), false, drop.getIsIfExists());
      case ASTDropSnapshotTableStatement drop ->
          ddl(Verb.DROP, Target.SNAPSHOT_TABLE, drop.getName(), false, drop.getIsIfExists());
      default -> null;
    };
  }

  private static @Nullable Target dropped(SchemaObjectKind kind) {
    return switch (kind) {
      case kSchema -> Target.SCHEMA;
      case kTable -> Target.TABLE;
      case kView -> Target.VIEW;
      case kMaterializedView -> Target.MATERIALIZED_VIEW;
      case kExternalTable -> Target.EXTERNAL_TABLE;
      case kSnapshotTable -> Target.SNAPSHOT_TABLE;
      case kProcedure -> Target.PROCEDURE;
      default -> null;
    };
  }

  // Texts

  private Map<String, String> options(@Nullable ASTOptionsList list) {
    Map<String, String> found = new HashMap<>();
    if (list != null) {
      list.getOptionsEntries()
          .forEach(
              entry ->
                  found.put(
                      entry.getName().getIdString().toLowerCase(Locale.ROOT),
                      text(entry.getValue())));
    }
    return found;
  }

  private List<String> texts(List<ASTExpression> expressions) {
    return expressions.stream().map(this::text).toList();
  }

  private String text(ASTNode node) {
    Span span = offsets.span(node.getParseLocationRange());
    return sql.substring(span.start(), span.end());
  }
}
