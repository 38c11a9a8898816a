package dev.understudy.plan;

import dev.understudy.artifact.Artifact;
import dev.understudy.artifact.Identifier;
import dev.understudy.artifact.Kind;
import dev.understudy.artifact.Node;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * An artifact that reads the change.
 *
 * @param via what it reads of the change or of what the change reaches
 * @param depth 1 where it reads something that changed, else one more than what it reads through
 * @param definition whether it would have to be made again, or only reads when it runs
 */
public record Impact(
    Identifier id,
    Kind kind,
    @Nullable String path,
    List<Identifier> via,
    int depth,
    boolean definition) {

  /** Finds the readers level by level; files that cannot name what is searched are not parsed. */
  static List<Impact> of(Definitions definitions, Set<Node> changed) {
    List<Impact> found = new ArrayList<>();
    Set<Node> seen = new LinkedHashSet<>(changed);
    Set<Node> frontier = new LinkedHashSet<>(changed);
    List<Artifact> all = definitions.withSql();
    Map<Artifact, String> texts = new ConcurrentHashMap<>();
    for (int depth = 1; !frontier.isEmpty(); depth++) {
      Map<Node, Set<Identifier>> via = readers(definitions, all, frontier, seen, texts);
      Set<Node> next = new LinkedHashSet<>();
      for (Map.Entry<Node, Set<Identifier>> reader : via.entrySet()) {
        Artifact artifact = definitions.catalog().find(reader.getKey()).orElseThrow();
        List<Identifier> through = List.copyOf(reader.getValue());
        boolean definition = definitionThrough(definitions, artifact, frontier);
        found.add(
            new Impact(
                artifact.id(), artifact.kind(), artifact.path(), through, depth, definition));
        next.add(artifact.node());
      }
      seen.addAll(next);
      frontier = next;
    }
    return List.copyOf(found);
  }

  private static Map<Node, Set<Identifier>> readers(
      Definitions definitions,
      List<Artifact> all,
      Set<Node> frontier,
      Set<Node> seen,
      Map<Artifact, String> texts) {
    Set<String> names = new HashSet<>();
    frontier.forEach(node -> names.add(node.id().name().toLowerCase(Locale.ROOT)));
    List<Artifact> candidates =
        all.parallelStream()
            .filter(a -> !seen.contains(a.node()))
            .filter(
                a ->
                    definitions.known(a)
                        || mayName(texts.computeIfAbsent(a, definitions::raw), names))
            .toList();
    Map<Node, Set<Identifier>> via = new TreeMap<>();
    candidates.parallelStream().forEach(definitions::dependencies);
    for (Artifact artifact : candidates) {
      for (Dependency dependency : definitions.dependencies(artifact)) {
        for (Node hit : hits(definitions, dependency.target(), frontier)) {
          via.computeIfAbsent(artifact.node(), _ -> new TreeSet<>()).add(hit.id());
        }
      }
    }
    return via;
  }

  private static Set<Node> hits(Definitions definitions, Node target, Set<Node> frontier) {
    if (target.id().isWildcard()) {
      Set<Node> hits = new LinkedHashSet<>();
      for (Node node : frontier) {
        if (!node.routine() && target.id().matches(node.id())) {
          hits.add(node);
        }
      }
      return hits;
    }
    Node owner = definitions.owning(target);
    return frontier.contains(owner) ? Set.of(owner) : Set.of();
  }

  private static boolean definitionThrough(
      Definitions definitions, Artifact artifact, Set<Node> frontier) {
    return definitions.dependencies(artifact).stream()
        .anyMatch(d -> d.definition() && !hits(definitions, d.target(), frontier).isEmpty());
  }

  /** A text that names none of these, has no wildcard and is no template cannot read them. */
  private static boolean mayName(String text, Set<String> names) {
    if (text.contains("*`") || text.contains("{{")) {
      return true;
    }
    int start = -1;
    for (int i = 0; i <= text.length(); i++) {
      boolean word = i < text.length() && isWord(text.charAt(i));
      if (word && start < 0) {
        start = i;
      } else if (!word && start >= 0) {
        if (names.contains(text.substring(start, i).toLowerCase(Locale.ROOT))) {
          return true;
        }
        start = -1;
      }
    }
    return names.stream().anyMatch(n -> !n.chars().allMatch(Impact::isWord) && text.contains(n));
  }

  private static boolean isWord(int c) {
    return c == '_' || Character.isLetterOrDigit(c);
  }
}
