package dev.understudy.plan;

import dev.understudy.sql.Reference;
import dev.understudy.sql.Rewrite.Replacement;
import dev.understudy.sql.Span;
import dev.understudy.sql.SqlFacts;
import dev.understudy.sql.SqlStatement;
import dev.understudy.sql.Tokens;
import dev.understudy.sql.Tokens.Token;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/**
 * What a text goes on calling the tables that it gives no alias: {@code p.d.t} by its last
 * identifier, {@code t}, and {@code `p.d.t`} by all of it (<a
 * href="https://cloud.google.com/bigquery/docs/reference/standard-sql/query-syntax#range_variables">range
 * variables</a>). A column of that name is hidden, so no table may get a name that it did not have.
 */
final class RangeVariables {
  private final List<Token> tokens = new ArrayList<>();
  private final Set<String> words = new HashSet<>();

  /** Reads what a text says where no table or routine stands. */
  RangeVariables(String text, SqlFacts facts) {
    Set<Integer> named = new HashSet<>();
    for (SqlStatement statement : facts.statements()) {
      statement.references().forEach(reference -> addAll(named, reference.span()));
      if (statement.created() != null) {
        addAll(named, statement.created().span());
      }
    }
    for (Token token : Tokens.of(text)) {
      if (!named.contains(token.span().start())) {
        tokens.add(token);
        words.add(token.text().replace("`", "").toLowerCase(Locale.ROOT));
      }
    }
  }

  private static void addAll(Set<Integer> offsets, Span span) {
    for (int i = span.start(); i < span.end(); i++) {
      offsets.add(i);
    }
  }

  /** The alias that a table needs behind its new name, which is quoted as one; mostly none. */
  String alias(Reference reference) {
    String called = reference.implicitAlias();
    if (called == null || !called.equals(reference.path().getLast())) {
      return "";
    }
    return words.contains(called.toLowerCase(Locale.ROOT)) ? " AS `" + called + "`" : "";
  }

  /** The new names where a text calls tables by all of their old ones, by the old in quotes. */
  List<Replacement> renamed(Map<String, String> names) {
    List<Replacement> replacements = new ArrayList<>();
    for (Token token : tokens) {
      String name = names.get(token.text());
      if (name != null) {
        replacements.add(new Replacement(token.span(), name));
      }
    }
    return replacements;
  }
}
