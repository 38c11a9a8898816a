package dev.understudy.plan;

import dev.understudy.sql.SqlFacts;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * What the SQL of one artifact says.
 *
 * @param template whether the file is a Jinja template
 * @param facts of the text, for a template rendered with {@code is_init()} false
 * @param init of the template rendered with {@code is_init()} true, or null where that is the same
 */
record SqlSource(boolean template, SqlFacts facts, @Nullable SqlFacts init) {
  /** Of an artifact without SQL. */
  static final SqlSource NONE =
      new SqlSource(false, new SqlFacts(List.of(), List.of(), List.of(), null), null);

  /** The facts of every rendering. */
  List<SqlFacts> renderings() {
    return init == null ? List.of(facts) : Stream.of(facts, init).toList();
  }
}
