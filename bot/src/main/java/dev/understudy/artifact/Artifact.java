package dev.understudy.artifact;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Something that the repository defines in the warehouse.
 *
 * @param sqlPath the file with its statement, or null
 * @param schemaPath the file that declares its columns, or null
 * @param metadataPath the file with partitioning, clustering, labels and descriptions, or null
 * @param otherPaths further files whose change changes it: scripts, JavaScript libraries
 */
public record Artifact(
    Identifier id,
    Kind kind,
    @Nullable String sqlPath,
    @Nullable String schemaPath,
    @Nullable String metadataPath,
    List<String> otherPaths) {
  public Artifact {
    otherPaths = List.copyOf(otherPaths);
  }

  /** Its name with its namespace. */
  public Node node() {
    return new Node(id, kind.isRoutine());
  }

  /** The file that a person looks at first. */
  public String path() {
    if (sqlPath != null) {
      return sqlPath;
    }
    return paths().get(0);
  }

  /** Every file that makes it what it is. */
  public List<String> paths() {
    List<String> paths = new ArrayList<>();
    for (String path : new String[] {sqlPath, schemaPath}) {
      if (path != null) {
        paths.add(path);
      }
    }
    paths.addAll(otherPaths);
    if (metadataPath != null) {
      paths.add(metadataPath);
    }
    return paths;
  }
}
