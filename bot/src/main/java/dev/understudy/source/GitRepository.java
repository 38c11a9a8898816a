package dev.understudy.source;

import dev.understudy.failure.Problem;
import dev.understudy.failure.Unavailable;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.eclipse.jgit.diff.DiffEntry;
import org.eclipse.jgit.diff.DiffFormatter;
import org.eclipse.jgit.errors.AmbiguousObjectException;
import org.eclipse.jgit.errors.IncorrectObjectTypeException;
import org.eclipse.jgit.errors.MissingObjectException;
import org.eclipse.jgit.errors.RepositoryNotFoundException;
import org.eclipse.jgit.errors.RevisionSyntaxException;
import org.eclipse.jgit.lib.ObjectId;
import org.eclipse.jgit.lib.Repository;
import org.eclipse.jgit.revwalk.RevCommit;
import org.eclipse.jgit.revwalk.RevWalk;
import org.eclipse.jgit.revwalk.filter.RevFilter;
import org.eclipse.jgit.storage.file.FileRepositoryBuilder;
import org.eclipse.jgit.util.io.DisabledOutputStream;
import org.jspecify.annotations.Nullable;

/** A git repository, bare or not. Nothing is ever written to it. */
public final class GitRepository implements AutoCloseable {
  private final Repository repository;

  private GitRepository(Repository repository) {
    this.repository = repository;
  }

  /**
   * Opens the repository that a folder is or lies in.
   *
   * @throws Problem where it is none
   */
  public static GitRepository open(Path folder) {
    if (!Files.isDirectory(folder)) {
      throw Problem.usage(folder + " is not a folder");
    }
    FileRepositoryBuilder builder = new FileRepositoryBuilder().setMustExist(true);
    if (Files.isDirectory(folder.resolve("objects")) && Files.exists(folder.resolve("HEAD"))) {
      builder.setGitDir(folder.toFile());
    } else {
      builder.findGitDir(folder.toAbsolutePath().toFile());
    }
    if (builder.getGitDir() == null) {
      throw notARepository(folder);
    }
    try {
      return new GitRepository(builder.build());
    } catch (RepositoryNotFoundException _) {
      throw notARepository(folder);
    } catch (IOException e) {
      throw new Unavailable(folder + " cannot be opened: " + e.getMessage(), e);
    }
  }

  private static Problem notARepository(Path folder) {
    return Problem.usage(
        folder + " is not in a git repository; name one with --repo, or run `git init` there");
  }

  /** Where it is: what {@link #open} opens again. */
  public Path folder() {
    return workTree().orElseGet(() -> repository.getDirectory().toPath());
  }

  /** The folder of the files, or empty for a bare repository. */
  public Optional<Path> workTree() {
    return repository.isBare()
        ? Optional.empty()
        : Optional.of(repository.getWorkTree().toPath().toAbsolutePath().normalize());
  }

  /**
   * The commit that a revision means, in hexadecimal.
   *
   * @throws Problem where there is no such commit
   */
  public String commit(String revision) {
    return find(revision)
        .orElseThrow(
            () ->
                Problem.usage(
                    "unknown revision `"
                        + revision
                        + "`: no branch, tag or commit of that name is here; "
                        + (isShallow()
                            ? "this clone is shallow, so run `git fetch --unshallow` first"
                            : "fetch it first, or check its spelling")));
  }

  /** Whether older history was left out when it was cloned. */
  public boolean isShallow() {
    try {
      return !repository.getObjectDatabase().getShallowCommits().isEmpty();
    } catch (IOException e) {
      throw new Unavailable("the history cannot be read: " + e.getMessage(), e);
    }
  }

  /** The commit of a branch, here or at origin. */
  public Optional<String> branch(String name) {
    return find("refs/heads/" + name)
        .or(() -> find("refs/remotes/origin/" + name))
        .or(() -> find(name));
  }

  /** Whether a commit is here. */
  public boolean holds(String commit) {
    return find(commit).isPresent();
  }

