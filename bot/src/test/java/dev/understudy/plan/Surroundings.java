package dev.understudy.plan;

import dev.understudy.artifact.Artifact;
import dev.understudy.artifact.Identifier;
import dev.understudy.artifact.Kind;
import dev.understudy.artifact.Node;
import dev.understudy.artifact.Schema;
import dev.understudy.failure.Problem;
import dev.understudy.source.MetadataYaml;
import dev.understudy.sql.Analysis;
import dev.understudy.sql.Analysis.Relation;
import dev.understudy.sql.Reference;
import dev.understudy.sql.Span;
import dev.understudy.sql.SqlAnalyzer;
import dev.understudy.sql.SqlStatement;
import dev.understudy.sql.Verdict;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** All that statements of a repository name, as far as its own files tell. */
final class Surroundings {
  private final Definitions definitions;
  private final SqlAnalyzer sql;
  private final Map<Node, Optional<Schema>> schemas = new LinkedHashMap<>();
  private String missing = "";

  Surroundings(Definitions definitions, SqlAnalyzer sql) {
    this.definitions = definitions;
    this.sql = sql;
  }

  /** What to ask of statements that follow each other, or null where the files do not decide it. */
  @Nullable Analysis of(
      Artifact artifact, String text, List<SqlStatement> statements, boolean execute) {
    Map<Identifier, Relation> relations = new LinkedHashMap<>();
    Map<Identifier, Analysis.Routine> routines = new LinkedHashMap<>();
    if (!gather(artifact, statements, relations, routines, new LinkedHashSet<>())) {
      return null;
    }
    int start = statements.getFirst().span().start();
    String part = text.substring(start, statements.getLast().span().end());
    return new Analysis(
        part,
        artifact.id().project(),
        artifact.id().dataset(),
        relations,
        routines,
        QueryParameters.known(part, definitions.metadata(artifact), definitions.declared(artifact)),
        execute);
  }

  /** Why the last question could not be asked. */
  String missing() {
    return missing;
  }

  private boolean gather(
      Artifact artifact,
      List<SqlStatement> statements,
      Map<Identifier, Relation> relations,
      Map<Identifier, Analysis.Routine> routines,
      Set<Node> seen) {
    for (SqlStatement statement : statements) {
      for (Reference reference : statement.references()) {
        Node target = definitions.resolve(reference, artifact);
        if (target.isInformationSchema()) {
          continue;
        }
        boolean fine =
            target.routine()
                ? addRoutine(artifact, reference, target, relations, routines, seen)
                : addTable(artifact, reference, target, relations);
        if (!fine) {
          missing = lacking(target);
          return false;
        }
      }
    }
    return true;
  }

  private String lacking(Node target) {
    Optional<Artifact> artifact = definitions.catalog().find(target);
    String what =
        artifact.isEmpty()
            ? "nothing defines it"
            : artifact.get().kind() == Kind.VIEW ? "a view not decided" : "no schema";
    return what + ": " + target;
  }

  private boolean addTable(
      Artifact artifact, Reference reference, Node target, Map<Identifier, Relation> relations) {
    Node table = target;
    if (target.id().isWildcard()) {
      List<Artifact> matches = definitions.catalog().matching(target.id());
      if (matches.isEmpty()) {
        return false;
      }
      table = matches.get(matches.size() - 1).node();
    }
    Optional<Schema> schema = schema(table);
    if (schema.isEmpty()) {
      return false;
    }
    List<Schema.Column> pseudo = new ArrayList<>();
    if (target.id().isWildcard()) {
      pseudo.add(Schema.Column.of("_TABLE_SUFFIX", "STRING"));
    }
    if (mayBePartitionedByIngestion(table)) {
      pseudo.add(Schema.Column.of("_PARTITIONTIME", "TIMESTAMP"));
      pseudo.add(Schema.Column.of("_PARTITIONDATE", "DATE"));
    }
    Relation relation = new Relation(schema.get(), pseudo, List.of());
    relations.put(target.id(), relation);
    relations.put(written(artifact, reference), relation);
    return true;
  }

  /** Metadata that tells of no partitions does not deny them. */
  private boolean mayBePartitionedByIngestion(Node table) {
    MetadataYaml metadata =
        definitions.catalog().find(table).map(definitions::metadata).orElse(MetadataYaml.NONE);
    return metadata.partitionField() == null && metadata.range() == null;
  }

  private static Identifier written(Artifact artifact, Reference reference) {
    List<String> path = reference.path();
    int n = path.size();
    return new Identifier(
        n >= 3 ? String.join(".", path.subList(0, n - 2)) : artifact.id().project(),
        n >= 2 ? path.get(n - 2) : artifact.id().dataset(),
        path.get(n - 1));
  }

  private boolean addRoutine(
      Artifact artifact,
      Reference reference,
      Node target,
      Map<Identifier, Relation> relations,
      Map<Identifier, Analysis.Routine> routines,
      Set<Node> seen) {
    Node owner = definitions.owning(target);
    Optional<Artifact> routine = definitions.catalog().find(owner);
    if (routine.isEmpty()) {
      return false;
    }
    String text = definitions.text(routine.get(), false);
    for (SqlStatement statement : definitions.sql(routine.get()).facts().statements()) {
      Reference created = statement.created();
      if (created == null || !Definitions.createsRoutine(statement)) {
        continue;
      }
      if (definitions.resolve(created, routine.get()).equals(target)) {
        Span span = statement.span();
        Analysis.Routine known =
            new Analysis.Routine(
                text.substring(span.start(), span.end()), routine.get().id().project());
        routines.put(target.id(), known);
        routines.put(written(artifact, reference), known);
        if (seen.add(target)) {
          return gather(routine.get(), List.of(statement), relations, routines, seen);
        }
      }
    }
    return true;
  }

  private Optional<Schema> schema(Node table) {
    Optional<Schema> known = schemas.get(table);
    if (known == null) {
      schemas.put(table, Optional.empty());
      known = compute(table);
      schemas.put(table, known);
    }
    return known;
  }

  private Optional<Schema> compute(Node table) {
    Optional<Artifact> artifact = definitions.catalog().find(table);
    if (artifact.isEmpty()) {
      return Optional.empty();
    }
    if (artifact.get().kind() == Kind.VIEW) {
      return output(artifact.get(), SqlStatement.Type.CREATE_VIEW);
    }
    try {
      Schema declared = definitions.schema(artifact.get());
      return declared == null
          ? output(artifact.get(), SqlStatement.Type.QUERY)
          : Optional.of(declared);
    } catch (Problem _) {
      return Optional.empty();
    }
  }

  /** The columns of the one statement of a kind, the temporary functions before it included. */
  private Optional<Schema> output(Artifact artifact, SqlStatement.Type type) {
    SqlSource source = definitions.sql(artifact);
    List<SqlStatement> statements = source.facts().statements();
    if (source.template() || statements.isEmpty() || statements.getLast().type() != type) {
      return Optional.empty();
    }
    List<SqlStatement> asked =
        type == SqlStatement.Type.QUERY ? statements : List.of(statements.getLast());
    Analysis analysis = of(artifact, definitions.text(artifact, false), asked, false);
    return analysis != null && sql.analyze(analysis) instanceof Verdict.Valid valid
        ? Optional.of(valid.output())
        : Optional.empty();
  }
}
