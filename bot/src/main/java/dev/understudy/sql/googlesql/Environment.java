package dev.understudy.sql.googlesql;

import com.google.common.collect.ImmutableList;
import com.google.zetasql.Analyzer;
import com.google.zetasql.AnalyzerOptions;
import com.google.zetasql.Function;
import com.google.zetasql.FunctionArgumentType;
import com.google.zetasql.FunctionArgumentType.FunctionArgumentTypeOptions;
import com.google.zetasql.FunctionProtos.FunctionOptionsProto;
import com.google.zetasql.FunctionSignature;
import com.google.zetasql.ParseResumeLocation;
import com.google.zetasql.Procedure;
import com.google.zetasql.SimpleCatalog;
import com.google.zetasql.SimpleColumn;
import com.google.zetasql.SimpleTable;
import com.google.zetasql.SqlException;
import com.google.zetasql.TVFRelation;
import com.google.zetasql.TableValuedFunction.FixedOutputSchemaTVF;
import com.google.zetasql.ZetaSQLFunctions.FunctionEnums.Mode;
import com.google.zetasql.ZetaSQLFunctions.SignatureArgumentKind;
import com.google.zetasql.resolvedast.ResolvedNodes.ResolvedCreateFunctionStmt;
import com.google.zetasql.resolvedast.ResolvedNodes.ResolvedCreateProcedureStmt;
import com.google.zetasql.resolvedast.ResolvedNodes.ResolvedCreateTableFunctionStmt;
import com.google.zetasql.resolvedast.ResolvedNodes.ResolvedOutputColumn;
import com.google.zetasql.resolvedast.ResolvedNodes.ResolvedStatement;
import dev.understudy.artifact.Identifier;
import dev.understudy.artifact.Schema;
import dev.understudy.artifact.Schema.Column;
import dev.understudy.sql.Analysis;
import dev.understudy.sql.Reference;
import dev.understudy.sql.SqlFacts;
import dev.understudy.sql.SqlFacts.SqlError;
import dev.understudy.sql.SqlStatement;
import dev.understudy.sql.Verdict;
import dev.understudy.sql.googlesql.Analyst.Refused;
import dev.understudy.sql.googlesql.Normalized.Defaults;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The tables and routines around one statement, put into the catalog as far as it needs them. */
final class Environment {
  private final Analyst analyst;
  private final Catalogs catalogs;
  private final Analysis analysis;
  private final Set<Identifier> tables = new HashSet<>();
  private final Set<String> views = new HashSet<>();
  private final Set<Identifier> routines = new HashSet<>();
  private final List<String> temporary = new ArrayList<>();
  private final Map<Identifier, String> filled = new LinkedHashMap<>();

  Environment(Analyst analyst, Catalogs catalogs, Analysis analysis) {
    this.analyst = analyst;
    this.catalogs = catalogs;
    this.analysis = analysis;
  }

  SimpleCatalog root() {
    return catalogs.root();
  }

  Analysis analysis() {
    return analysis;
  }

  Analyst analyst() {
    return analyst;
  }

  AnalyzerOptions options() {
    return analyst.options(analysis.parameters());
  }

  Defaults defaults() {
    String dataset = analysis.dataset();
    return new Defaults(analysis.project(), dataset == null ? "_none_" : dataset);
  }

  /** Puts what these references mean into the catalog, and what that needs in turn. */
  void register(List<Reference> references, String sql) {
    for (Reference reference : references) {
      register(reference, defaults(), sql);
    }
  }

  private void register(Reference reference, Defaults defaults, String sql) {
    Identifier id = defaults.resolve(reference.path());
    switch (reference.role()) {
      case TABLE, TARGET -> table(id, reference, sql);
      case FUNCTION, TABLE_FUNCTION, PROCEDURE -> routine(id, reference, sql);
      case MODEL ->
          throw new Refused(new Verdict.Unknown("the model " + id + " is not known offline"));
    }
  }

