package dev.understudy.failure;

import org.jspecify.annotations.Nullable;

/**
 * A place in a file. Lines and columns count from 1, columns in characters; 0 means "not known".
 *
 * @param path the file, relative to the repository's root, or null where there is none
 */
public record Location(@Nullable String path, int line, int column) {
  /** No file at all. */
  public static final Location NONE = new Location(null, 0, 0);

  /** The file as a whole. */
  public static Location of(String path) {
    return new Location(path, 0, 0);
  }

  /** {@code path:line:column}, leaving out what is not known. */
  @Override
  public String toString() {
    if (path == null) {
      return "";
    }
    if (line == 0) {
      return path;
    }
    return column == 0 ? path + ":" + line : path + ":" + line + ":" + column;
  }
}
