package dev.understudy.source;

import dev.understudy.failure.Problem;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.eclipse.jgit.dircache.DirCache;
import org.eclipse.jgit.dircache.DirCacheBuilder;
import org.eclipse.jgit.dircache.DirCacheEntry;
import org.eclipse.jgit.lib.Constants;
import org.eclipse.jgit.lib.FileMode;
import org.eclipse.jgit.lib.ObjectId;
import org.eclipse.jgit.lib.ObjectInserter;

/**
 * Files that strangers named, on their way into a tree of git's: within its root, under plain
 * names, and no more than anybody needs. What breaks a rule is refused with all the others, because
 * a part of the files would be compared as if the rest had been removed.
 */
final class PlainFiles {
  /** More than the largest repository of generated SQL that is known has, several times over. */
  static final int MOST = 200_000;

  /** The most bytes of all of them. */
  static final long ALL = 512L << 20;

  private static final int LONGEST_PATH = 1_000;

  private final ObjectInserter inserter;
  private final Map<String, ObjectId> blobs = new TreeMap<>();
  private final Set<String> folders = new HashSet<>();
  private long bytes;

  PlainFiles(ObjectInserter inserter) {
    this.inserter = inserter;
  }

  /**
   * Takes one in.
   *
   * @param name as it was written, from the root of what it came with
   * @throws Problem where it breaks a rule
   */
  void add(String name, byte[] content) throws IOException {
    String path = path(name);
    checkSize(name, content.length);
    bytes += content.length;
    if (blobs.size() >= MOST || bytes > ALL) {
      throw Problem.of(
          "there are more than " + MOST + " files or " + (ALL >> 20) + " MB, which is not taken");
    }
    if (blobs.containsKey(path) || folders.contains(path)) {
      throw refused(name, "is there twice");
    }
    for (int slash = path.indexOf('/'); slash >= 0; slash = path.indexOf('/', slash + 1)) {
      String folder = path.substring(0, slash);
      if (blobs.containsKey(folder)) {
        throw refused(folder, "is both a file and a folder");
      }
      folders.add(folder);
    }
    blobs.put(path, inserter.insert(Constants.OBJ_BLOB, content));
  }

  /**
   * Refuses a file that is too large, before it is read.
   *
   * @throws Problem where it is
   */
  static void checkSize(String name, long size) {
    if (size > SourceTree.LARGEST_FILE) {
      throw refused(name, "is larger than " + (SourceTree.LARGEST_FILE >> 20) + " MB");
    }
  }

  /** The tree of all that was taken in. */
  ObjectId tree() throws IOException {
    DirCache index = DirCache.newInCore();
    DirCacheBuilder builder = index.builder();
    blobs.forEach(
        (path, blob) -> {
          DirCacheEntry entry = new DirCacheEntry(path);
          entry.setFileMode(FileMode.REGULAR_FILE);
          entry.setObjectId(blob);
          builder.add(entry);
        });
    builder.finish();
    return index.writeTree(inserter);
  }

  private static String path(String name) {
    if (name.startsWith("/") || name.startsWith("\\") || name.matches("(?s)[A-Za-z]:.*")) {
      throw refused(name, "does not begin at the root of what was stored");
    }
    List<String> parts = new ArrayList<>();
    for (String part : name.split("/", -1)) {
      if (part.equals("..")) {
        throw refused(name, "leads out of what was stored");
      }
      if (!part.equals(".")) {
        if (!PathRules.allowsPart(part)) {
          throw refused(name, "is no plain name of a file");
        }
        parts.add(part);
      }
    }
    String path = String.join("/", parts);
    if (path.isEmpty() || path.length() > LONGEST_PATH) {
      throw refused(name, "is no plain name of a file");
    }
    return path;
  }

  /** A complaint about one file; all of what came with it is refused. */
  static Problem refused(String name, String why) {
    String shown = name.length() > 200 ? name.substring(0, 200) + "…" : name;
    return Problem.of("`" + shown.replaceAll("[\\p{Cntrl}`]", " ") + "` " + why);
  }
}
