package dev.understudy.source;

import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.BiConsumer;
import java.util.zip.CRC32;
import org.jspecify.annotations.Nullable;

/**
 * What was read of a content, kept across runs by the content's id. One file a version, written at
 * the end only; each record carries a checksum, and what does not match is read anew. Losing it
 * costs time, never an answer.
 */
public final class FactsCache implements AutoCloseable {
  private static final int LARGEST_RECORD = 64 << 20;
  private static final int HEADER = 12;

  private final @Nullable Path file;
  private final Map<String, byte[]> records = new ConcurrentHashMap<>();
  private final Map<String, byte[]> fresh = new ConcurrentHashMap<>();

  private FactsCache(@Nullable Path file) {
    this.file = file;
  }

  /** The cache of a version below a folder; a version is anything that a file name may hold. */
  public static FactsCache open(Path folder, String version) {
    String name = version.replaceAll("[^A-Za-z0-9.-]", "_") + ".facts";
    FactsCache cache = new FactsCache(folder.resolve(name));
    cache.load();
    return cache;
  }

  /** A cache that forgets at the end of the run. */
  public static FactsCache inMemory() {
    return new FactsCache(null);
  }

  /** What is known of a key, or null. */
  public byte @Nullable [] get(String key) {
    return records.get(key);
  }

  /** Remembers. */
  public void put(String key, byte[] value) {
    records.put(key, value);
    fresh.put(key, value);
  }

  private void load() {
    if (file == null || !Files.isRegularFile(file)) {
      return;
    }
    try {
      readWhole(records::put);
    } catch (IOException _) {
      records.clear();
    }
  }

  /** Hands over every record up to the first that is cut off or damaged; returns where that is. */
  private int readWhole(BiConsumer<String, byte[]> whole) throws IOException {
    ByteBuffer in = ByteBuffer.wrap(Files.readAllBytes(Objects.requireNonNull(file)));
    int end = 0;
    while (in.remaining() >= HEADER) {
      int keyLength = in.getInt();
      int length = in.getInt();
      int checksum = in.getInt();
      boolean sane = keyLength > 0 && length >= 0 && length <= LARGEST_RECORD;
      if (!sane || keyLength > in.remaining() - length) {
        return end;
      }
      byte[] key = new byte[keyLength];
      byte[] value = new byte[length];
      in.get(key).get(value);
      if (checksum != checksum(key, value)) {
        return end;
      }
      whole.accept(new String(key, StandardCharsets.UTF_8), value);
      end = in.position();
    }
    return end;
  }

  private static int checksum(byte[] key, byte[] value) {
    CRC32 crc = new CRC32();
    crc.update(key);
    crc.update(value);
    return (int) crc.getValue();
  }

  /** Appends what is new, under a lock that other processes respect. */
  @Override
  public void close() {
    // A process that asks for a lock it holds is refused, so its threads wait for each other here.
    synchronized (FactsCache.class) {
      append();
    }
  }

  private void append() {
    if (file == null || fresh.isEmpty()) {
      return;
    }
    try {
      Files.createDirectories(file.getParent());
      try (FileChannel channel =
              FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
          var lock = channel.lock()) {
        channel.position(readWhole((_, _) -> {}));
        channel.truncate(channel.position());
        channel.write(ByteBuffer.wrap(serialized()));
        channel.force(lock.isShared());
      }
    } catch (IOException _) {
      // a full disk or a read-only home: the next run reads the files again
    }
  }

  private byte[] serialized() throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    DataOutputStream out = new DataOutputStream(bytes);
    for (Map.Entry<String, byte[]> record : fresh.entrySet()) {
      byte[] key = record.getKey().getBytes(StandardCharsets.UTF_8);
      out.writeInt(key.length);
      out.writeInt(record.getValue().length);
      out.writeInt(checksum(key, record.getValue()));
      out.write(key);
      out.write(record.getValue());
    }
    return bytes.toByteArray();
  }
}
