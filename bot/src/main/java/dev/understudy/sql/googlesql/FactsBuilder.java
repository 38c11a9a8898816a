package dev.understudy.sql.googlesql;

import com.google.zetasql.parser.ASTNode;
import com.google.zetasql.parser.ASTNodes.ASTExecuteImmediateStatement;
import com.google.zetasql.parser.ASTNodes.ASTPathExpression;
import com.google.zetasql.parser.ASTNodes.ASTStatement;
import com.google.zetasql.parser.ASTNodes.ASTStringLiteral;
import com.google.zetasql.parser.ASTNodes.ASTTVF;
import com.google.zetasql.parser.ASTNodes.ASTTVFArgument;
import dev.understudy.sql.Reference;
import dev.understudy.sql.Reference.Form;
import dev.understudy.sql.Reference.Role;
import dev.understudy.sql.Span;
import dev.understudy.sql.SqlFacts;
import dev.understudy.sql.SqlFacts.ExternalQuery;
import dev.understudy.sql.SqlFacts.SqlError;
import dev.understudy.sql.SqlStatement;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Gathers what the statements of one text say, with positions in that text. */
final class FactsBuilder {
  private final String text;
  private final Offsets offsets;
  private final LiteralSql literals;
  private final Set<List<String>> temporary;
  private final List<ExternalQuery> externalQueries = new ArrayList<>();
  private final List<SqlError> opaque = new ArrayList<>();
  private List<Reference> references = new ArrayList<>();

  /**
   * Of a text that may be a literal inside of another.
   *
   * @param literals reads those within
   * @param temporary the temporary tables that exist so far
   */
  FactsBuilder(String text, Offsets offsets, LiteralSql literals, Set<List<String>> temporary) {
    this.text = text;
    this.offsets = offsets;
    this.literals = literals;
    this.temporary = temporary;
  }

  /** The references since the last call, in order of position. */
  List<Reference> takeReferences() {
    List<Reference> taken = references;
    references = new ArrayList<>();
    taken.sort((a, b) -> Integer.compare(a.span().start(), b.span().start()));
    return taken;
  }

  List<ExternalQuery> externalQueries() {
    return externalQueries;
  }

  List<SqlError> opaque() {
    return opaque;
  }

  /** What a statement makes; null for none and for what is gone when the session ends. */
  @Nullable Reference created(ASTStatement statement) {
    Created created = Created.by(statement);
    if (created == null) {
      return null;
    }
    List<String> parts = Paths.parts(created.name());
    if (created.temporary()) {
      if (created.role() == Role.TARGET) {
        temporary.add(Paths.isSession(parts) ? parts.subList(1, parts.size()) : parts);
      }
      return null;
    }
    return new Reference(parts, span(created.name(), created.name()), created.role(), Form.PATH);
  }

  /** What a statement inside of a block makes is a reference: the block has no name of its own. */
  void createdWithin(ASTStatement statement) {
    Reference created = created(statement);
    if (created != null) {
      references.add(created);
    }
  }

  /** A table that is read or written; without an alias the last identifier of its name is one. */
  void table(List<String> parts, ASTPathExpression path, Role role, boolean aliased) {
    String alias = aliased ? null : path.getNames().getLast().getIdString();
    add(new Reference(parts, span(path, path), role, Form.PATH, alias));
  }

  void add(ASTPathExpression path, Role role) {
    add(Paths.parts(path), span(path, path), role, Form.PATH);
  }

  void add(List<String> parts, Span span, Role role, Form form) {
    add(new Reference(parts, span, role, form));
  }

  private void add(Reference reference) {
    boolean table = reference.role() == Role.TABLE || reference.role() == Role.TARGET;
    List<String> parts = reference.path();
    if (!Paths.isSession(parts) && !(table && temporary.contains(parts))) {
      references.add(reference);
    }
  }

  Span span(ASTNode from, ASTNode to) {
    int start = offsets.span(from.getParseLocationRange()).start();
    return new Span(start, offsets.span(to.getParseLocationRange()).end());
  }

  void externalQuery(ASTTVF call) {
    List<ASTTVFArgument> arguments = call.getArgumentEntries();
    String connection = arguments.isEmpty() ? null : literal(arguments.get(0));
    String sql = arguments.size() < 2 ? null : literal(arguments.get(1));
    Span span = offsets.span(call.getParseLocationRange());
    if (call.getAlias() != null) {
      int end = offsets.span(call.getAlias().getParseLocationRange()).start();
      span = new Span(span.start(), span.start() + trimmed(span.start(), end));
    }
    externalQueries.add(new ExternalQuery(connection == null ? "" : connection, sql, span));
  }

  private int trimmed(int start, int end) {
    return text.substring(start, end).stripTrailing().length();
  }

  private static @Nullable String literal(ASTTVFArgument argument) {
    return argument.getExpr() instanceof ASTStringLiteral literal ? literal.getStringValue() : null;
  }

  /** A literal that spells a table's name. */
  void nameIn(ASTStringLiteral literal) {
    Span inside = inside(literal);
    if (inside == null) {
      cannotRead(literal, "a table's name in a string with escapes");
      return;
    }
    add(Paths.split(literal.getStringValue().replace("`", "")), inside, Role.TABLE, Form.LITERAL);
  }

  void dynamic(ASTExecuteImmediateStatement execute) {
    if (!(execute.getSql() instanceof ASTStringLiteral literal)) {
      cannotRead(execute, "EXECUTE IMMEDIATE of an expression");
      return;
    }
    Span inside = inside(literal);
    if (inside == null) {
      cannotRead(execute, "EXECUTE IMMEDIATE of a string with escapes");
      return;
    }
    SqlFacts within = literals.read(literal.getStringValue(), inside.start(), temporary);
    for (SqlStatement statement : within.statements()) {
      if (statement.created() != null) {
        references.add(statement.created());
      }
      references.addAll(statement.references());
    }
    externalQueries.addAll(within.externalQueries());
    opaque.addAll(within.opaque());
    if (within.error() != null) {
      cannotRead(execute, "EXECUTE IMMEDIATE of a string that does not parse");
    }
  }

  /** The characters between the quotes, or null where they are not the value itself. */
  private @Nullable Span inside(ASTStringLiteral literal) {
    Span whole = offsets.span(literal.getParseLocationRange());
    int at = text.indexOf(literal.getStringValue(), whole.start() - base());
    int start = at + base();
    int end = start + literal.getStringValue().length();
    boolean quotesOnly = at >= 0 && start - whole.start() <= 4 && whole.end() - end <= 3;
    return quotesOnly && end <= whole.end() ? new Span(start, end) : null;
  }

  private int base() {
    return offsets.charAt(0);
  }

  private void cannotRead(ASTNode node, String what) {
    Span span = offsets.span(node.getParseLocationRange());
    opaque.add(
        literals.at(span.start(), what + ": what it reads and writes is known only when it runs"));
  }
}
