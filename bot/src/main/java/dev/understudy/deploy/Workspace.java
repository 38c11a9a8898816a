package dev.understudy.deploy;

import dev.understudy.artifact.Artifact;
import dev.understudy.artifact.Catalog;
import dev.understudy.artifact.Change;
import dev.understudy.artifact.Identifier;
import dev.understudy.artifact.Schema;
import dev.understudy.config.RepositoryConfig;
import dev.understudy.config.Settings;
import dev.understudy.failure.Problem;
import dev.understudy.plan.Definitions;
import dev.understudy.plan.SqlSources;
import dev.understudy.source.Changeset;
import dev.understudy.source.FactsCache;
import dev.understudy.source.GitRepository;
import dev.understudy.source.Layout;
import dev.understudy.source.LayoutRules;
import dev.understudy.source.Libraries;
import dev.understudy.source.SchemaYaml;
import dev.understudy.source.SourceTree;
import dev.understudy.sql.SqlReader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** One repository, opened: its trees, its configuration and what is known of its files. */
public final class Workspace implements AutoCloseable {
  private final Path folder;
  private final Settings settings;
  private final FactsCache cache;
  private final SqlSources sources;
  private final @Nullable String trusted;
  private @Nullable RepositoryConfig policy;
  private @Nullable GitRepository git;

  /** Opens nothing yet; each side brings its own configuration. */
  public Workspace(Path folder, Settings settings, SqlReader reader) {
    this(folder, settings, reader, null);
  }

  /**
   * Opens nothing yet.
   *
   * @param trusted the revision whose {@code .understudy.yml} holds for every side, so that a
   *     change cannot loosen its own rules; null where each side brings its own
   */
  public Workspace(Path folder, Settings settings, SqlReader reader, @Nullable String trusted) {
    this.folder = folder;
    this.settings = settings;
    this.trusted = trusted;
    this.cache = FactsCache.open(settings.stateFolder().resolve("cache"), reader.version());
    this.sources = new SqlSources(reader, cache);
  }

  /**
   * One side of a comparison, read.
   *
   * @param commit null for a folder as it stands
   */
  public record Side(
      @Nullable String commit, SourceTree tree, RepositoryConfig config, Catalog catalog) {}

  /**
   * What a selection comes to.
   *
   * @param introduced the files that make no artifact on this side and are flawless, or not there,
   *     on the other; all such files where there is no other side
   */
  public record Selected(
      @Nullable String base,
      Side head,
      List<Change> changes,
      List<Catalog.Flaw> introduced,
      String suffix,
      List<String> notes) {}

  private GitRepository git() {
    if (git == null) {
      git = GitRepository.open(folder);
    }
    return git;
  }

  /** A commit's side; null means the folder as it stands, or HEAD of a bare repository. */
  public Side side(@Nullable String revision) {
    Optional<Path> workTree = git().workTree();
    if (revision == null && workTree.isPresent()) {
      return side(null, GitRepository.directory(workTree.get()));
    }
    String commit = git().commit(revision == null ? "HEAD" : revision);
    return side(commit, git().tree(commit));
  }

  private Side side(@Nullable String commit, SourceTree tree) {
    RepositoryConfig config = config(tree);
    Catalog catalog = Layout.read(tree, config.layout(), path -> sources.facts(tree, path));
    return new Side(commit, tree, config, withoutCopies(catalog, config.stage().project()));
  }

  private RepositoryConfig config(SourceTree tree) {
    if (trusted == null) {
      return RepositoryConfig.read(tree, settings.stageProject());
    }
    if (policy == null) {
      SourceTree base = git().tree(git().commit(trusted));
      policy = RepositoryConfig.read(base, settings.stageProject()).forPullRequests();
    }
    return policy;
  }

  /** Whether two revisions hold different configurations. */
  public boolean configDiffers(String revision, String other) {
    return !config(revision).equals(config(other));
  }

  private Optional<String> config(String revision) {
    return git().tree(git().commit(revision)).blob(RepositoryConfig.FILE);
  }

  /** Copies that an earlier deploy wrote beside the originals are no artifacts of their own. */
  private static Catalog withoutCopies(Catalog catalog, String stageProject) {
    List<Artifact> own =
        catalog.artifacts().stream()
            .filter(artifact -> !artifact.id().project().equals(stageProject))
            .toList();
    return own.size() == catalog.artifacts().size() ? catalog : new Catalog(own, catalog.flaws());
  }

  /** The definitions of a side. */
  public Definitions definitions(Side side) {
    if (side.catalog().artifacts().isEmpty()) {
      throw noSql(side.config().layout());
    }
    return new Definitions(side.tree(), side.catalog(), side.config().names(), sources);
  }

  private static Problem noSql(LayoutRules layout) {
    if (layout.patterns().isEmpty()) {
      return Problem.usage(
          "no SQL found: the layout bigquery-etl expects "
              + layout.root()
              + "/project/dataset/name/*.sql; describe another one under `layout` in "
              + RepositoryConfig.FILE);
    }
    return Problem.usage(
        "no SQL found: no file lies where `layout.patterns` in "
            + RepositoryConfig.FILE
            + " say: "
            + layout.patterns().stream()
                .map(LayoutRules.Pattern::path)
                .collect(Collectors.joining(", ")));
  }