  private void table(Identifier id, Reference reference, String sql) {
    if (reference.form() == Reference.Form.LITERAL || !tables.add(id)) {
      return;
    }
    if (id.dataset().equals("INFORMATION_SCHEMA")) {
      List<Column> columns = InformationSchema.columns(id.name());
      if (columns.isEmpty()) {
        throw new Refused(
            new Verdict.Unknown("INFORMATION_SCHEMA." + id.name() + " is not known offline"));
      }
      if (analysis.relations().containsKey(id) || views.add(id.name())) {
        add("information", id, columns, List.of());
      }
      return;
    }
    Analysis.Relation relation = analysis.relations().get(id);
    if (relation == null) {
      throw notFound("Table not found: ", id, reference, sql);
    }
    add(id.project(), id, relation.schema().columns(), relation.pseudoColumns());
  }

  private void add(String project, Identifier id, List<Column> columns, List<Column> pseudo) {
    boolean fill = analysis.execute() && analysis.relations().containsKey(id);
    SimpleTable table = new SimpleTable(fill ? "understudy_" + filled.size() : id.name());
    table.setFullName(fill ? table.getName() : id.toString());
    for (Column column : columns) {
      table.addSimpleColumn(column.name(), Types.of(column));
    }
    for (Column column : pseudo) {
      if (columns.stream().noneMatch(c -> c.name().equalsIgnoreCase(column.name()))) {
        table.addSimpleColumn(
            new SimpleColumn(id.name(), column.name(), Types.of(column), true, false));
      }
    }
    if (fill) {
      Column row = Column.of(Dml.ROW, "INT64");
      table.addSimpleColumn(new SimpleColumn(id.name(), Dml.ROW, Types.of(row), true, false));
      // Rows can be given to tables of the root catalog only.
      filled.put(id, table.getName());
      root().addSimpleTable(table);
    } else {
      catalogs.dataset(project, id.dataset()).addSimpleTable(table);
    }
  }

  private static Refused notFound(String what, Identifier id, Reference reference, String sql) {
    int start = reference.span().start();
    String before = sql.substring(0, Math.min(start, sql.length()));
    int line = (int) before.chars().filter(c -> c == '\n').count() + 1;
    int column = before.length() - before.lastIndexOf('\n');
    return new Refused(new Verdict.Invalid(what + id, line, column));
  }

  private void routine(Identifier id, Reference reference, String sql) {
    if (!routines.add(id)) {
      return;
    }
    Analysis.Routine routine = analysis.routines().get(id);
    if (routine == null) {
      throw notFound("Function not found: ", id, reference, sql);
    }
    Defaults defaults = new Defaults(routine.project(), id.dataset());
    SqlFacts facts = analyst.facts(routine.statement());
    SqlError error = facts.error();
    if (error != null) {
      throw new Refused(new Verdict.Invalid(id + " does not parse: " + error.message(), 0, 0));
    }
    List<Reference> references = new ArrayList<>(facts.references());
    references.forEach(r -> register(r, defaults, sql));
    facts.statements().stream()
        .map(SqlStatement::created)
        .forEach(
            created -> {
              if (created != null) {
                references.add(created);
              }
            });
    String normal = Normalized.of(routine.statement(), references, defaults).text();
    try {
      ResolvedStatement resolved =
          Analyzer.analyzeStatement(normal.strip().replaceAll(";\\s*$", ""), options(), root());
      define(catalogs.dataset(id.project(), id.dataset()), path(id), resolved);
    } catch (SqlException e) {
      throw new Refused(
          new Verdict.Invalid("Invalid routine " + id + ": " + Errors.of(e).message(), 0, 0));
    }
  }

  private static List<String> path(Identifier id) {
    return List.of(id.project(), id.dataset(), id.name());
  }

  /** A temporary function lives in the statements after it. */
  void registerTemporary(String sql, SqlStatement statement, ResolvedStatement resolved) {
    if (resolved instanceof ResolvedCreateFunctionStmt function) {
      if (statement.created() == null) {
        Function made = function(function.getNamePath(), function);
        root().addFunction(made);
        temporary.add(made.getFullName());
      } else {
        Identifier id = defaults().resolve(statement.created().path());
        if (routines.add(id)) {
          define(catalogs.dataset(id.project(), id.dataset()), path(id), resolved);
        }
      }
    }
  }

