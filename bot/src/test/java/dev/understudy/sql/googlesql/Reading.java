package dev.understudy.sql.googlesql;

import dev.understudy.sql.Reference;
import dev.understudy.sql.SqlFacts;
import dev.understudy.sql.SqlStatement;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;

/** A reader for the tests of one class, and its answers in words. */
abstract class Reading {
  private static GoogleSql sql = new GoogleSql(1, WorkerLimits.DEFAULT);

  @BeforeAll
  static void start() {
    sql = new GoogleSql(1, WorkerLimits.DEFAULT);
  }

  @AfterAll
  static void stop() {
    sql.close();
  }

  static SqlFacts read(String text) {
    SqlFacts facts = sql.read(text);
    if (facts.error() != null) {
      throw new AssertionError(facts.error() + " in " + text);
    }
    return facts;
  }

  static SqlFacts readWrong(String text) {
    return sql.read(text);
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