  /** Works out what a selection changes. */
  public Selected select(Selection selection) {
    if (!selection.paths().isEmpty()) {
      return paths(selection);
    }
    String head = git().commit(selection.head() == null ? "HEAD" : selection.head());
    List<String> notes = new ArrayList<>();
    String base =
        selection.baseline() == null
            ? git().commit(String.valueOf(selection.base()))
            : baseline(selection.baseline(), head, notes);
    Side before = side(base, git().tree(base));
    Side after = side(head, git().tree(head));
    List<Change> changes =
        Changeset.between(
            new Changeset.Side(before.tree(), before.catalog()),
            new Changeset.Side(after.tree(), after.catalog()),
            cache);
    List<Catalog.Flaw> introduced = new ArrayList<>(after.catalog().flaws());
    introduced.removeAll(before.catalog().flaws());
    return new Selected(base, after, changes, introduced, head, notes);
  }

  /** What changed on the baseline since the branch was made is not the branch's change. */
  private String baseline(String branch, String head, List<String> notes) {
    String tip =
        git()
            .branch(branch)
            .orElseThrow(
                () ->
                    Problem.usage(
                        "there is no branch `" + branch + "` here or at origin; fetch it first"));
    Optional<String> mergeBase = git().mergeBase(tip, head);
    if (mergeBase.isEmpty()) {
      notes.add(
          "the branch has no common history with "
              + branch
              + (git().isShallow()
                  ? " here, because the clone is shallow (run `git fetch --unshallow`)"
                  : "")
              + ", so its tip is compared: what changed there meanwhile shows as changed here");
    }
    return mergeBase.orElse(tip);
  }

  private Selected paths(Selection selection) {
    Side head = side(selection.head());
    Set<Change> changes = new LinkedHashSet<>();
    List<String> notes = new ArrayList<>();
    for (String given : selection.paths()) {
      String path = relative(given);
      List<Artifact> owners = ownersOf(head, path);
      boolean loaded = owners.isEmpty() && Libraries.isLibrary(path);
      List<Artifact> artifacts =
          loaded ? new Libraries(head.tree(), head.catalog()).loading(path) : owners;
      String library = loaded ? Libraries.CHANGED + path + " changed" : null;
      if (artifacts.isEmpty()) {
        refuseLinks(path, given);
        checkExists(head, path, given);
        notes.add(given + " makes no artifact: nothing to stage for it");
      }
      artifacts.forEach(artifact -> changes.add(modified(artifact, library)));
    }
    String suffix = head.commit() == null ? git().commit("HEAD") : head.commit();
    return new Selected(null, head, List.copyOf(changes), head.catalog().flaws(), suffix, notes);
  }

  private static Change modified(Artifact artifact, @Nullable String detail) {
    return new Change(
        artifact.id(), artifact.kind(), artifact.path(), Change.Type.MODIFIED, detail, true);
  }

  private String relative(String given) {
    Path root = git().workTree().orElse(Path.of("/")).toAbsolutePath().normalize();
    Path start = git().workTree().isPresent() ? folder.toAbsolutePath() : root;
    Path path = start.resolve(given).normalize();
    if (!path.startsWith(root) || (git().workTree().isEmpty() && given.startsWith("/"))) {
      throw Problem.usage(given + " is outside the repository");
    }
    return root.relativize(path).toString().replace('\\', '/');
  }

  private static List<Artifact> ownersOf(Side head, String path) {
    List<Artifact> owners = new ArrayList<>();
    for (Artifact artifact : head.catalog().artifacts()) {
      boolean below =
          path.isEmpty() || artifact.paths().stream().anyMatch(p -> p.startsWith(path + "/"));
      if (below || artifact.paths().contains(path)) {
        owners.add(artifact);
      }
    }
    return owners;
  }

  private void refuseLinks(String path, String given) {
    Path place = git().workTree().orElse(null);
    for (Path part : Path.of(path)) {
      place = place == null ? null : place.resolve(part);
      if (place != null && Files.isSymbolicLink(place)) {
        throw Problem.usage(
            given + " is a symbolic link or behind one, and links are not followed: name the file");
      }
    }
  }

  private static void checkExists(Side head, String path, String given) {
    boolean there =
        head.tree().blob(path).isPresent()
            || head.tree().files().stream().anyMatch(f -> f.path().startsWith(path + "/"));
    if (!there) {
      throw Problem.usage("there is no file or folder " + given + " in the repository");
    }
  }

  /** The schemas that a repository keeps of tables that others own. */
  static Optional<Schema> external(Side side, Identifier id) {
    String start = side.config().externalSchemas() + "/" + id.toString().replace('.', '/');
    for (String path : List.of(start + ".yaml", start + "/schema.yaml")) {
      if (side.tree().blob(path).isPresent()) {
        return Optional.of(SchemaYaml.read(side.tree(), path));
      }
    }
    return Optional.empty();
  }

  /** The folder of the files, or empty for a bare repository. */
  public Optional<Path> workTree() {
    return git().workTree();
  }

  /** What the repository is called: its folder. */
  public String name() {
    Path root = git().workTree().orElse(folder.toAbsolutePath().normalize());
    Path name = root.getFileName();
    return name == null ? "repository" : name.toString();
  }

  @Override
  public void close() {
    cache.close();
    if (git != null) {
      git.close();
    }
  }
}
