package dev.understudy.plan;

import dev.understudy.artifact.Catalog;
import dev.understudy.artifact.Identifier;
import dev.understudy.artifact.Node;
import dev.understudy.sql.Reference;
import java.util.List;
import java.util.Locale;

/**
 * Gives names their project and dataset as BigQuery does: what a name leaves out comes from the
 * artifact that uses it.
 *
 * <p>Source: <a
 * href="https://cloud.google.com/bigquery/docs/reference/standard-sql/lexical">GoogleSQL lexical
 * structure, path expressions and table names</a>.
 */
final class NameResolver {
  private final Catalog catalog;
  private final NameRules rules;

  NameResolver(Catalog catalog, NameRules rules) {
    this.catalog = catalog;
    this.rules = rules;
  }

  /** The node that a reference in an artifact's SQL means. */
  Node resolve(Reference reference, Identifier owner) {
    List<String> path = reference.path();
    return switch (reference.role()) {
      case FUNCTION, TABLE_FUNCTION, PROCEDURE -> routine(path, owner);
      case TABLE, TARGET, MODEL -> table(path, owner);
    };
  }

  private Node table(List<String> path, Identifier owner) {
    int information = indexOfInformationSchema(path);
    if (information >= 0) {
      return informationSchema(path, information, owner);
    }
    return unaliased(Node.table(qualified(path, owner)));
  }

  private Node routine(List<String> path, Identifier owner) {
    Node own = Node.routine(qualified(path, owner));
    if (path.size() >= 3 || catalog.find(own).isPresent()) {
      return unaliased(own);
    }
    for (String project : rules.routineProjects()) {
      Node elsewhere = Node.routine(new Identifier(project, own.id().dataset(), own.id().name()));
      if (catalog.find(elsewhere).isPresent()) {
        return elsewhere;
      }
    }
    return own;
  }

  /** {@code mozdata.d.t} is a user-facing copy of {@code p.d.t} where the repository has that. */
  private Node unaliased(Node node) {
    Identifier id = node.id();
    String project = rules.projectAliases().get(id.project());
    if (project == null || catalog.find(node).isPresent()) {
      return node;
    }
    Node original = new Node(new Identifier(project, id.dataset(), id.name()), node.routine());
    boolean known =
        catalog.find(original).isPresent()
            || (original.id().isWildcard() && !catalog.matching(original.id()).isEmpty());
    return known ? original : node;
  }

  private static Identifier qualified(List<String> path, Identifier owner) {
    int n = path.size();
    String name = path.get(n - 1);
    String dataset = n >= 2 ? path.get(n - 2) : owner.dataset();
    String project = n >= 3 ? String.join(".", path.subList(0, n - 2)) : owner.project();
    return new Identifier(project, dataset, name);
  }

  private static Node informationSchema(List<String> path, int at, Identifier owner) {
    List<String> before = path.subList(0, at);
    String view = String.join(".", path.subList(at + 1, path.size()));
    String scope =
        switch (before.size()) {
          case 0 -> owner.project();
          case 1 -> owner.project() + "." + before.get(0);
          default -> String.join(".", before);
        };
    return Node.table(
        new Identifier(scope, "INFORMATION_SCHEMA", view.isEmpty() ? "SCHEMATA" : view));
  }

  private static int indexOfInformationSchema(List<String> path) {
    for (int i = 0; i < path.size(); i++) {
      if (path.get(i).toUpperCase(Locale.ROOT).equals("INFORMATION_SCHEMA")) {
        return i;
      }
    }
    return -1;
  }
}
