package dev.understudy.plan;

import dev.understudy.artifact.Artifact;
import dev.understudy.artifact.Identifier;
import dev.understudy.artifact.Kind;
import dev.understudy.artifact.Node;
import dev.understudy.artifact.Schema;
import dev.understudy.failure.Problem;
import dev.understudy.source.FactsCache;
import dev.understudy.source.GitRepository;
import dev.understudy.source.Layout;
import dev.understudy.source.LayoutRules;
import dev.understudy.source.SourceTree;
import dev.understudy.sql.Analysis;
import dev.understudy.sql.Analysis.Relation;
import dev.understudy.sql.Reference;
import dev.understudy.sql.Span;
import dev.understudy.sql.SqlFacts;
import dev.understudy.sql.SqlStatement;
import dev.understudy.sql.Verdict;
import dev.understudy.sql.googlesql.GoogleSql;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Analyses every routine, view and query of a repository that can be decided from its own files,
 * and prints what is refused. Arguments: the repository, the revision, and {@code tests} to execute
 * the routines' tests too.
 */
public final class AnalysisCampaign {
  private final Definitions definitions;
  private final GoogleSql sql;
  private final Map<Node, Optional<Schema>> schemas = new LinkedHashMap<>();
  private final Map<String, Integer> counts = new TreeMap<>();

  private AnalysisCampaign(Definitions definitions, GoogleSql sql) {
    this.definitions = definitions;
    this.sql = sql;
  }

  /** Runs the campaign. */
  public static void main(String[] args) {
    try (GitRepository git = GitRepository.open(Path.of(args[0]));
        GoogleSql sql = GoogleSql.start()) {
      SourceTree tree = git.tree(git.commit(args[1]));
      SqlSources sources = new SqlSources(sql, FactsCache.inMemory());
      var catalog = Layout.read(tree, LayoutRules.BIGQUERY_ETL, path -> sources.facts(tree, path));
      NameRules names =
          new NameRules(
              Map.of("mozdata", "moz-fx-data-shared-prod"),
              List.of("mozfun", "moz-fx-data-shared-prod"));
      AnalysisCampaign campaign =
          new AnalysisCampaign(new Definitions(tree, catalog, names, sources), sql);
      long start = System.nanoTime();
      campaign.run(args.length > 2);
      System.out.println(campaign.counts);
      System.out.println((System.nanoTime() - start) / 1_000_000_000 + " s");
    }
  }

  private void run(boolean tests) {
    for (Artifact artifact : definitions.catalog().artifacts()) {
      String path = artifact.sqlPath();
      if (path == null) {
        continue;
      }
      switch (artifact.kind()) {
        case ROUTINE, PROCEDURE -> routine(artifact, tests);
        case VIEW -> view(artifact);
        case TABLE -> query(artifact);
        default -> {}
      }
    }
  }

  private void count(String what) {
    counts.merge(what, 1, Integer::sum);
  }

  private void routine(Artifact artifact, boolean tests) {
    String text = definitions.text(artifact, false);
    SqlFacts facts = definitions.sql(artifact).facts();
    for (SqlStatement statement : facts.statements()) {
      boolean creates = Definitions.createsRoutine(statement);
      if (creates || tests) {
        Verdict verdict = analyze(artifact, text, statement, !creates);
        note(creates ? "routine" : "test", artifact, verdict, text, statement);
      }
    }
  }

  private void view(Artifact artifact) {
    SqlFacts facts = definitions.sql(artifact).facts();
    if (definitions.sql(artifact).template()) {
      count("view template");
      return;
    }
    for (SqlStatement statement : facts.statements()) {
      if (statement.type() == SqlStatement.Type.CREATE_VIEW) {
        String text = definitions.text(artifact, false);
        note("view", artifact, analyze(artifact, text, statement, false), text, statement);
      }
    }
  }

  private void query(Artifact artifact) {
    SqlSource source = definitions.sql(artifact);
    if (source.template() || !source.facts().externalQueries().isEmpty()) {
      count("query template or external");
      return;
    }
    for (SqlStatement statement : source.facts().statements()) {
      boolean only = source.facts().statements().size() == 1;
      if (statement.type() == SqlStatement.Type.QUERY && only) {
        String text = definitions.text(artifact, false);
        note("query", artifact, analyze(artifact, text, statement, false), text, statement);
      }
    }
  }

  private void note(
      String kind,
      Artifact artifact,
      @Nullable Verdict verdict,
      String text,
      SqlStatement statement) {
    if (verdict == null) {
      count(kind + " undecidable");
    } else if (verdict instanceof Verdict.Valid) {
      count(kind + " valid");
    } else {
      count(kind + " " + verdict.getClass().getSimpleName());
      String first = text.substring(statement.span().start()).lines().findFirst().orElse("");
      System.out.println(kind + " " + artifact.path() + " " + verdict + " | " + first);
    }
  }

  private @Nullable Verdict analyze(
      Artifact artifact, String text, SqlStatement statement, boolean execute) {
    Map<Identifier, Relation> relations = new LinkedHashMap<>();
    Map<Identifier, Analysis.Routine> routines = new LinkedHashMap<>();
    if (!gather(artifact, List.of(statement), relations, routines, new LinkedHashSet<>())) {
      return null;
    }
    Span span = statement.span();
    return sql.analyze(
        new Analysis(
            text.substring(span.start(), span.end()),
            artifact.id().project(),
            artifact.id().dataset(),
            relations,
            routines,
            Map.of("submission_date", "DATE"),
            execute));
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
          return false;
        }
      }
    }
    return true;
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
    definitions
        .catalog()
        .find(table)
        .map(definitions::metadata)
        .filter(m -> m.partitionType() != null && m.partitionField() == null)
        .ifPresent(
            _ -> {
              pseudo.add(Schema.Column.of("_PARTITIONTIME", "TIMESTAMP"));
              pseudo.add(Schema.Column.of("_PARTITIONDATE", "DATE"));
            });
    Relation relation = new Relation(schema.get(), pseudo, List.of());
    relations.put(target.id(), relation);
    relations.put(written(artifact, reference), relation);
    return true;
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
    if (artifact.get().kind() != Kind.VIEW) {
      try {
        return Optional.ofNullable(definitions.schema(artifact.get()));
      } catch (Problem _) {
        return Optional.empty();
      }
    }
    if (definitions.sql(artifact.get()).template()) {
      return Optional.empty();
    }
    String text = definitions.text(artifact.get(), false);
    for (SqlStatement statement : definitions.sql(artifact.get()).facts().statements()) {
      if (statement.type() == SqlStatement.Type.CREATE_VIEW) {
        Verdict verdict = analyze(artifact.get(), text, statement, false);
        if (verdict instanceof Verdict.Valid valid) {
          return Optional.of(valid.output());
        }
      }
    }
    return Optional.empty();
  }
}
