package dev.understudy.source;

import dev.understudy.artifact.Artifact;
import dev.understudy.artifact.Catalog;
import dev.understudy.artifact.Kind;
import dev.understudy.failure.Problem;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Which routines load a JavaScript file of the repository from a bucket. The bucket's path tells
 * only the end of the file's: the file name, or more.
 */
public final class Libraries {
  /** Begins what a change says of a library. */
  public static final String CHANGED = "library ";

  /** A JavaScript file in a bucket. */
  public static final Pattern URI = Pattern.compile("gs://[^\\s\"'`,\\])]+\\.m?js");

  private final SourceTree tree;
  private final List<Artifact> routines;

  /** Reads the routines of a tree when asked. */
  public Libraries(SourceTree tree, Catalog catalog) {
    this.tree = tree;
    this.routines = catalog.artifacts().stream().filter(a -> a.kind() == Kind.ROUTINE).toList();
  }

  /** Whether a file may be a library at all. */
  public static boolean isLibrary(String path) {
    return path.endsWith(".js") || path.endsWith(".mjs");
  }

  /** The routines whose {@code OPTIONS(library = …)} means a file. */
  public List<Artifact> loading(String file) {
    List<Artifact> found = new ArrayList<>();
    for (Artifact routine : routines) {
      if (!routine.paths().contains(file) && uris(routine).stream().anyMatch(u -> means(u, file))) {
        found.add(routine);
      }
    }
    return found;
  }

  /** The file of the repository that is published at a URI, the best of those that may be it. */
  public Optional<String> file(String uri) {
    return tree.files().stream()
        .map(SourceTree.Entry::path)
        .filter(path -> isLibrary(path) && agreeing(uri, path) > 0)
        .max(Comparator.comparingInt(path -> agreeing(uri, path)));
  }

  private List<String> uris(Artifact routine) {
    String path = routine.sqlPath();
    List<String> uris = new ArrayList<>();
    if (path != null) {
      try {
        Matcher matcher = URI.matcher(tree.read(path));
        while (matcher.find()) {
          uris.add(matcher.group());
        }
      } catch (Problem _) {
        return List.of();
      }
    }
    return uris;
  }

  /** Of several files of one name the one whose folders agree the furthest is meant. */
  private boolean means(String uri, String file) {
    int agree = agreeing(uri, file);
    return agree > 0
        && tree.files().stream().noneMatch(other -> agreeing(uri, other.path()) > agree);
  }

  private static int agreeing(String uri, String path) {
    String[] a = uri.split("/", -1);
    String[] b = path.split("/", -1);
    int same = 0;
    while (same < Math.min(a.length, b.length)
        && a[a.length - 1 - same].equals(b[b.length - 1 - same])) {
      same++;
    }
    return same;
  }
}
