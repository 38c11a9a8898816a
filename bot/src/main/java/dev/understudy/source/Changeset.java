package dev.understudy.source;

import dev.understudy.artifact.Artifact;
import dev.understudy.artifact.Catalog;
import dev.understudy.artifact.Change;
import dev.understudy.artifact.Change.Type;
import dev.understudy.artifact.Kind;
import dev.understudy.artifact.Node;
import dev.understudy.artifact.SchemaDiff;
import dev.understudy.failure.Problem;
import dev.understudy.sql.Tokens;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Which artifacts differ between two trees, by every file that makes them. */
public final class Changeset {
  private static final int MOST_COLUMNS = 8;

  private final SourceTree baseTree;
  private final Catalog base;
  private final SourceTree headTree;
  private final Catalog head;
  private final List<Artifact> removed;
  private final IncludedFiles included;
  private final Map<Artifact, String> libraries = new HashMap<>();
  private final Set<Node> redefined = new HashSet<>();
  private final Set<String> changedFiles;
  private final Set<String> changedYaml;

  private Changeset(Side from, Side to, FactsCache cache) {
    this.baseTree = from.tree();
    this.base = from.catalog();
    this.headTree = to.tree();
    this.head = to.catalog();
    this.removed = base.artifacts().stream().filter(a -> head.find(a.node()).isEmpty()).toList();
    this.included = new IncludedFiles(headTree, cache);
    this.changedFiles = changedFiles();
    this.changedYaml =
        changedFiles.stream()
            .filter(f -> f.endsWith(".yaml") || f.endsWith(".yml"))
            .collect(Collectors.toUnmodifiableSet());
    Libraries loaded = new Libraries(headTree, head);
    for (String file : changedFiles) {
      if (Libraries.isLibrary(file)) {
        loaded.loading(file).forEach(routine -> libraries.put(routine, file));
      }
    }
    for (Catalog.Flaw flaw : head.flaws()) {
      String path = flaw.location().path();
      if (flaw.node() != null && path != null && changedFiles.contains(path)) {
        redefined.add(flaw.node());
      }
    }
  }

  /** One side of a comparison. */
  public record Side(SourceTree tree, Catalog catalog) {}

  /**
   * The artifacts that were added, modified or removed, in order of path.
   *
   * @param cache keeps what contents were found to include
   */
  public static List<Change> between(Side from, Side to, FactsCache cache) {
    return new Changeset(from, to, cache).changes();
  }

  private List<Change> changes() {
    List<Change> changes = new ArrayList<>();
    for (Artifact artifact : head.artifacts()) {
      Optional<Artifact> before = base.find(artifact.node());
      if (before.isEmpty()) {
        changes.add(added(artifact));
      } else {
        Change change = modified(before.get(), artifact);
        if (change != null) {
          changes.add(change);
        }
      }
    }
    removed.forEach(gone -> changes.add(change(gone, Type.REMOVED, null, true)));
    return List.copyOf(changes);
  }

  /** Files of either side that are not the same on the other. */
  private Set<String> changedFiles() {
    Set<String> changed = new LinkedHashSet<>();
    for (SourceTree.Entry entry : headTree.files()) {
      if (!baseTree.blob(entry.path()).equals(Optional.of(entry.blob()))) {
        changed.add(entry.path());
      }
    }
    for (SourceTree.Entry entry : baseTree.files()) {
      if (headTree.blob(entry.path()).isEmpty()) {
        changed.add(entry.path());
      }
    }
    return changed;
  }

  private Change added(Artifact artifact) {
    for (Artifact gone : removed) {
      if (gone.sqlPath() != null && artifact.sqlPath() != null) {
        Optional<String> content = headTree.blob(artifact.sqlPath());
        if (baseTree.blob(gone.sqlPath()).equals(content)) {
          return change(artifact, Type.ADDED, "renamed from " + gone.id(), true);
        }
      }
    }
    return change(artifact, Type.ADDED, null, true);
  }

