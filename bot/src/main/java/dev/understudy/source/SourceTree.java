package dev.understudy.source;

import dev.understudy.failure.Problem;
import java.util.List;
import java.util.Optional;

/** The files of a repository at one moment. Safe for many threads. */
public interface SourceTree {
  /** The largest file that is read, in bytes. */
  int LARGEST_FILE = 10 << 20;

  /**
   * One regular file.
   *
   * @param path from the repository's root, with slashes
   * @param blob git's id of its content, in hexadecimal
   */
  record Entry(String path, String blob) {}

  /** Every regular file, in order of path. Links, submodules and names git refuses are left out. */
  List<Entry> files();

  /** The id of a file's content, if there is such a file. */
  Optional<String> blob(String path);

  /**
   * The text of a file, read as UTF-8.
   *
   * @throws Problem where there is no such file or it is larger than {@link #LARGEST_FILE}
   */
  String read(String path);
}
