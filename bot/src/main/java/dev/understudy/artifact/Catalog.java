package dev.understudy.artifact;

import dev.understudy.failure.Location;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** All artifacts of one tree of the repository, by name. */
public final class Catalog {
  private final Map<Node, Artifact> byNode = new LinkedHashMap<>();
  private final Map<String, List<Artifact>> byDataset = new LinkedHashMap<>();

  private final List<Flaw> flaws = new ArrayList<>();

  /**
   * A file that makes no artifact although it should.
   *
   * @param node what it would make, or null where that is not known
   */
  public record Flaw(@Nullable Node node, Location location, String message) {}

  /** A catalog of these. Where two files define one artifact the first counts. */
  public Catalog(Collection<Artifact> artifacts, List<Flaw> flaws) {
    this.flaws.addAll(flaws);
    for (Artifact artifact : artifacts) {
      Artifact other = byNode.putIfAbsent(artifact.node(), artifact);
      if (other != null) {
        this.flaws.add(
            new Flaw(
                artifact.node(),
                Location.of(artifact.path()),
                artifact.id() + " is defined twice: here and in " + other.path()));
        continue;
      }
      byDataset.computeIfAbsent(dataset(artifact.id()), _ -> new ArrayList<>()).add(artifact);
    }
  }

  /** Files that make no artifact although they should. */
  public List<Flaw> flaws() {
    return List.copyOf(flaws);
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
