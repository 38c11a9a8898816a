package dev.understudy.endpoint;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URLEncoder;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One JSON file per resource; a write is a new file moved into place, so it survives a kill. */
final class Store {
  private static final Logger LOG = LoggerFactory.getLogger(Store.class);
  static final ObjectMapper JSON = new ObjectMapper();
  private final Path root;
  private final ReentrantLock threads = new ReentrantLock();
  private final Map<String, ReentrantLock> rowLocks = new ConcurrentHashMap<>();

  Store(Path root) throws IOException {
    this.root = Files.createDirectories(root);
  }

  /** Deletes a folder with all in it. */
  static void deleteFolder(Path folder) {
    try (Stream<Path> files = Files.walk(folder)) {
      for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(file);
      }
    } catch (IOException e) {
      LOG.warn("{} cannot be deleted: {}", folder, e.getMessage());
    }
  }

  /** Runs a change while no other thread or process changes anything. */
  <T> T locked(Supplier<T> change) {
    if (threads.isHeldByCurrentThread()) {
      return change.get();
    }
    threads.lock();
    try (FileChannel file =
            FileChannel.open(
                root.resolve("lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
        FileLock held = file.lock()) {
      Objects.requireNonNull(held);
      return change.get();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } finally {
      threads.unlock();
    }
  }

  /** Runs a change of one table's rows while no other thread changes them. */
  <T> T lockedRows(String table, Supplier<T> change) {
    ReentrantLock lock = rowLocks.computeIfAbsent(table, _ -> new ReentrantLock());
    lock.lock();
    try {
      return change.get();
    } finally {
      lock.unlock();
    }
  }

  /** How many bytes a resource takes; 0 where there is none. */
  long size(String kind, String... parts) {
    Path file = file(kind, parts);
    return Files.exists(file) ? file.toFile().length() : 0;
  }

  /** The resource; a file that cannot be read counts as absent. */
  Optional<ObjectNode> read(String kind, String... parts) {
    return load(file(kind, parts));
  }

  void write(ObjectNode value, String kind, String... parts) {
    put(file(kind, parts), value.toString());
  }

  boolean delete(String kind, String... parts) {
    try {
      return Files.deleteIfExists(file(kind, parts));
    } catch (IOException e) {
      throw unwritable(file(kind, parts), e);
    }
  }

  /** Every resource below a parent, by file name. */
  List<ObjectNode> list(String kind, String... parent) {
    Path folder = folder(kind, parent);
    if (!Files.isDirectory(folder)) {
      return List.of();
    }
    try (Stream<Path> files = Files.list(folder)) {
      return files
          .filter(f -> f.toString().endsWith(".json"))
          .sorted()
          .flatMap(f -> load(f).stream())
          .toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** A table's rows, none where nothing was stored. */
  List<ObjectNode> rows(String... table) {
    try (Stream<String> lines = Files.lines(file("rows", table))) {
      return lines.filter(l -> !l.isBlank()).map(Store::parse).toList();
    } catch (NoSuchFileException _) {
      return List.of();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  void rows(List<ObjectNode> rows, String... table) {
    StringBuilder lines = new StringBuilder();
    rows.forEach(r -> lines.append(r).append('\n'));
    put(file("rows", table), lines.toString());
  }

  static ObjectNode parse(String json) {
    try {
      if (JSON.readTree(json) instanceof ObjectNode node) {
        return node;
      }
    } catch (JsonProcessingException _) {
      throw new Refusal(400, "parseError", "Parse Error");
    }
    throw new Refusal(400, "parseError", "Parse Error");
  }

  private static Optional<ObjectNode> load(Path file) {
    try {
      return Optional.of(parse(Files.readString(file)));
    } catch (NoSuchFileException _) {
      return Optional.empty();
    } catch (IOException | Refusal e) {
      LOG.warn("{} cannot be read and counts as absent: {}", file, e.getMessage());
      return Optional.empty();
    }
  }

  private static void put(Path file, String text) {
    try {
      Path folder = Objects.requireNonNull(file.getParent());
      Files.createDirectories(folder);
      Path fresh = Files.createTempFile(folder, "new", ".tmp");
      try {
        Files.writeString(fresh, text);
        Files.move(
            fresh, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
      } finally {
        Files.deleteIfExists(fresh);
      }
    } catch (IOException e) {
      throw unwritable(file, e);
    }
  }

  private static Refusal unwritable(Path file, IOException e) {
    return new Refusal(
        507, "insufficientStorage", "Nothing can be written to " + file + ": " + e.getMessage());
  }

  private Path file(String kind, String... parts) {
    int last = parts.length - 1;
    Path folder = folder(kind, Arrays.copyOf(parts, last));
    return folder.resolve(encoded(parts[last]) + ".json");
  }

  private Path folder(String kind, String... parts) {
    Path folder = root.resolve(kind);
    for (String part : parts) {
      folder = folder.resolve(encoded(part));
    }
    return folder;
  }

  private static String encoded(String part) {
    String name = URLEncoder.encode(part, StandardCharsets.UTF_8).replace(".", "%2E");
    if (name.length() <= 200) {
      return name;
    }
    return UUID.nameUUIDFromBytes(part.getBytes(StandardCharsets.UTF_8)).toString();
  }
}
