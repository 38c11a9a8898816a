package dev.understudy.plan;

import dev.understudy.artifact.Artifact;
import dev.understudy.artifact.Catalog;
import dev.understudy.artifact.DependencyGraph;
import dev.understudy.artifact.DependencyGraph.Edge;
import dev.understudy.failure.Location;
import dev.understudy.failure.Problem;
import dev.understudy.sql.SqlFacts;
import dev.understudy.sql.SqlFacts.SqlError;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;

/** Reads a whole repository into one graph. */
public final class Graphs {
  private Graphs() {}

  /**
   * The graph and what could not be read.
   *
   * @param unreadable files whose statements are missing from the graph
   */
  public record Whole(DependencyGraph graph, List<Unreadable> unreadable) {}

  /** A file that could not be read, and why. */
  public record Unreadable(Location location, String message) {}

  /** Every reference of every artifact. */
  public static Whole of(Definitions definitions) {
    List<Artifact> artifacts = definitions.withSql();
    artifacts.parallelStream().forEach(definitions::dependencies);
    Set<Edge> edges = new LinkedHashSet<>();
    List<Unreadable> unreadable = new ArrayList<>();
    for (Artifact artifact : artifacts) {
      for (Dependency dependency : definitions.dependencies(artifact)) {
        edges.add(new Edge(artifact.node(), dependency.target(), dependency.definition()));
      }
      for (SqlFacts facts : definitions.sql(artifact).renderings()) {
        SqlError error = facts.error();
        if (error != null) {
          Location at = new Location(artifact.path(), error.line(), error.column());
          unreadable.add(new Unreadable(at, error.message()));
        }
      }
      definitions
          .unreadableMetadata(artifact)
          .ifPresent(p -> unreadable.add(new Unreadable(p.location(), text(p))));
    }
    for (Catalog.Flaw flaw : definitions.catalog().flaws()) {
      unreadable.add(new Unreadable(flaw.location(), flaw.message()));
    }
    return new Whole(new DependencyGraph(strongest(edges)), List.copyOf(unreadable));
  }

  private static String text(Problem problem) {
    return Objects.requireNonNullElse(problem.getMessage(), "it cannot be read");
  }

  /** One edge for each pair: a definition edge where there is one. */
  private static List<Edge> strongest(Set<Edge> edges) {
    return edges.stream()
        .filter(e -> e.definition() || !edges.contains(new Edge(e.from(), e.to(), true)))
        .sorted(Comparator.comparing(Edge::from).thenComparing(Edge::to))
        .toList();
  }
}
