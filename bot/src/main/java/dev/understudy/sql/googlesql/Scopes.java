package dev.understudy.sql.googlesql;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashSet;
import java.util.Locale;
import java.util.Set;

/**
 * The names that mean something inside a statement, innermost first: common table expressions and
 * range variables (aliases in FROM). Both are compared without regard to case.
 *
 * <p>Source: <a
 * href="https://cloud.google.com/bigquery/docs/reference/standard-sql/query-syntax#using_aliases">GoogleSQL
 * query syntax, aliases and visibility of common table expressions</a>.
 */
final class Scopes {
  private final Deque<Set<String>> tables = new ArrayDeque<>();
  private final Deque<Set<String>> variables = new ArrayDeque<>();

  Scopes() {
    enter();
  }

  void enter() {
    tables.push(new HashSet<>());
    variables.push(new HashSet<>());
  }

  void leave() {
    tables.pop();
    variables.pop();
  }

  /** Does something that does not see the innermost range variables. */
  void withoutSiblings(Runnable blind) {
    Set<String> siblings = variables.pop();
    variables.push(new HashSet<>());
    blind.run();
    variables.pop();
    variables.push(siblings);
  }

  void addTable(String name) {
    tables.element().add(fold(name));
  }

  void addVariable(String name) {
    variables.element().add(fold(name));
  }

  boolean hasTable(String name) {
    return contains(tables, name);
  }

  boolean hasVariable(String name) {
    return contains(variables, name);
  }

  private static boolean contains(Deque<Set<String>> frames, String name) {
    String folded = fold(name);
    return frames.stream().anyMatch(frame -> frame.contains(folded));
  }

  private static String fold(String name) {
    return name.toLowerCase(Locale.ROOT);
  }
}
