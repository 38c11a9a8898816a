package dev.understudy.plan;

import dev.understudy.artifact.Artifact;
import dev.understudy.artifact.Identifier;
import dev.understudy.artifact.Node;
import dev.understudy.failure.Problem;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/**
 * Everything that has to exist for a set of artifacts to be made: a walk over definition edges.
 *
 * @param needs for each node what it directly needs, in the order in which it names it
 * @param neededBy the same the other way round
 * @param wildcards the wildcards that match tables of the repository
 * @param reasons for each node that did not change itself, the member through which it came in
 */
record Closure(
    Set<Node> seeds,
    Map<Node, Set<Node>> needs,
    Map<Node, Set<Node>> neededBy,
    Map<Node, Node> reasons,
    Set<Node> wildcards) {

  /**
   * Walks from the seeds.
   *
   * @param changed artifacts that changed: their routines' tests count as definitions too
   */
  static Closure of(Definitions definitions, Set<Node> changed) {
    Closure closure =
        new Closure(
            new LinkedHashSet<>(changed),
            new LinkedHashMap<>(),
            new TreeMap<>(),
            new HashMap<>(),
            new LinkedHashSet<>());
    ArrayDeque<Node> queue = new ArrayDeque<>(changed);
    Set<Node> seen = new LinkedHashSet<>(changed);
    while (!queue.isEmpty()) {
      Node node = queue.remove();
      Set<Node> needs = closure.needsOf(definitions, node, changed.contains(node));
      closure.needs.put(node, needs);
      for (Node need : needs) {
        closure.neededBy.computeIfAbsent(need, _ -> new LinkedHashSet<>()).add(node);
        if (seen.add(need)) {
          closure.reasons.put(need, node);
          queue.add(need);
        }
      }
    }
    return closure;
  }

  private Set<Node> needsOf(Definitions definitions, Node node, boolean isChanged) {
    Optional<Artifact> artifact = definitions.catalog().find(node);
    if (artifact.isEmpty() || definitions.isCut(artifact.get())) {
      return Set.of();
    }
    Set<Node> found = new LinkedHashSet<>();
    for (Dependency dependency : definitions.dependencies(artifact.get())) {
      boolean test = isChanged && node.routine();
      if (dependency.definition() || test) {
        Node target = definitions.owning(dependency.target());
        if (!target.isInformationSchema()) {
          found.addAll(expanded(definitions, target));
        }
      }
    }
    found.remove(node);
    return found;
  }

  /** A wildcard stands for the tables that it matches; one that matches none stands for itself. */
  private List<Node> expanded(Definitions definitions, Node target) {
    if (!target.id().isWildcard()) {
      return List.of(target);
    }
    List<Node> matches =
        definitions.catalog().matching(target.id()).stream().map(Artifact::node).toList();
    if (!matches.isEmpty()) {
      wildcards.add(target);
    }
    return matches.isEmpty() ? List.of(target) : matches;
  }

  /** Every node, seeds first. */
  Set<Node> nodes() {
    return needs.keySet();
  }

  /**
   * The nodes in an order in which each comes after all that it needs.
   *
   * @throws Problem printing the cycle where there is one
   */
  List<Node> inOrder() {
    List<Node> order = new ArrayList<>();
    Set<Node> done = new LinkedHashSet<>();
    LinkedHashSet<Node> path = new LinkedHashSet<>();
    for (Node node : needs.keySet()) {
      visit(node, path, done, order);
    }
    return order;
  }

  private void visit(Node node, LinkedHashSet<Node> path, Set<Node> done, List<Node> order) {
    if (done.contains(node)) {
      return;
    }
    if (!path.add(node)) {
      throw Problem.of("these artifacts need each other: " + cycle(path, node));
    }
    for (Node need : needs.getOrDefault(node, Set.of())) {
      visit(need, path, done, order);
    }
    path.remove(node);
    done.add(node);
    order.add(node);
  }

  private static String cycle(LinkedHashSet<Node> path, Node again) {
    List<String> names = new ArrayList<>();
    boolean inside = false;
    for (Node node : path) {
      inside |= node.equals(again);
      if (inside) {
        names.add(node.toString());
      }
    }
    names.add(again.toString());
    return String.join(" → ", names);
  }

  /** Why a node is in the closure, in words. */
  String why(Node node) {
    Node reader = reasons.get(node);
    if (reader == null) {
      return "changed";
    }
    String verb = node.routine() ? "called by " : "read by ";
    if (seeds.contains(reader)) {
      return verb + reader + ", which changed";
    }
    Node seed = reader;
    for (Node next = reasons.get(seed); next != null; next = reasons.get(seed)) {
      seed = next;
    }
    return verb + reader + ", on the way to " + seed + ", which changed";
  }

  /** Ids of what directly needs a node. */
  List<Identifier> requiredBy(Node node) {
    return neededBy.getOrDefault(node, Set.of()).stream().map(Node::id).sorted().toList();
  }
}
