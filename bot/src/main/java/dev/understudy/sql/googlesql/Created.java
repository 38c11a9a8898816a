package dev.understudy.sql.googlesql;

import com.google.zetasql.parser.ASTCreateStatementEnums.Scope;
import com.google.zetasql.parser.ASTNodes.ASTAuxLoadDataStatement;
import com.google.zetasql.parser.ASTNodes.ASTCreateFunctionStmtBase;
import com.google.zetasql.parser.ASTNodes.ASTCreateProcedureStatement;
import com.google.zetasql.parser.ASTNodes.ASTCreateSnapshotTableStatement;
import com.google.zetasql.parser.ASTNodes.ASTCreateStatement;
import com.google.zetasql.parser.ASTNodes.ASTCreateTableFunctionStatement;
import com.google.zetasql.parser.ASTNodes.ASTCreateTableStmtBase;
import com.google.zetasql.parser.ASTNodes.ASTCreateViewStatementBase;
import com.google.zetasql.parser.ASTNodes.ASTPathExpression;
import com.google.zetasql.parser.ASTNodes.ASTStatement;
import dev.understudy.sql.Reference.Role;
import org.jspecify.annotations.Nullable;

/**
 * The table, view or routine that a CREATE statement makes.
 *
 * @param temporary whether it is gone when the session ends
 */
record Created(ASTPathExpression name, Role role, boolean temporary) {
  /** Null where the statement makes none of these. */
  static @Nullable Created by(ASTStatement statement) {
    ASTPathExpression name = name(statement);
    return name == null ? null : new Created(name, role(statement), isTemporary(statement, name));
  }

  private static @Nullable ASTPathExpression name(ASTStatement statement) {
    return switch (statement) {
      case ASTCreateViewStatementBase view -> view.getName();
      case ASTCreateTableStmtBase table -> table.getName();
      case ASTCreateSnapshotTableStatement snapshot -> snapshot.getName();
      case ASTCreateFunctionStmtBase function -> function.getFunctionDeclaration().getName();
      case ASTCreateProcedureStatement procedure -> procedure.getName();
      default -> null;
    };
  }

  private static Role role(ASTStatement statement) {
    return switch (statement) {
      case ASTCreateTableFunctionStatement _ -> Role.TABLE_FUNCTION;
      case ASTCreateFunctionStmtBase _ -> Role.FUNCTION;
      case ASTCreateProcedureStatement _ -> Role.PROCEDURE;
      default -> Role.TARGET;
    };
  }

  private static boolean isTemporary(ASTStatement statement, ASTPathExpression name) {
    boolean loaded = statement instanceof ASTAuxLoadDataStatement load && load.getIsTempTable();
    boolean scoped =
        statement instanceof ASTCreateStatement create
            && (create.getScope() == Scope.TEMPORARY || create.getScope() == Scope.PRIVATE);
    return loaded || scoped || Paths.isSession(Paths.parts(name));
  }
}
