package dev.understudy.plan;

import dev.understudy.artifact.Identifier;
import dev.understudy.artifact.Kind;
import dev.understudy.artifact.Schema;
import java.util.List;
import java.util.Map;

/** What makes one member of a stage exist. Every step may run twice. */
public sealed interface Step {
  /** A table made from a known schema, without rows. */
  record CreateTable(Identifier target, Schema schema, TableOptions options) implements Step {}

  /**
   * A table whose schema only its query tells: the query is dry-run on the stage, then the table is
   * made from the schema that the dry run returns.
   */
  record CreateTableLikeQuery(Identifier target, Query query, TableOptions options)
      implements Step {
    /** Whether the query reads the table that is to be made, which is not there to dry-run it. */
    boolean readsItself() {
      return query.sql().contains("`" + target + "`");
    }
  }

  /**
   * A table with declared columns whose query reads the change: the query is dry-run on the stage
   * and what it returns must fit the columns, then the table is made.
   */
  record CreateTableForQuery(Identifier target, Schema schema, Query query, TableOptions options)
      implements Step {}

  /**
   * A file for a bucket.
   *
   * @param name of the object
   */
  record Upload(String bucket, String name, String content) {}

  /**
   * A query that is dry-run.
   *
   * @param parameters the types of its named parameters
   * @param source where it comes from
   */
  record Query(String sql, Map<String, String> parameters, SourceMap source) {
    public Query {
      parameters = Map.copyOf(parameters);
    }
  }

  /**
   * Statements that make a view or the routines of one file, in order.
   *
   * @param kind VIEW, ROUTINE or PROCEDURE
   * @param statements each a complete statement with names of the stage only
   * @param sources where each comes from
   * @param uploads files that the statements load, put into the stage's bucket before them
   */
  record RunStatements(
      Identifier target,
      Kind kind,
      List<String> statements,
      List<SourceMap> sources,
      List<Upload> uploads)
      implements Step {
    /** Statements that load nothing. */
    public RunStatements(
        Identifier target, Kind kind, List<String> statements, List<SourceMap> sources) {
      this(target, kind, statements, sources, List.of());
    }

    public RunStatements {
      uploads = List.copyOf(uploads);
      statements = List.copyOf(statements);
      sources = List.copyOf(sources);
      if (statements.size() != sources.size()) {
        throw new IllegalArgumentException("each statement comes from somewhere");
      }
    }
  }

  /** Nothing can be made of it; the reason is one plain sentence. Its dependents are skipped. */
  record Impossible(Identifier target, String reason) implements Step {}

  /** What the step makes. */
  Identifier target();
}