  private @Nullable Change modified(Artifact before, Artifact after) {
    List<String> details = new ArrayList<>();
    Difference worst = Difference.NONE;
    Difference sql = sqlDifference(before.sqlPath(), after.sqlPath());
    worst = worst.or(sql);
    if (sql == Difference.DATES) {
      details.add("only date literals changed");
    }
    if (before.kind() != after.kind()) {
      details.add("was a " + before.kind().label());
      worst = Difference.MEANING;
    }
    Difference schema = yamlDifference(before.schemaPath(), after.schemaPath());
    if (schema == Difference.NONE && includesChanged(after)) {
      schema = Difference.MEANING;
    }
    Difference metadata = yamlDifference(before.metadataPath(), after.metadataPath());
    Difference other = otherDifference(before, after);
    String library = libraries.get(after);
    if (library != null) {
      details.add(Libraries.CHANGED + library + " changed");
      worst = Difference.MEANING;
    }
    if (redefined.contains(after.node())) {
      details.add("is defined twice");
      worst = Difference.MEANING;
    }
    if (schema == Difference.MEANING) {
      details.add(schemaDifference(before.schemaPath(), after.schemaPath()));
    }
    note(details, metadata, "metadata changed");
    note(details, other, "scripts or libraries changed");
    worst = worst.or(schema).or(metadata).or(other);
    String detail = details.isEmpty() ? null : String.join(", ", details);
    return switch (worst) {
      case NONE -> null;
      case FORMATTING -> change(after, Type.FORMATTING_ONLY, detail, false);
      case DATES -> change(after, Type.MODIFIED, detail, after.kind() != Kind.MATERIALIZED_VIEW);
      case MEANING -> change(after, Type.MODIFIED, detail, true);
    };
  }

  private static void note(List<String> details, Difference difference, String words) {
    if (difference == Difference.MEANING) {
      details.add(words);
    }
  }

  private static Change change(
      Artifact artifact, Type type, @Nullable String detail, boolean staged) {
    return new Change(artifact.id(), artifact.kind(), artifact.path(), type, detail, staged);
  }

  private Difference sqlDifference(@Nullable String before, @Nullable String after) {
    if (before == null || after == null) {
      return Objects.equals(before, after) ? Difference.NONE : Difference.MEANING;
    }
    if (baseTree.blob(before).equals(headTree.blob(after))) {
      return Difference.NONE;
    }
    String old = baseTree.read(before);
    String now = headTree.read(after);
    if (Tokens.same(old, now)) {
      return Difference.FORMATTING;
    }
    return Tokens.onlyDatesDiffer(old, now) ? Difference.DATES : Difference.MEANING;
  }

  private Difference yamlDifference(@Nullable String before, @Nullable String after) {
    if (before == null || after == null) {
      return Objects.equals(before, after) ? Difference.NONE : Difference.MEANING;
    }
    if (baseTree.blob(before).equals(headTree.blob(after))) {
      return Difference.NONE;
    }
    try {
      boolean same = Objects.equals(values(baseTree, before), values(headTree, after));
      return same ? Difference.FORMATTING : Difference.MEANING;
    } catch (Problem _) {
      return Difference.MEANING;
    }
  }

  private static @Nullable Object values(SourceTree tree, String path) {
    return Yaml.parse(tree.read(path), path).map(new Untagged(path)::value).orElse(null);
  }

  private Difference otherDifference(Artifact before, Artifact after) {
    boolean same = before.otherPaths().equals(after.otherPaths());
    for (String path : after.otherPaths()) {
      same &= baseTree.blob(path).equals(headTree.blob(path));
    }
    return same ? Difference.NONE : Difference.MEANING;
  }

  /** The columns that differ, as far as both sides can be read. */
  private String schemaDifference(@Nullable String before, @Nullable String after) {
    if (before == null || after == null) {
      return before == null ? "schema.yaml is new" : "schema.yaml is gone";
    }
    try {
      List<SchemaDiff.Difference> columns =
          SchemaDiff.between(SchemaYaml.read(baseTree, before), SchemaYaml.read(headTree, after))
              .differences();
      return columns.isEmpty() ? "schema changed" : "schema: " + listed(columns);
    } catch (Problem _) {
      return "schema changed";
    }
  }

  private static String listed(List<SchemaDiff.Difference> columns) {
    String most =
        columns.stream()
            .limit(MOST_COLUMNS)
            .map(c -> c.toString())
            .collect(Collectors.joining(", "));
    int more = columns.size() - MOST_COLUMNS;
    return more <= 0 ? most : most + " and " + more + " more";
  }

  /** A schema changes with the files that it takes parts from. */
  private boolean includesChanged(Artifact artifact) {
    String schema = artifact.schemaPath();
    try {
      return schema != null && !changedYaml.isEmpty() && included.anyOf(changedYaml, schema);
    } catch (Problem _) {
      return true;
    }
  }

  /** How much two files differ. */
  private enum Difference {
    NONE,
    FORMATTING,
    DATES,
    MEANING;

    Difference or(Difference other) {
      return compareTo(other) >= 0 ? this : other;
    }
  }

  /** Tags are part of the value. */
  private static final class Untagged extends YamlValues {
    Untagged(String path) {
      super(path);
    }

    @Override
    Object tagged(String tag, org.snakeyaml.engine.v2.nodes.Node node, @Nullable Object plain) {
      return Arrays.asList(tag, plain);
    }
  }
}
