package dev.understudy.source;

import dev.understudy.artifact.Artifact;
import dev.understudy.artifact.Catalog;
import dev.understudy.artifact.Identifier;
import dev.understudy.artifact.Kind;
import dev.understudy.failure.Problem;
import dev.understudy.sql.SqlFacts;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Finds the artifacts of a tree by the paths of their files. */
public final class Layout {
  private Layout() {}

  /**
   * The artifacts of a tree, and the files that should make one and do not.
   *
   * @param facts reads a SQL file, for layouts whose paths do not tell all
   */
  public static Catalog read(SourceTree tree, LayoutRules rules, Function<String, SqlFacts> facts) {
    if (rules.patterns().isEmpty()) {
      return new Catalog(folders(tree, rules.root()), List.of());
    }
    return new PatternLayout(tree, rules.patterns(), facts).catalog();
  }

  private static List<Artifact> folders(SourceTree tree, String root) {
    String prefix = root.isEmpty() ? "" : root + "/";
    Map<String, List<String>> folders = new TreeMap<>();
    for (SourceTree.Entry entry : tree.files()) {
      String path = entry.path();
      if (path.startsWith(prefix) && slashes(path, prefix.length()) == 3) {
        int slash = path.lastIndexOf('/');
        folders
            .computeIfAbsent(path.substring(0, slash), _ -> new ArrayList<>())
            .add(path.substring(slash + 1));
      }
    }
    List<Artifact> artifacts = new ArrayList<>();
    folders.forEach(
        (folder, names) -> {
          Artifact artifact = artifact(tree, folder, folder.substring(prefix.length()), names);
          if (artifact != null) {
            artifacts.add(artifact);
          }
        });
    return artifacts;
  }

  private static int slashes(String path, int from) {
    return (int) path.substring(from).chars().filter(c -> c == '/').count();
  }

  private static @Nullable Artifact artifact(
      SourceTree tree, String folder, String identity, List<String> names) {
    String[] parts = identity.split("/", -1);
    Identifier id = new Identifier(parts[0], parts[1], parts[2]);
    String schema = names.contains("schema.yaml") ? folder + "/schema.yaml" : null;
    String metadata = names.contains("metadata.yaml") ? folder + "/metadata.yaml" : null;
    for (FileKind file : FileKind.values()) {
      if (names.contains(file.fileName)) {
        String main = folder + "/" + file.fileName;
        String sql = file.fileName.endsWith(".sql") ? main : null;
        return new Artifact(id, file.kind, sql, schema, metadata, others(folder, names, sql));
      }
    }
    boolean external = metadata != null && declaresExternalData(tree, metadata);
    if (schema == null && !external) {
      return null;
    }
    Kind kind = external ? Kind.EXTERNAL_TABLE : Kind.TABLE;
    return new Artifact(id, kind, null, schema, metadata, List.of());
  }

  /** A file too large to read declares nothing; who stages it is told. */
  private static boolean declaresExternalData(SourceTree tree, String metadata) {
    try {
      return tree.read(metadata).contains("external_data:");
    } catch (Problem _) {
      return false;
    }
  }

  private static List<String> others(String folder, List<String> names, @Nullable String sql) {
    return names.stream()
        .filter(n -> n.endsWith(".js") || n.equals("script.sql") || n.equals("query.py"))
        .map(n -> folder + "/" + n)
        .filter(path -> !path.equals(sql))
        .toList();
  }

  /** In order of precedence: a materialized view with a refresh script is a materialized view. */
  private enum FileKind {
    ROUTINE("udf.sql", Kind.ROUTINE),
    PROCEDURE("stored_procedure.sql", Kind.PROCEDURE),
    VIEW("view.sql", Kind.VIEW),
    MATERIALIZED_VIEW("materialized_view.sql", Kind.MATERIALIZED_VIEW),
    QUERY("query.sql", Kind.TABLE),
    PYTHON("query.py", Kind.TABLE),
    SCRIPT("script.sql", Kind.TABLE);

    private final String fileName;
    private final Kind kind;

    FileKind(String fileName, Kind kind) {
      this.fileName = fileName;
      this.kind = kind;
    }
  }
}
