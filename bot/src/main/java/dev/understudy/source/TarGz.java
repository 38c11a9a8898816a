package dev.understudy.source;

import dev.understudy.failure.Problem;
import java.io.BufferedInputStream;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.zip.GZIPInputStream;
import java.util.zip.ZipException;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveInputStream;
import org.apache.commons.compress.archivers.tar.TarConstants;
import org.jspecify.annotations.Nullable;

/** Reads a stranger's {@code .tar.gz} once, from front to end, without writing a file. */
final class TarGz {
  /** What may stand between two files: long names and folders, but nothing that fills memory. */
  private static final long BETWEEN = 1L << 20;

  private static final long PADDING = 1_024;

  private TarGz() {}

  /**
   * Takes in every file.
   *
   * @throws Problem where it is no such archive, or holds anything but plain files and folders
   */
  static void read(Path file, PlainFiles into) throws IOException {
    try (InputStream raw = new BufferedInputStream(Files.newInputStream(file));
        Metered metered = new Metered(unzipped(raw));
        TarArchiveInputStream tar =
            new TarArchiveInputStream(metered, StandardCharsets.UTF_8.name())) {
      for (TarArchiveEntry entry = next(tar, metered); entry != null; entry = next(tar, metered)) {
        if (!entry.isDirectory()) {
          check(entry);
          metered.allow(entry.getSize() + PADDING);
          into.add(entry.getName(), content(tar, (int) entry.getSize()));
        }
      }
    }
  }

  private static InputStream unzipped(InputStream raw) {
    try {
      return new GZIPInputStream(raw);
    } catch (IOException _) {
      throw unreadable();
    }
  }

  private static byte[] content(TarArchiveInputStream tar, int size) {
    try {
      byte[] content = tar.readNBytes(size);
      if (content.length == size) {
        return content;
      }
    } catch (IOException _) {
      // cut off or damaged
    }
    throw unreadable();
  }

  private static @Nullable TarArchiveEntry next(TarArchiveInputStream tar, Metered metered) {
    metered.allow(BETWEEN);
    try {
      return tar.getNextEntry();
    } catch (IOException | IllegalArgumentException _) {
      throw unreadable();
    }
  }

  private static void check(TarArchiveEntry entry) {
    boolean plain =
        switch (entry.getLinkFlag()) {
          case TarConstants.LF_NORMAL, TarConstants.LF_OLDNORM, TarConstants.LF_CONTIG ->
              !entry.isSparse();
          default -> false;
        };
    if (!plain) {
      throw PlainFiles.refused(
          entry.getName(), "is a link, a device or the like; only plain files are taken");
    }
    PlainFiles.checkSize(entry.getName(), entry.getSize());
  }

  private static Problem unreadable() {
    return Problem.of(
        "it cannot be read as a `.tar.gz`: it is cut off, damaged, or something else");
  }

  /** Gives no more bytes than the next thing may have: what was packed well may be endless. */
  private static final class Metered extends FilterInputStream {
    private long left;

    Metered(InputStream in) {
      super(in);
    }

    void allow(long bytes) {
      left = bytes;
    }

    @Override
    public int read() throws IOException {
      byte[] one = new byte[1];
      return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
    }

    @Override
    public int read(byte[] buffer, int offset, int length) throws IOException {
      if (left <= 0) {
        throw new ZipException("more than is allowed");
      }
      int read = super.read(buffer, offset, (int) Math.min(length, left));
      left -= Math.max(0, read);
      return read;
    }

    @Override
    public long skip(long bytes) throws IOException {
      byte[] buffer = new byte[8_192];
      int read = read(buffer, 0, (int) Math.min(buffer.length, bytes));
      return Math.max(0, read);
    }
  }
}
