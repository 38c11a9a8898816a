package dev.understudy.sql.googlesql;

import com.google.zetasql.LanguageOptions;
import com.google.zetasql.Parser;
import com.google.zetasql.SqlException;
import com.google.zetasql.parser.ASTNode;
import com.google.zetasql.parser.ASTNodes.ASTAliasedQuery;
import com.google.zetasql.parser.ASTNodes.ASTPathExpression;
import com.google.zetasql.parser.ASTNodes.ASTQuery;
import com.google.zetasql.parser.ASTNodes.ASTTablePathExpression;
import com.google.zetasql.parser.ParseTreeVisitor;
import dev.understudy.sql.Rewrite;
import dev.understudy.sql.Rewrite.Replacement;
import dev.understudy.sql.Span;
import dev.understudy.sql.Tokens;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Function bodies in the form that the reference implementation can run. */
final class Bodies {
  private static final String SELECT = "SELECT ";

  /** More common table expressions than this are left as they are. */
  private static final int MOST_QUERIES = 40;

  private Bodies() {}

  /**
   * A body that makes a STRUCT must be a subquery of its own, or its fields cannot be read; one
   * with common table expressions cannot read its arguments in them, so they become derived tables.
   */
  static String executable(String body, LanguageOptions language) {
    List<Tokens.Token> tokens = Tokens.of(body);
    if (tokens.isEmpty()) {
      return body;
    }
    boolean with = tokens.stream().anyMatch(token -> token.text().equalsIgnoreCase("WITH"));
    String flat = with ? withoutWith(body, language) : body;
    return tokens.get(0).text().equalsIgnoreCase("STRUCT") ? "(SELECT (" + flat + "))" : flat;
  }

  private static String withoutWith(String body, LanguageOptions language) {
    String text = SELECT + body;
    for (int i = 0; i < MOST_QUERIES; i++) {
      ASTQuery query = innermost(text, language);
      if (query == null) {
        return text.substring(SELECT.length());
      }
      Span whole = Offsets.of(text, 0).span(query.getParseLocationRange());
      text = text.substring(0, whole.start()) + flat(query, text) + text.substring(whole.end());
    }
    return body;
  }

  /** The first query with common table expressions and none within it. */
  private static @Nullable ASTQuery innermost(String text, LanguageOptions language) {
    List<ASTQuery> found = new ArrayList<>();
    try {
      Parser.parseStatement(text, language)
          .accept(
              new ParseTreeVisitor() {
                @Override
                public void visit(ASTQuery query) {
                  defaultVisit(query);
                  if (query.getWithClause() != null && !query.getWithClause().getRecursive()) {
                    found.add(query);
                  }
                }
              });
    } catch (SqlException _) {
      return null;
    }
    return found.isEmpty() ? null : found.get(0);
  }

  private static String flat(ASTQuery query, String text) {
    Offsets offsets = Offsets.of(text, 0);
    Map<String, String> tables = new HashMap<>();
    for (ASTAliasedQuery table : query.getWithClause().getWith()) {
      Span span = offsets.span(table.getQuery().getParseLocationRange());
      String inner = Rewrite.apply(text, span, derived(table.getQuery(), offsets, tables));
      tables.put(table.getAlias().getIdString().toLowerCase(Locale.ROOT), inner);
    }
    Span with = offsets.span(query.getWithClause().getParseLocationRange());
    Span whole = offsets.span(query.getParseLocationRange());
    Span rest = new Span(with.end(), whole.end());
    return Rewrite.apply(text, rest, derived(query, offsets, tables));
  }

  /** Every reading of a common table expression as a derived table. */
  private static List<Replacement> derived(
      ASTNode node, Offsets offsets, Map<String, String> tables) {
    List<Replacement> replacements = new ArrayList<>();
    node.accept(
        new ParseTreeVisitor() {
          @Override
          public void visit(ASTTablePathExpression table) {
            ASTPathExpression path = table.getPathExpr();
            if (path != null && path.getNames().size() == 1) {
              String name = path.getNames().get(0).getIdString();
              String query = tables.get(name.toLowerCase(Locale.ROOT));
              if (query != null) {
                String alias = table.getAlias() == null ? " AS `" + name + "`" : "";
                Span span = offsets.span(path.getParseLocationRange());
                replacements.add(new Replacement(span, "(" + query + ")" + alias));
              }
            }
            defaultVisit(table);
          }
        });
    return replacements;
  }
}
