package dev.understudy.source;

import dev.understudy.failure.Location;
import dev.understudy.failure.Problem;
import dev.understudy.failure.Unavailable;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.eclipse.jgit.lib.Constants;
import org.eclipse.jgit.lib.ObjectInserter;

/** The files of a folder as they stand now. */
final class DirectoryTree implements SourceTree {
  private static final Set<String> SKIPPED =
      Set.of(".git", ".understudy", "target", "node_modules");

  private final Path root;
  private final List<Entry> files;
  private final Map<String, String> blobs = new ConcurrentHashMap<>();

  DirectoryTree(Path root) {
    this.root = root;
    List<Path> found = walk();
    var entries = new ConcurrentLinkedQueue<Entry>();
    found.parallelStream().forEach(file -> entries.add(entry(file)));
    this.files = entries.stream().sorted(Comparator.comparing(Entry::path)).toList();
  }

  private List<Path> walk() {
    var found = new ConcurrentLinkedQueue<Path>();
    try {
      Files.walkFileTree(
          root,
          new SimpleFileVisitor<>() {
            @Override
            public FileVisitResult preVisitDirectory(Path dir, BasicFileAttributes attributes) {
              boolean skip = !dir.equals(root) && SKIPPED.contains(dir.getFileName().toString());
              return skip ? FileVisitResult.SKIP_SUBTREE : FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
              if (attributes.isRegularFile()
                  && PathRules.allowsPart(file.getFileName().toString())) {
                found.add(file);
              }
              return FileVisitResult.CONTINUE;
            }
          });
    } catch (IOException e) {
      throw new Unavailable(root + " cannot be read: " + e.getMessage(), e);
    }
    return List.copyOf(found);
  }

  private Entry entry(Path file) {
    String path = root.relativize(file).toString().replace('\\', '/');
    String blob = isLarge(file) ? "too large: " + file.toFile().length() : idOf(bytes(file));
    blobs.put(path, blob);
    return new Entry(path, blob);
  }

  /** Git's id of a content, so that caches are shared with commits. */
  static String idOf(byte[] content) {
    try (ObjectInserter.Formatter formatter = new ObjectInserter.Formatter()) {
      return formatter.idFor(Constants.OBJ_BLOB, content).name();
    }
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
    Path file = root.resolve(path).normalize();
    boolean inside = file.startsWith(root) && Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS);
    if (!inside) {
      throw Problem.at(Location.of(path), "there is no such file");
    }
    if (isLarge(file)) {
      throw Problem.at(
          Location.of(path), "the file is larger than " + (LARGEST_FILE >> 20) + " MB");
    }
    return new String(bytes(file), StandardCharsets.UTF_8);
  }

  /** Such a file is listed, so that it is not taken for removed, and never read. */
  private static boolean isLarge(Path file) {
    return file.toFile().length() > LARGEST_FILE;
  }

  private static byte[] bytes(Path file) {
    try {
      return Files.readAllBytes(file);
    } catch (IOException e) {
      throw new Unavailable(file + " cannot be read: " + e.getMessage(), e);
    }
  }
}
