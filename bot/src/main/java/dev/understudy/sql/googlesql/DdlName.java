package dev.understudy.sql.googlesql;

import com.google.zetasql.parser.ASTNodes.ASTAlterMaterializedViewStatement;
import com.google.zetasql.parser.ASTNodes.ASTAlterModelStatement;
import com.google.zetasql.parser.ASTNodes.ASTAlterTableStatement;
import com.google.zetasql.parser.ASTNodes.ASTAlterViewStatement;
import com.google.zetasql.parser.ASTNodes.ASTCreateIndexStatement;
import com.google.zetasql.parser.ASTNodes.ASTCreateMaterializedViewStatement;
import com.google.zetasql.parser.ASTNodes.ASTCreateModelStatement;
import com.google.zetasql.parser.ASTNodes.ASTCreateRowAccessPolicyStatement;
import com.google.zetasql.parser.ASTNodes.ASTCreateTableStmtBase;
import com.google.zetasql.parser.ASTNodes.ASTDropAllRowAccessPoliciesStatement;
import com.google.zetasql.parser.ASTNodes.ASTDropFunctionStatement;
import com.google.zetasql.parser.ASTNodes.ASTDropIndexStatement;
import com.google.zetasql.parser.ASTNodes.ASTDropMaterializedViewStatement;
import com.google.zetasql.parser.ASTNodes.ASTDropRowAccessPolicyStatement;
import com.google.zetasql.parser.ASTNodes.ASTDropSnapshotTableStatement;
import com.google.zetasql.parser.ASTNodes.ASTDropStatement;
import com.google.zetasql.parser.ASTNodes.ASTDropTableFunctionStatement;
import com.google.zetasql.parser.ASTNodes.ASTExportModelStatement;
import com.google.zetasql.parser.ASTNodes.ASTPathExpression;
import com.google.zetasql.parser.ASTNodes.ASTStatement;
import com.google.zetasql.parser.ASTNodes.ASTTruncateStatement;
import com.google.zetasql.parser.SchemaObjectKind;
import dev.understudy.sql.Reference.Role;
import org.jspecify.annotations.Nullable;

/**
 * The name that a statement of the data definition language acts on besides what it creates.
 *
 * <p>Source: <a
 * href="https://cloud.google.com/bigquery/docs/reference/standard-sql/data-definition-language">DDL
 * statements in GoogleSQL</a>.
 */
record DdlName(ASTPathExpression path, Role role) {
  /** Null where the statement names nothing of this kind. */
  static @Nullable DdlName of(ASTStatement statement) {
    DdlName table = name(table(statement), Role.TARGET);
    DdlName other = table == null ? name(source(statement), Role.TABLE) : table;
    return other == null ? routineOrModel(statement) : other;
  }

  private static @Nullable DdlName name(@Nullable ASTPathExpression path, Role role) {
    return path == null ? null : new DdlName(path, role);
  }

  /** What is changed or dropped. */
  private static @Nullable ASTPathExpression table(ASTStatement statement) {
    return switch (statement) {
      case ASTDropStatement drop -> isTable(drop.getSchemaObjectKind()) ? drop.getName() : null;
      case ASTDropMaterializedViewStatement drop -> drop.getName();
      case ASTDropSnapshotTableStatement drop -> drop.getName();
      case ASTTruncateStatement truncate -> truncate.getTargetPath();
      case ASTAlterTableStatement alter -> alter.getPath();
      case ASTAlterViewStatement alter -> alter.getPath();
      case ASTAlterMaterializedViewStatement alter -> alter.getPath();
      case ASTCreateIndexStatement index -> index.getTableName();
      case ASTDropIndexStatement index -> index.getTableName();
      case ASTCreateRowAccessPolicyStatement policy -> policy.getTargetPath();
      case ASTDropRowAccessPolicyStatement policy -> policy.getTableName();
      case ASTDropAllRowAccessPoliciesStatement policies -> policies.getTableName();
      default -> null;
    };
  }

  /** What a new table or view takes after. */
  private static @Nullable ASTPathExpression source(ASTStatement statement) {
    return switch (statement) {
      case ASTCreateTableStmtBase create -> create.getLikeTableName();
      case ASTCreateMaterializedViewStatement create -> create.getReplicaSource();
      default -> null;
    };
  }

  private static @Nullable DdlName routineOrModel(ASTStatement statement) {
    return switch (statement) {
      case ASTDropStatement drop -> dropped(drop);
      case ASTDropFunctionStatement drop -> new DdlName(drop.getName(), Role.FUNCTION);
      case ASTDropTableFunctionStatement drop -> new DdlName(drop.getName(), Role.TABLE_FUNCTION);
      case ASTCreateModelStatement create -> new DdlName(create.getName(), Role.MODEL);
      case ASTAlterModelStatement alter -> name(alter.getPath(), Role.MODEL);
      case ASTExportModelStatement export -> new DdlName(export.getModelNamePath(), Role.MODEL);
      default -> null;
    };
  }

  private static @Nullable DdlName dropped(ASTDropStatement drop) {
    return switch (drop.getSchemaObjectKind()) {
      case kProcedure -> new DdlName(drop.getName(), Role.PROCEDURE);
      case kModel -> new DdlName(drop.getName(), Role.MODEL);
      default -> null;
    };
  }

  private static boolean isTable(SchemaObjectKind kind) {
    return switch (kind) {
      case kTable, kView, kExternalTable, kMaterializedView, kSnapshotTable -> true;
      default -> false;
    };
  }
}
