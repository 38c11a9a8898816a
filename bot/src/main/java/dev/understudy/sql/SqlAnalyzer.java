package dev.understudy.sql;

import dev.understudy.artifact.Identifier;
import dev.understudy.artifact.Schema;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Type-checks and runs statements offline. Safe for use by many threads. */
public interface SqlAnalyzer {
  /** Decides one statement. Never throws for what the statement holds. */
  Verdict analyze(Analysis analysis);

  /**
   * What a statement tells of tables that nothing defines: the columns it names in them.
   *
   * @param analysis the statement with all that is known around it; its relations lack the unknown
   *     tables, or hold the columns that a reader declares to pass on
   * @param unknown the tables to tell of
   * @return for each table that the statement names
   */
  Map<Identifier, Inferred> infer(Analysis analysis, Set<Identifier> unknown);

  /**
   * What one statement tells of a table.
   *
   * @param schema the columns it names, nested fields in records; types where a cast, a comparison
   *     with a literal, a function's signature or an operator decides them, STRING elsewhere
   * @param undecided paths of the columns whose type is a guess
   * @param open why more columns may exist that the statement passes on ({@code SELECT *}), or null
   */
  record Inferred(Schema schema, List<String> undecided, @Nullable String open) {
    public Inferred {
      undecided = List.copyOf(undecided);
    }
  }
}
