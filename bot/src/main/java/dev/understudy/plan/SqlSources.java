package dev.understudy.plan;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.understudy.failure.Location;
import dev.understudy.failure.Problem;
import dev.understudy.source.FactsCache;
import dev.understudy.source.SourceTree;
import dev.understudy.sql.SqlFacts;
import dev.understudy.sql.SqlFacts.SqlError;
import dev.understudy.sql.SqlReader;
import dev.understudy.sql.template.Jinja;
import java.io.IOException;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/** SQL files: rendered where they are templates, read once for each content, kept across runs. */
public final class SqlSources {
  private static final ObjectMapper JSON = new ObjectMapper();

  private final SqlReader reader;
  private final FactsCache cache;
  private final Map<String, SqlSource> read = new ConcurrentHashMap<>();

  /** Reads with a reader, through a cache. */
  public SqlSources(SqlReader reader, FactsCache cache) {
    this.reader = reader;
    this.cache = cache;
  }

  SqlSource read(SourceTree tree, String path) {
    String blob = blob(tree, path);
    SqlSource known = read.get(blob);
    if (known == null) {
      known = cached(blob).orElseGet(() -> readNow(tree, path, blob));
      read.put(blob, known);
    }
    return known;
  }

  /** The facts of a file, for layouts whose paths do not tell an artifact's name. */
  public SqlFacts facts(SourceTree tree, String path) {
    return read(tree, path).facts();
  }

  boolean known(SourceTree tree, String path) {
    String blob = blob(tree, path);
    return read.containsKey(blob) || cached(blob).isPresent();
  }

  private static String blob(SourceTree tree, String path) {
    return tree.blob(path)
        .orElseThrow(() -> Problem.at(Location.of(path), "there is no such file"));
  }

  String text(SourceTree tree, String path, boolean init) {
    String raw = tree.read(path);
    return Jinja.isTemplate(raw) ? rendered(raw, init, path) : raw;
  }

  private static String rendered(String raw, boolean init, String path) {
    Jinja.Rendered rendered = Jinja.render(raw, init);
    SqlError error = rendered.error();
    if (error != null) {
      throw Problem.at(new Location(path, error.line(), error.column()), error.message());
    }
    return rendered.text();
  }

  private Optional<SqlSource> cached(String blob) {
    byte @Nullable [] bytes = cache.get(blob);
    if (bytes == null) {
      return Optional.empty();
    }
    try {
      return Optional.of(JSON.readValue(bytes, SqlSource.class));
    } catch (IOException _) {
      return Optional.empty();
    }
  }

  private SqlSource readNow(SourceTree tree, String path, String blob) {
    String raw = tree.read(path);
    SqlSource source =
        Jinja.isTemplate(raw) ? template(raw) : new SqlSource(false, reader.read(raw), null);
    SqlError error = source.facts().error();
    if (error == null || error.line() > 0) {
      store(blob, source);
    }
    return source;
  }

  private SqlSource template(String raw) {
    Jinja.Rendered plain = Jinja.render(raw, false);
    SqlError error = plain.error();
    if (error != null) {
      return new SqlSource(true, SqlFacts.unreadable(error), null);
    }
    SqlFacts facts = reader.read(plain.text());
    Jinja.Rendered init = Jinja.render(raw, true);
    boolean same = init.error() != null || init.text().equals(plain.text());
    return new SqlSource(true, facts, same ? null : reader.read(init.text()));
  }

  private void store(String blob, SqlSource source) {
    try {
      cache.put(blob, JSON.writeValueAsBytes(source));
    } catch (IOException e) {
      throw new IllegalStateException("facts cannot be written as JSON", e);
    }
  }
}
