package dev.understudy.source;

import dev.understudy.failure.Location;
import dev.understudy.failure.Problem;
import dev.understudy.failure.Unavailable;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.eclipse.jgit.lib.FileMode;
import org.eclipse.jgit.lib.ObjectId;
import org.eclipse.jgit.lib.ObjectLoader;
import org.eclipse.jgit.lib.ObjectReader;
import org.eclipse.jgit.lib.Repository;
import org.eclipse.jgit.treewalk.TreeWalk;

/** The files of a commit, read from git's objects without a work tree. */
final class CommitTree implements SourceTree {
  private static final int DEEPEST = 32;

  /** The most that is walked over, read or not: ten times the largest repository that is known. */
  private static final int MOST_ENTRIES = 300_000;

  /** The most letters of all their paths, which are kept in memory. */
  private static final long MOST_LETTERS = 200L * MOST_ENTRIES;

  private final Repository repository;
  private final List<Entry> files = new ArrayList<>();
  private final Map<String, String> blobs = new HashMap<>();

  CommitTree(Repository repository, ObjectId tree) {
    this.repository = repository;
    try (TreeWalk walk = new TreeWalk(repository)) {
      walk.addTree(tree);
      long letters = 0;
      for (int entries = 1; walk.next(); entries++) {
        letters += walk.getPathLength();
        if (entries > MOST_ENTRIES) {
          throw Problem.of(
              "the repository holds more than " + MOST_ENTRIES + " files, folders and links");
        }
        if (letters > MOST_LETTERS) {
          throw Problem.of(
              "the repository's paths have more than " + MOST_LETTERS + " characters together");
        }
        visit(walk);
      }
    } catch (IOException e) {
      throw new Unavailable("the repository's objects cannot be read: " + e.getMessage(), e);
    }
  }

  private void visit(TreeWalk walk) throws IOException {
    FileMode mode = walk.getFileMode(0);
    if (mode.equals(FileMode.TREE)) {
      if (walk.getDepth() < DEEPEST && PathRules.allowsPart(walk.getNameString())) {
        walk.enterSubtree();
      }
      return;
    }
    boolean regular = mode.equals(FileMode.REGULAR_FILE) || mode.equals(FileMode.EXECUTABLE_FILE);
    if (!regular || !PathRules.allowsPart(walk.getNameString())) {
      return;
    }
    Entry entry = new Entry(walk.getPathString(), walk.getObjectId(0).name());
    files.add(entry);
    blobs.put(entry.path(), entry.blob());
  }

  @Override
  public List<Entry> files() {
    return files;
  }

  @Override
  public Optional<String> blob(String path) {
    return Optional.ofNullable(blobs.get(path));
  }

  @Override
  public String read(String path) {
    String blob = blobs.get(path);
    if (blob == null) {
      throw Problem.at(Location.of(path), "there is no such file");
    }
    try (ObjectReader reader = repository.newObjectReader()) {
      ObjectLoader loader = reader.open(ObjectId.fromString(blob));
      if (loader.getSize() > LARGEST_FILE) {
        throw Problem.at(
            Location.of(path), "the file is larger than " + (LARGEST_FILE >> 20) + " MB");
      }
      return new String(loader.getCachedBytes(LARGEST_FILE), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new Unavailable(path + " cannot be read from git: " + e.getMessage(), e);
    }
  }
}
