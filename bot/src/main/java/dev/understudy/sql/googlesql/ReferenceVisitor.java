package dev.understudy.sql.googlesql;

import com.google.zetasql.parser.ASTNode;
import com.google.zetasql.parser.ASTNodes.ASTAlias;
import com.google.zetasql.parser.ASTNodes.ASTAliasedQuery;
import com.google.zetasql.parser.ASTNodes.ASTCallStatement;
import com.google.zetasql.parser.ASTNodes.ASTCloneDataSource;
import com.google.zetasql.parser.ASTNodes.ASTCopyDataSource;
import com.google.zetasql.parser.ASTNodes.ASTDeleteStatement;
import com.google.zetasql.parser.ASTNodes.ASTExecuteImmediateStatement;
import com.google.zetasql.parser.ASTNodes.ASTForInStatement;
import com.google.zetasql.parser.ASTNodes.ASTFunctionCall;
import com.google.zetasql.parser.ASTNodes.ASTFunctionParameter;
import com.google.zetasql.parser.ASTNodes.ASTIdentifier;
import com.google.zetasql.parser.ASTNodes.ASTInsertStatement;
import com.google.zetasql.parser.ASTNodes.ASTMergeStatement;
import com.google.zetasql.parser.ASTNodes.ASTModelClause;
import com.google.zetasql.parser.ASTNodes.ASTPathExpression;
import com.google.zetasql.parser.ASTNodes.ASTPipeAs;
import com.google.zetasql.parser.ASTNodes.ASTQuery;
import com.google.zetasql.parser.ASTNodes.ASTSelect;
import com.google.zetasql.parser.ASTNodes.ASTStatement;
import com.google.zetasql.parser.ASTNodes.ASTStatementList;
import com.google.zetasql.parser.ASTNodes.ASTStringLiteral;
import com.google.zetasql.parser.ASTNodes.ASTTVF;
import com.google.zetasql.parser.ASTNodes.ASTTableClause;
import com.google.zetasql.parser.ASTNodes.ASTTablePathExpression;
import com.google.zetasql.parser.ASTNodes.ASTTableSubquery;
import com.google.zetasql.parser.ASTNodes.ASTUpdateStatement;
import com.google.zetasql.parser.ASTNodes.ASTWithClause;
import com.google.zetasql.parser.ASTNodes.ASTWithOffset;
import com.google.zetasql.parser.ParseTreeVisitor;
import dev.understudy.sql.Reference.Form;
import dev.understudy.sql.Reference.Role;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Walks a statement's syntax tree and hands over the names that mean something outside of it. */
final class ReferenceVisitor extends ParseTreeVisitor {
  private static final Set<String> NAME_TAKING_PROCEDURES = Set.of("BQ.REFRESH_MATERIALIZED_VIEW");

  private final FactsBuilder facts;
  private final Scopes scopes = new Scopes();

  ReferenceVisitor(FactsBuilder facts) {
    this.facts = facts;
  }

  // Statements, on their own or in a block.

  /** Reads a statement with all that it holds. */
  void read(ASTStatement statement) {
    DdlName name = DdlName.of(statement);
    if (name != null) {
      facts.add(name.path(), name.role());
    }
    statement.accept(this);
  }

  @Override
  public void visit(ASTStatementList block) {
    for (ASTStatement statement : block.getStatementList()) {
      read(statement);
      facts.createdWithin(statement);
    }
  }

  // Queries: common table expressions and range variables come and go with them.

  @Override
  public void visit(ASTQuery query) {
    scopes.enter();
    if (query.getQueryExpr() instanceof ASTSelect select) {
      visitIfAny(query.getWithClause());
      over(select);
      // ORDER BY sees the tables of the one SELECT that it orders.
      new Without(this, query.getWithClause(), select).over(query);
    } else {
      defaultVisit(query);
    }
    scopes.leave();
  }

  @Override
  public void visit(ASTWithClause with) {
    for (ASTAliasedQuery query : with.getWith()) {
      if (with.getRecursive()) {
        scopes.addTable(query.getAlias().getIdString());
      }
    }
    for (ASTAliasedQuery query : with.getWith()) {
      query.getQuery().accept(this);
      scopes.addTable(query.getAlias().getIdString());
    }
  }

  @Override
  public void visit(ASTSelect select) {
    scopes.enter();
    over(select);
    scopes.leave();
  }

  private void over(ASTSelect select) {
    visitIfAny(select.getFromClause());
    new Without(this, select.getFromClause()).over(select);
  }

  private void visitIfAny(@Nullable ASTNode node) {
    if (node != null) {
      node.accept(this);
    }
  }

  // Tables.

  @Override
  public void visit(ASTTablePathExpression table) {
    ASTPathExpression path = table.getPathExpr();
    if (path != null) {
      readTable(path, table.getAlias() != null);
    }
    defaultVisit(table);
    addVariables(table.getAlias(), path);
  }

  private void readTable(ASTPathExpression path, boolean aliased) {
    List<String> parts = Paths.parts(path);
    boolean inside =
        parts.size() == 1
            ? scopes.hasTable(parts.get(0))
            : path.getNames().size() > 1
                && scopes.hasVariable(path.getNames().getFirst().getIdString());
    if (!inside) {
      facts.table(parts, path, Role.TABLE, aliased);
    }
  }

  /** What a path may begin with behind a table: its alias, or a column as the table is called. */
  private void addVariables(@Nullable ASTAlias alias, @Nullable ASTPathExpression path) {
    if (alias != null || path == null) {
      addVariable(alias, null);
    } else {
      addVariable(null, path.getNames().getLast().getIdString());
      addVariable(null, Paths.parts(path).getLast());
    }
  }