  /** Whether git allows a branch of this name ("git check-ref-format"). */
  public static boolean isBranchName(String name) {
    return Repository.isValidRefName("refs/heads/" + name) && !name.startsWith("-");
  }

  /**
   * A commit as its author described it.
   *
   * @param parents what it comes from
   */
  public record Entry(String commit, String message, List<String> parents) {
    public Entry {
      parents = List.copyOf(parents);
    }
  }

  /** The newest commits from one on, newest first. */
  public List<Entry> history(String tip, int most) {
    try (RevWalk walk = new RevWalk(repository)) {
      walk.markStart(walk.parseCommit(ObjectId.fromString(tip)));
      List<Entry> entries = new ArrayList<>();
      for (RevCommit at = walk.next(); at != null && entries.size() < most; at = walk.next()) {
        List<String> parents = Stream.of(at.getParents()).map(RevCommit::name).toList();
        entries.add(new Entry(at.name(), at.getFullMessage(), parents));
      }
      return entries;
    } catch (IOException e) {
      throw new Unavailable("the history cannot be read: " + e.getMessage(), e);
    }
  }

  private Optional<String> find(String revision) {
    try {
      ObjectId id = repository.resolve(revision + "^{commit}");
      return Optional.ofNullable(id).map(ObjectId::name);
    } catch (RevisionSyntaxException
        | AmbiguousObjectException
        | IncorrectObjectTypeException
        | MissingObjectException _) {
      return Optional.empty();
    } catch (IOException e) {
      throw new Unavailable(revision + " cannot be resolved: " + e.getMessage(), e);
    }
  }

  /** The newest commit that both commits come from, if there is one. */
  public Optional<String> mergeBase(String a, String b) {
    try (RevWalk walk = new RevWalk(repository)) {
      walk.setRevFilter(RevFilter.MERGE_BASE);
      walk.markStart(walk.parseCommit(ObjectId.fromString(a)));
      walk.markStart(walk.parseCommit(ObjectId.fromString(b)));
      RevCommit base = walk.next();
      return Optional.ofNullable(base).map(RevCommit::name);
    } catch (IOException e) {
      throw new Unavailable("the history cannot be read: " + e.getMessage(), e);
    }
  }

  /** Whether a commit is known here and another one comes from it, or is it. */
  public boolean isAncestor(String commit, String other) {
    return holds(commit) && mergeBase(other, commit).filter(commit::equals).isPresent();
  }

  /** The files of a commit. */
  public SourceTree tree(String commit) {
    return new CommitTree(repository, treeId(commit));
  }

  /** The files of a folder as they stand. */
  public static SourceTree directory(Path folder) {
    return new DirectoryTree(folder.toAbsolutePath().normalize());
  }

  private ObjectId treeId(String commit) {
    try (RevWalk walk = new RevWalk(repository)) {
      return walk.parseCommit(ObjectId.fromString(commit)).getTree().getId();
    } catch (IOException e) {
      throw new Unavailable("commit " + commit + " cannot be read: " + e.getMessage(), e);
    }
  }

  /**
   * One file that differs between two commits.
   *
   * @param path null where it was removed
   * @param oldPath null where it was added
   */
  public record FileChange(@Nullable String oldPath, @Nullable String path) {}

  /** The files that differ, renames found by content. */
  public List<FileChange> diff(String from, String to) {
    try (DiffFormatter formatter = new DiffFormatter(DisabledOutputStream.INSTANCE)) {
      formatter.setRepository(repository);
      formatter.setDetectRenames(true);
      List<FileChange> changes = new ArrayList<>();
      for (DiffEntry entry : formatter.scan(treeId(from), treeId(to))) {
        changes.add(
            switch (entry.getChangeType()) {
              case ADD, COPY -> new FileChange(null, entry.getNewPath());
              case DELETE -> new FileChange(entry.getOldPath(), null);
              case MODIFY, RENAME -> new FileChange(entry.getOldPath(), entry.getNewPath());
            });
      }
      return changes;
    } catch (IOException e) {
      throw new Unavailable("the commits cannot be compared: " + e.getMessage(), e);
    }
  }

  @Override
  public void close() {
    repository.close();
  }
}