  private void define(SimpleCatalog catalog, List<String> path, ResolvedStatement resolved) {
    switch (resolved) {
      case ResolvedCreateFunctionStmt function -> catalog.addFunction(function(path, function));
      case ResolvedCreateTableFunctionStmt function ->
          catalog.addTableValuedFunction(tableFunction(path, function));
      case ResolvedCreateProcedureStmt procedure ->
          catalog.addProcedure(new Procedure(path, procedure.getSignature()));
      default -> {}
    }
  }

  private Function function(List<String> path, ResolvedCreateFunctionStmt function) {
    boolean sql = function.getLanguage().equalsIgnoreCase("SQL");
    boolean templated = function.getFunctionExpression() == null;
    Mode mode = function.getIsAggregate() ? Mode.AGGREGATE : Mode.SCALAR;
    if (sql && (templated || analysis.execute())) {
      return new Function.TemplatedSQLFunction(
          ImmutableList.copyOf(path),
          function.getSignature(),
          function.getArgumentNameList(),
          new ParseResumeLocation(
              analysis.execute()
                  ? Bodies.executable(function.getCode(), analyst.language())
                  : function.getCode()),
          mode,
          FunctionOptionsProto.getDefaultInstance());
    }
    return new Function(path, "UDF", mode, List.of(function.getSignature()));
  }

  private static FixedOutputSchemaTVF tableFunction(
      List<String> path, ResolvedCreateTableFunctionStmt function) {
    if (function.getOutputColumnList().isEmpty()) {
      throw new Refused(
          new Verdict.Unknown("the columns of the table function " + path + " depend on its call"));
    }
    List<TVFRelation.Column> columns = new ArrayList<>();
    for (ResolvedOutputColumn column : function.getOutputColumnList()) {
      columns.add(TVFRelation.Column.create(column.getName(), column.getColumn().getType()));
    }
    TVFRelation relation = TVFRelation.createColumnBased(columns);
    // Without the relation's schema on the result type the native library crashes.
    FunctionArgumentType result =
        new FunctionArgumentType(
            SignatureArgumentKind.ARG_TYPE_RELATION,
            FunctionArgumentTypeOptions.builder().setRelationInputSchema(relation).build(),
            1);
    FunctionSignature signature =
        new FunctionSignature(result, function.getSignature().getFunctionArgumentList(), 0);
    return new FixedOutputSchemaTVF(path, List.of(signature), relation);
  }

  /** Takes what belongs to no dataset out of the catalog again. */
  void close() {
    temporary.forEach(root()::removeFunction);
    filled.values().forEach(root()::removeSimpleTable);
  }

  /** The names under which the statement reads tables with rows. */
  Map<Identifier, String> filled() {
    return filled;
  }

  /** A relation's columns, then those of its pseudo-columns that no column hides. */
  List<Column> stored(Analysis.Relation relation) {
    List<Column> columns = new ArrayList<>(relation.schema().columns());
    for (Column column : relation.pseudoColumns()) {
      if (relation.schema().columns().stream()
          .noneMatch(c -> c.name().equalsIgnoreCase(column.name()))) {
        columns.add(column);
      }
    }
    return columns;
  }

  /** The relation that DML changes, or null. */
  Analysis.@Nullable Relation target(SqlStatement statement) {
    return statement.references().stream()
        .filter(reference -> reference.role() == Reference.Role.TARGET)
        .map(reference -> analysis.relations().get(defaults().resolve(reference.path())))
        .filter(Objects::nonNull)
        .findFirst()
        .orElse(null);
  }

  /** The tables with rows, by those names. */
  Map<String, Analysis.Relation> relations() {
    Map<String, Analysis.Relation> read = new HashMap<>();
    filled.forEach(
        (id, name) -> {
          Analysis.Relation relation = Objects.requireNonNull(analysis.relations().get(id));
          boolean system = id.dataset().equals("INFORMATION_SCHEMA");
          Schema schema =
              system ? new Schema(InformationSchema.columns(id.name())) : relation.schema();
          read.put(name, new Analysis.Relation(schema, relation.pseudoColumns(), relation.rows()));
        });
    return read;
  }
}
