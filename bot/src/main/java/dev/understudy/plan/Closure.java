package dev.understudy.plan;

import dev.understudy.artifact.Artifact;
import dev.understudy.artifact.Identifier;
import dev.understudy.artifact.Node;
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
 * @param readers what reads the change and is staged too
 * @param needs for each node what it directly needs, in the order in which it names it
 * @param neededBy the same the other way round
 * @param wildcards the wildcards that match tables of the repository
 * @param reasons for each node that did not change itself, the member through which it came in
 */
record Closure(
    Set<Node> seeds,
    Set<Node> readers,
    Map<Node, Set<Node>> needs,
    Map<Node, Set<Node>> neededBy,
    Map<Node, Node> reasons,
    Set<Node> wildcards) {

  private static final String READS = ", which reads the change";

  /**
   * Walks from the seeds.
   *
   * @param changed artifacts that changed: their routines' tests count as definitions too
   * @param readers artifacts that read the change and are rehearsed too: what their queries read
   *     counts as definition
   */
  static Closure of(Definitions definitions, Set<Node> changed, Set<Node> readers) {
    Closure closure =
        new Closure(
            new LinkedHashSet<>(changed),
            new LinkedHashSet<>(readers),
            new LinkedHashMap<>(),
            new TreeMap<>(),
            new HashMap<>(),
            new LinkedHashSet<>());
    Set<Node> seen = new LinkedHashSet<>(changed);
    seen.addAll(readers);
    ArrayDeque<Node> queue = new ArrayDeque<>(seen);
    while (!queue.isEmpty()) {
      Node node = queue.remove();
      Set<Node> needs = closure.needsOf(definitions, node);
      closure.needs.put(node, needs);
      for (Node need : needs) {
        closure.neededBy.computeIfAbsent(need, _ -> new LinkedHashSet<>()).add(node);
        if (seen.add(need)) {
          closure.reasons.put(need, node);
          queue.add(need);
        }
      }
    }
    closure.cutCircles(definitions);
    return closure;
  }

  private Set<Node> needsOf(Definitions definitions, Node node) {
    Optional<Artifact> artifact = definitions.catalog().find(node);
    boolean reader = readers.contains(node) && !node.routine();
    if (artifact.isEmpty() || (definitions.isCut(artifact.get()) && !reader)) {
      return new LinkedHashSet<>();
    }
    Set<Node> found = new LinkedHashSet<>();
    for (Dependency dependency : definitions.dependencies(artifact.get())) {
      boolean test = seeds.contains(node) && node.routine();
      if (dependency.definition() || test || reader) {
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

  /** A reader's table may be behind what its query reads; then only its columns are staged. */
  private void cutCircles(Definitions definitions) {
    for (Node reader : List.copyOf(readers)) {
      boolean cut = definitions.catalog().find(reader).filter(definitions::isCut).isPresent();
      Set<Node> direct = needs.getOrDefault(reader, Set.of());
      if (cut && direct.stream().anyMatch(need -> reaches(need, reader, new LinkedHashSet<>()))) {
        readers.remove(reader);
        direct.forEach(need -> neededBy.getOrDefault(need, Set.of()).remove(reader));
        direct.clear();
      }
    }
  }

  private boolean reaches(Node from, Node to, Set<Node> seen) {
    return from.equals(to)
        || (seen.add(from)
            && needs.getOrDefault(from, Set.of()).stream().anyMatch(n -> reaches(n, to, seen)));
  }

  /** Every node, seeds first. */
  Set<Node> nodes() {
    return needs.keySet();
  }

  /**
   * The nodes in an order in which each comes after all that it needs.
   *
   * @param circles for each node of a circle the nodes of it, beginning and ending with one of
   *     them; one edge of each circle is left out of the order
   */
  record Ordered(List<Node> nodes, Map<Node, List<Node>> circles) {}

  /** The nodes in order, and what cannot be brought into one. */
  Ordered inOrder() {
    Ordered ordered = new Ordered(new ArrayList<>(), new LinkedHashMap<>());
    Set<Node> done = new LinkedHashSet<>();
    LinkedHashSet<Node> path = new LinkedHashSet<>();
    for (Node node : needs.keySet()) {
      visit(node, path, done, ordered);
    }
    return ordered;
  }

  private void visit(Node node, LinkedHashSet<Node> path, Set<Node> done, Ordered ordered) {
    if (done.contains(node)) {
      return;
    }
    if (!path.add(node)) {
      List<Node> circle = circle(path, node);
      circle.forEach(member -> ordered.circles().putIfAbsent(member, circle));
      return;
    }
    for (Node need : needs.getOrDefault(node, Set.of())) {
      visit(need, path, done, ordered);
    }
    path.remove(node);
    done.add(node);
    ordered.nodes().add(node);
  }

  private static List<Node> circle(LinkedHashSet<Node> path, Node again) {
    List<Node> all = List.copyOf(path);
    List<Node> circle = new ArrayList<>(all.subList(all.indexOf(again), all.size()));
    circle.add(again);
    return List.copyOf(circle);
  }

  /** Why a node is in the closure. */
  Member.Reason reason(Node node) {
    if (seeds.contains(node)) {
      return Member.Reason.CHANGED;
    }
    return reasons.containsKey(node) ? Member.Reason.REQUIRED : Member.Reason.READER;
  }

  /** Why a node is in the closure, in words. */
  String why(Node node) {
    Node reader = reasons.get(node);
    if (reader == null) {
      return seeds.contains(node) ? "changed" : "reads the change";
    }
    String verb = node.routine() ? "called by " : "read by ";
    if (!reasons.containsKey(reader)) {
      return verb + reader + (seeds.contains(reader) ? ", which changed" : READS);
    }
    Node seed = reader;
    for (Node next = reasons.get(seed); next != null; next = reasons.get(seed)) {
      seed = next;
    }
    String end = seeds.contains(seed) ? ", which changed" : READS;
    return verb + reader + ", on the way to " + seed + end;
  }

  /** Ids of what directly needs a node. */
  List<Identifier> requiredBy(Node node) {
    return neededBy.getOrDefault(node, Set.of()).stream().map(Node::id).sorted().toList();
  }
}
