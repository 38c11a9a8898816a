package dev.understudy.sql;

import org.jspecify.annotations.Nullable;

/** Reads SQL texts. Safe for use by many threads; a call blocks until the text is read. */
public interface SqlReader extends AutoCloseable {
  /**
   * Reads one text (a statement or a script). Never throws for what the text holds: a text that
   * cannot be read, or whose reading had to be stopped, comes back with an {@link SqlFacts#error}.
   */
  SqlFacts read(String sql);

  /**
   * What a statement of the data definition language asks for.
   *
   * @return null where the text is none, or one that is not read
   */
  @Nullable Ddl ddl(String sql);

  /** Changes whenever the same text could give other facts: part of every cache key. */
  String version();

  @Override
  void close();
}