  /** A subquery in FROM does not see the tables to its left, unless it is LATERAL. */
  @Override
  public void visit(ASTTableSubquery subquery) {
    if (subquery.getIsLateral()) {
      defaultVisit(subquery);
    } else {
      scopes.withoutSiblings(() -> defaultVisit(subquery));
    }
    addVariable(subquery.getAlias(), null);
  }

  @Override
  public void visit(ASTPipeAs as) {
    addVariable(as.getAlias(), null);
  }

  @Override
  public void visit(ASTWithOffset offset) {
    addVariable(offset.getAlias(), "offset");
  }

  @Override
  public void visit(ASTTableClause table) {
    if (table.getTablePath() != null) {
      readTable(table.getTablePath(), true);
    }
    defaultVisit(table);
  }

  @Override
  public void visit(ASTModelClause model) {
    facts.add(model.getModelPath(), Role.MODEL);
  }

  @Override
  public void visit(ASTCloneDataSource source) {
    readTable(source.getPathExpr(), true);
    defaultVisit(source);
  }

  @Override
  public void visit(ASTCopyDataSource source) {
    readTable(source.getPathExpr(), true);
    defaultVisit(source);
  }

  @Override
  public void visit(ASTFunctionParameter parameter) {
    if (parameter.getTvfSchema() != null && parameter.getName() != null) {
      scopes.addTable(parameter.getName().getIdString());
    }
    defaultVisit(parameter);
  }

  private void addVariable(@Nullable ASTAlias alias, @Nullable String otherwise) {
    if (alias != null) {
      scopes.addVariable(alias.getIdentifier().getIdString());
    } else if (otherwise != null) {
      scopes.addVariable(otherwise);
    }
  }

  // Calls.

  @Override
  public void visit(ASTFunctionCall call) {
    function(call.getFunction());
    defaultVisit(call);
  }

  private void function(ASTPathExpression path) {
    boolean safe = Paths.isSafe(path);
    List<ASTIdentifier> names = path.getNames();
    ASTIdentifier first = names.get(safe ? 1 : 0);
    List<String> parts = Paths.parts(path);
    List<String> own = safe ? parts.subList(1, parts.size()) : parts;
    if (!Paths.isBuiltIn(own, first.getIsQuoted())) {
      facts.add(own, facts.span(first, path), Role.FUNCTION, Form.PATH);
    }
  }

  @Override
  public void visit(ASTTVF function) {
    List<String> parts = Paths.parts(function.getName());
    boolean quoted = function.getName().getNames().get(0).getIsQuoted();
    if (parts.size() == 1 && upper(parts.get(0)).equals("EXTERNAL_QUERY")) {
      facts.externalQuery(function);
    } else if (!Paths.isBuiltIn(parts, quoted)) {
      facts.add(function.getName(), Role.TABLE_FUNCTION);
    }
    defaultVisit(function);
    addVariable(function.getAlias(), null);
  }

  @Override
  public void visit(ASTCallStatement call) {
    List<String> parts = Paths.parts(call.getProcedureName());
    String name = upper(String.join(".", parts));
    if (NAME_TAKING_PROCEDURES.contains(name)) {
      if (!call.getArguments().isEmpty()
          && call.getArguments().get(0).getExpr() instanceof ASTStringLiteral literal) {
        facts.nameIn(literal);
      }
    } else if (!Paths.isSystemProcedure(parts)) {
      facts.add(call.getProcedureName(), Role.PROCEDURE);
    }
    defaultVisit(call);
  }

  @Override
  public void visit(ASTExecuteImmediateStatement execute) {
    facts.dynamic(execute);
    defaultVisit(execute);
  }

  @Override
  public void visit(ASTForInStatement loop) {
    scopes.enter();
    scopes.addVariable(loop.getVariable().getIdString());
    defaultVisit(loop);
    scopes.leave();
  }

  // Statements that write.

  @Override
  public void visit(ASTInsertStatement insert) {
    if (insert.getTargetPath() instanceof ASTPathExpression name) {
      facts.add(name, Role.TARGET);
    }
    defaultVisit(insert);
  }

  @Override
  public void visit(ASTUpdateStatement update) {
    scopes.enter();
    target(update.getTargetPath(), update.getAlias());
    defaultVisit(update);
    scopes.leave();
  }

  @Override
  public void visit(ASTDeleteStatement delete) {
    scopes.enter();
    target(delete.getTargetPath(), delete.getAlias());
    defaultVisit(delete);
    scopes.leave();
  }

  @Override
  public void visit(ASTMergeStatement merge) {
    scopes.enter();
    target(merge.getTargetPath(), merge.getAlias());
    defaultVisit(merge);
    scopes.leave();
  }

  private void target(@Nullable ASTNode path, @Nullable ASTAlias alias) {
    if (path instanceof ASTPathExpression name) {
      List<String> parts = Paths.parts(name);
      if (parts.size() > 1 || !scopes.hasTable(parts.get(0))) {
        facts.table(parts, name, Role.TARGET, alias != null);
      }
      addVariables(alias, name);
    }
  }

  private static String upper(String text) {
    return text.toUpperCase(Locale.ROOT);
  }

  /** Visits the children of a node but those that were visited before. */
  private static final class Without extends ParseTreeVisitor {
    private final ReferenceVisitor visitor;
    private final List<@Nullable ASTNode> visited;

    Without(ReferenceVisitor visitor, @Nullable ASTNode... visited) {
      this.visitor = visitor;
      this.visited = Arrays.asList(visited);
    }

    void over(ASTNode parent) {
      super.defaultVisit(parent);
    }

    @Override
    protected void defaultVisit(ASTNode node) {
      if (!visited.contains(node)) {
        node.accept(visitor);
      }
    }
  }
}
