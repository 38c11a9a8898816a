package dev.understudy.artifact;

import dev.understudy.failure.Location;
import dev.understudy.failure.Problem;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** All artifacts of one tree of the repository, by name. */
public final class Catalog {
  private final Map<Node, Artifact> byNode = new LinkedHashMap<>();
  private final Map<String, List<Artifact>> byDataset = new LinkedHashMap<>();

  /**
   * A catalog of these.
   *
   * @throws Problem where two files define one artifact
   */
  public Catalog(Collection<Artifact> artifacts) {
    for (Artifact artifact : artifacts) {
      Artifact other = byNode.putIfAbsent(artifact.node(), artifact);
      if (other != null) {
        throw Problem.at(
            Location.of(artifact.path()),
            artifact.id() + " is defined twice: here and in " + other.path());
      }
      byDataset.computeIfAbsent(dataset(artifact.id()), _ -> new ArrayList<>()).add(artifact);
    }
  }

  /** Every artifact, in order of path. */
  public Collection<Artifact> artifacts() {
    return byNode.values();
  }

  /** The artifact of this name, if the repository defines it. */
  public Optional<Artifact> find(Node node) {
    return Optional.ofNullable(byNode.get(node));
  }

  /** The tables that a wildcard matches; views are not matched by wildcards. */
  public List<Artifact> matching(Identifier wildcard) {
    return byDataset.getOrDefault(dataset(wildcard), List.of()).stream()
        .filter(a -> a.kind() == Kind.TABLE && wildcard.matches(a.id()))
        .toList();
  }

  /** The routines of a dataset. */
  public List<Artifact> routinesOf(String project, String dataset) {
    return byDataset.getOrDefault(project + "." + dataset, List.of()).stream()
        .filter(a -> a.kind().isRoutine())
        .toList();
  }

  private static String dataset(Identifier id) {
    return id.project() + "." + id.dataset();
  }
}
