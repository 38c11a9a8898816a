package dev.understudy.sql.googlesql;

import com.google.zetasql.LanguageOptions;
import com.google.zetasql.Parser;
import com.google.zetasql.SqlException;
import com.google.zetasql.parser.ASTNode;
import com.google.zetasql.parser.ASTNodes.ASTCreateExternalTableStatement;
import com.google.zetasql.parser.ASTNodes.ASTCreateFunctionStatement;
import com.google.zetasql.parser.ASTNodes.ASTCreateMaterializedViewStatement;
import com.google.zetasql.parser.ASTNodes.ASTCreateProcedureStatement;
import com.google.zetasql.parser.ASTNodes.ASTCreateSnapshotTableStatement;
import com.google.zetasql.parser.ASTNodes.ASTCreateTableFunctionStatement;
import com.google.zetasql.parser.ASTNodes.ASTCreateTableStatement;
import com.google.zetasql.parser.ASTNodes.ASTCreateViewStatementBase;
import com.google.zetasql.parser.ASTNodes.ASTDeleteStatement;
import com.google.zetasql.parser.ASTNodes.ASTInsertStatement;
import com.google.zetasql.parser.ASTNodes.ASTMergeStatement;
import com.google.zetasql.parser.ASTNodes.ASTQuery;
import com.google.zetasql.parser.ASTNodes.ASTQueryStatement;
import com.google.zetasql.parser.ASTNodes.ASTStatement;
import com.google.zetasql.parser.ASTNodes.ASTTruncateStatement;
import com.google.zetasql.parser.ASTNodes.ASTUpdateStatement;
import dev.understudy.sql.Reference;
import dev.understudy.sql.SqlFacts;
import dev.understudy.sql.SqlFacts.SqlError;
import dev.understudy.sql.SqlStatement;
import dev.understudy.sql.SqlStatement.Type;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Parses a text as a script and reads its statements. Runs in the worker. */
final class ScriptReader implements LiteralSql {
  private final String whole;
  private final LanguageOptions language;

  private ScriptReader(String whole, LanguageOptions language) {
    this.whole = whole;
    this.language = language;
  }

  static SqlFacts read(String sql, LanguageOptions language) {
    return new ScriptReader(sql, language).read(sql, 0, new HashSet<>());
  }

  @Override
  public SqlFacts read(String sql, int offset, Set<List<String>> temporary) {
    List<ASTStatement> parsed;
    try {
      parsed = Parser.parseScript(sql, language).getStatementListNode().getStatementList();
    } catch (SqlException e) {
      return SqlFacts.unreadable(Errors.of(e));
    }
    Offsets offsets = Offsets.of(sql, offset);
    FactsBuilder facts = new FactsBuilder(sql, offsets, this, temporary);
    List<SqlStatement> statements = new ArrayList<>();
    for (ASTStatement statement : parsed) {
      statements.add(statement(statement, facts, offsets));
    }
    return new SqlFacts(statements, facts.externalQueries(), facts.opaque(), null);
  }

  private static SqlStatement statement(
      ASTStatement statement, FactsBuilder facts, Offsets offsets) {
    new ReferenceVisitor(facts).read(statement);
    Reference created = facts.created(statement);
    ASTQuery query = query(statement);
    return new SqlStatement(
        type(statement),
        offsets.span(statement.getParseLocationRange()),
        created,
        query == null ? null : offsets.span(query.getParseLocationRange()),
        facts.takeReferences());
  }

  private static @Nullable ASTQuery query(ASTNode statement) {
    return switch (statement) {
      case ASTQueryStatement query -> query.getQuery();
      case ASTCreateViewStatementBase view -> view.getQuery();
      case ASTCreateTableStatement table -> table.getQuery();
      case ASTCreateTableFunctionStatement function -> function.getQuery();
      default -> null;
    };
  }

  private static Type type(ASTNode statement) {
    return switch (statement) {
      case ASTQueryStatement _ -> Type.QUERY;
      case ASTCreateMaterializedViewStatement _ -> Type.CREATE_MATERIALIZED_VIEW;
      case ASTCreateViewStatementBase _ -> Type.CREATE_VIEW;
      case ASTCreateExternalTableStatement _ -> Type.CREATE_EXTERNAL_TABLE;
      case ASTCreateTableStatement _ -> Type.CREATE_TABLE;
      case ASTCreateSnapshotTableStatement _ -> Type.CREATE_SNAPSHOT;
      case ASTCreateTableFunctionStatement _ -> Type.CREATE_TABLE_FUNCTION;
      case ASTCreateFunctionStatement _ -> Type.CREATE_FUNCTION;
      case ASTCreateProcedureStatement _ -> Type.CREATE_PROCEDURE;
      case ASTInsertStatement _,
          ASTUpdateStatement _,
          ASTDeleteStatement _,
          ASTMergeStatement _,
          ASTTruncateStatement _ ->
          Type.DML;
      default -> Type.OTHER;
    };
  }

  @Override
  public SqlError at(int offset, String message) {
    int line = 1;
    int start = 0;
    for (int i = whole.indexOf('\n'); i >= 0 && i < offset; i = whole.indexOf('\n', i + 1)) {
      line++;
      start = i + 1;
    }
    return new SqlError(message, line, offset - start + 1);
  }
}
