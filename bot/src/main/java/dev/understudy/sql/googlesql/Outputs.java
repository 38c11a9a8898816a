package dev.understudy.sql.googlesql;

import com.google.zetasql.FunctionArgumentType;
import com.google.zetasql.FunctionSignature;
import com.google.zetasql.resolvedast.ResolvedNodes.ResolvedColumnDefinition;
import com.google.zetasql.resolvedast.ResolvedNodes.ResolvedCreateFunctionStmt;
import com.google.zetasql.resolvedast.ResolvedNodes.ResolvedCreateProcedureStmt;
import com.google.zetasql.resolvedast.ResolvedNodes.ResolvedCreateTableAsSelectStmt;
import com.google.zetasql.resolvedast.ResolvedNodes.ResolvedCreateTableFunctionStmt;
import com.google.zetasql.resolvedast.ResolvedNodes.ResolvedCreateTableStmtBase;
import com.google.zetasql.resolvedast.ResolvedNodes.ResolvedCreateViewBase;
import com.google.zetasql.resolvedast.ResolvedNodes.ResolvedOutputColumn;
import com.google.zetasql.resolvedast.ResolvedNodes.ResolvedQueryStmt;
import com.google.zetasql.resolvedast.ResolvedNodes.ResolvedStatement;
import dev.understudy.artifact.Schema;
import dev.understudy.artifact.Schema.Column;
import dev.understudy.sql.Verdict;
import dev.understudy.sql.Verdict.RoutineSignature;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Reads columns and signatures out of resolved statements. */
final class Outputs {
  private Outputs() {}

  static Verdict.Valid of(ResolvedStatement statement) {
    return switch (statement) {
      case ResolvedQueryStmt query ->
          valid(ResultNames.of(columns(query.getOutputColumnList())), null);
      case ResolvedCreateViewBase view -> valid(columns(view.getOutputColumnList()), null);
      case ResolvedCreateTableAsSelectStmt table ->
          valid(columns(table.getOutputColumnList()), null);
      case ResolvedCreateTableStmtBase table -> valid(defined(table), null);
      case ResolvedCreateTableFunctionStmt function ->
          valid(
              columns(function.getOutputColumnList()),
              signature(
                  function.getSignature(), function.getArgumentNameList(), "SQL", false, null));
      case ResolvedCreateFunctionStmt function -> valid(List.of(), signature(function));
      case ResolvedCreateProcedureStmt procedure ->
          valid(
              List.of(),
              signature(
                  procedure.getSignature(), procedure.getArgumentNameList(), "SQL", false, null));
      default -> valid(List.of(), null);
    };
  }

  private static Verdict.Valid valid(List<Column> columns, @Nullable RoutineSignature signature) {
    return new Verdict.Valid(new Schema(columns), signature, List.of(), null, 0);
  }

  static List<Column> columns(List<ResolvedOutputColumn> outputs) {
    List<Column> columns = new ArrayList<>();
    for (ResolvedOutputColumn output : outputs) {
      columns.add(Types.column(output.getName(), output.getColumn().getType()));
    }
    return columns;
  }

  private static List<Column> defined(ResolvedCreateTableStmtBase table) {
    List<Column> columns = new ArrayList<>();
    for (ResolvedColumnDefinition definition : table.getColumnDefinitionList()) {
      Column column = Types.column(definition.getName(), definition.getType());
      boolean required =
          definition.getAnnotations() != null && definition.getAnnotations().getNotNull();
      columns.add(
          required && !column.mode().equals("REPEATED")
              ? new Column(column.name(), column.type(), "REQUIRED", column.fields(), null)
              : column);
    }
    return columns;
  }

  private static RoutineSignature signature(ResolvedCreateFunctionStmt function) {
    String returns = function.getReturnType() == null ? null : Types.name(function.getReturnType());
    return signature(
        function.getSignature(),
        function.getArgumentNameList(),
        function.getLanguage(),
        function.getIsAggregate(),
        returns);
  }

  private static RoutineSignature signature(
      FunctionSignature signature,
      List<String> names,
      String language,
      boolean aggregate,
      @Nullable String returns) {
    List<Column> arguments = new ArrayList<>();
    List<FunctionArgumentType> types = signature.getFunctionArgumentList();
    for (int i = 0; i < types.size(); i++) {
      String name = i < names.size() ? names.get(i) : "argument" + i;
      arguments.add(
          types.get(i).getType() == null
              ? new Column(name, "ANY TYPE", "NULLABLE", List.of(), null)
              : Types.column(name, types.get(i).getType()));
    }
    String upper = language.toUpperCase(Locale.ROOT);
    return new RoutineSignature(
        upper.equals("JS") ? "JAVASCRIPT" : upper, aggregate, arguments, returns);
  }
}
