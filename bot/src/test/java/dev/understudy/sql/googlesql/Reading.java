package dev.understudy.sql.googlesql;

import dev.understudy.sql.Reference;
import dev.understudy.sql.SqlFacts;
import dev.understudy.sql.SqlStatement;
import java.util.List;

/** What GoogleSQL reads, in words. */
abstract class Reading {
  static SqlFacts read(String text) {
    SqlFacts facts = SharedGoogleSql.SQL.read(text);
    if (facts.error() != null) {
      throw new AssertionError(facts.error() + " in " + text);
    }
    return facts;
  }

  static SqlFacts readWrong(String text) {
    return SharedGoogleSql.SQL.read(text);
  }

  /** The references in the form {@code TABLE p.d.t}; parts are told apart by dots. */
  static List<String> references(String text) {
    return read(text).references().stream().map(Reading::words).toList();
  }

  /** The text that each reference covers. */
  static List<String> spans(String text) {
    return read(text).references().stream()
        .map(r -> text.substring(r.span().start(), r.span().end()))
        .toList();
  }

  static SqlStatement statement(String text) {
    return read(text).statements().getFirst();
  }

  static String words(Reference reference) {
    return reference.role() + " " + String.join(".", reference.path());
  }
}
