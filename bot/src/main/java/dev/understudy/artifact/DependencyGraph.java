package dev.understudy.artifact;

import java.util.ArrayDeque;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Who reads what. A <em>definition</em> edge says that the target must exist before its reader can
 * be made; any other edge says that the reader reads it when it runs. The definition edges of a
 * repository that BigQuery accepts have no cycle; the others may.
 */
public final class DependencyGraph {
  private final Map<Node, Set<Edge>> outgoing = new LinkedHashMap<>();
  private final Map<Node, Set<Edge>> incoming = new LinkedHashMap<>();

  /** {@code from} reads {@code to}. */
  public record Edge(Node from, Node to, boolean definition) {}

  /** A graph of these edges. */
  public DependencyGraph(Collection<Edge> edges) {
    for (Edge edge : edges) {
      outgoing.computeIfAbsent(edge.from(), _ -> new LinkedHashSet<>()).add(edge);
      incoming.computeIfAbsent(edge.to(), _ -> new LinkedHashSet<>()).add(edge);
    }
  }

  /** All edges, grouped by reader. */
  public List<Edge> edges() {
    return outgoing.values().stream().flatMap(Set::stream).toList();
  }

  /** What a node reads. */
  public Set<Edge> reads(Node node) {
    return outgoing.getOrDefault(node, Set.of());
  }

  /** What reads a node. */
  public Set<Edge> readBy(Node node) {
    return incoming.getOrDefault(node, Set.of());
  }

  /** A node and all that it reads, transitively. */
  public Set<Node> upstream(Node start) {
    return reach(start, true);
  }

  /** A node and all that reads it, transitively. */
  public Set<Node> downstream(Node start) {
    return reach(start, false);
  }

  private Set<Node> reach(Node start, boolean up) {
    Set<Node> seen = new LinkedHashSet<>(Set.of(start));
    ArrayDeque<Node> queue = new ArrayDeque<>(seen);
    while (!queue.isEmpty()) {
      Node node = queue.remove();
      for (Edge edge : up ? reads(node) : readBy(node)) {
        Node next = up ? edge.to() : edge.from();
        if (seen.add(next)) {
          queue.add(next);
        }
      }
    }
    return seen;
  }
}
