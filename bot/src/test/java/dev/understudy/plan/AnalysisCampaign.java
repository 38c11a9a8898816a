package dev.understudy.plan;

import dev.understudy.artifact.Artifact;
import dev.understudy.source.FactsCache;
import dev.understudy.source.GitRepository;
import dev.understudy.source.Layout;
import dev.understudy.source.LayoutRules;
import dev.understudy.source.SourceTree;
import dev.understudy.sql.Analysis;
import dev.understudy.sql.SqlFacts;
import dev.understudy.sql.SqlStatement;
import dev.understudy.sql.Verdict;
import dev.understudy.sql.googlesql.GoogleSql;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Analyses every routine, view and query of a repository that can be decided from its own files,
 * and prints what is refused. Arguments: the repository, the revision, and {@code tests} to execute
 * the routines' tests too, or {@code drops} to take a column away from under each view and query.
 */
public final class AnalysisCampaign {
  private final Definitions definitions;
  private final Surroundings surroundings;
  private final GoogleSql sql;
  private final String also;
  private final Map<String, Integer> counts = new TreeMap<>();

  private AnalysisCampaign(Definitions definitions, GoogleSql sql, String also) {
    this.definitions = definitions;
    this.surroundings = new Surroundings(definitions, sql);
    this.sql = sql;
    this.also = also;
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
          new AnalysisCampaign(
              new Definitions(tree, catalog, names, sources), sql, args.length > 2 ? args[2] : "");
      long start = System.nanoTime();
      campaign.run();
      System.out.println(campaign.counts);
      System.out.println((System.nanoTime() - start) / 1_000_000_000 + " s");
    }
  }

  private void run() {
    for (Artifact artifact : definitions.catalog().artifacts()) {
      if (artifact.sqlPath() == null) {
        continue;
      }
      switch (artifact.kind()) {
        case ROUTINE, PROCEDURE -> routine(artifact);
        case VIEW -> view(artifact);
        case TABLE -> query(artifact);
        default -> {}
      }
    }
  }

  private void count(String what) {
    counts.merge(what, 1, Integer::sum);
  }

  private void routine(Artifact artifact) {
    String text = definitions.text(artifact, false);
    int after = 0;
    for (SqlStatement statement : definitions.sql(artifact).facts().statements()) {
      if (Definitions.createsRoutine(statement)) {
        note("routine", artifact, verdict(artifact, text, List.of(statement), false));
      } else if (also.equals("tests")) {
        Verdict verdict = verdict(artifact, text, List.of(statement), true);
        String before = text.substring(after, statement.span().start());
        test(artifact, verdict, before.contains("#xfail"));
      }
      after = statement.span().end();
    }
  }

  /** A test says what it expects in an error that it raises. */
  private void test(Artifact artifact, @Nullable Verdict verdict, boolean expectedToFail) {
    if (expectedToFail && verdict instanceof Verdict.Invalid) {
      count("test fails as expected");
    } else if (expectedToFail && verdict instanceof Verdict.Valid) {
      count("test passes against expectation");
      System.out.println("test " + artifact.path() + " passes against expectation");
    } else if (verdict instanceof Verdict.Invalid(String message, _, _)
        && OrderDependent.explains(message)) {
      count("test order-dependent");
      System.out.println("test " + artifact.path() + " order-dependent: " + message);
    } else {
      note("test", artifact, verdict);
    }
  }

  private void view(Artifact artifact) {
    if (definitions.sql(artifact).template()) {
      count("view template");
      return;
    }
    for (SqlStatement statement : definitions.sql(artifact).facts().statements()) {
      if (statement.type() == SqlStatement.Type.CREATE_VIEW) {
        decide("view", artifact, List.of(statement));
      }
    }
  }

  private void query(Artifact artifact) {
    SqlSource source = definitions.sql(artifact);
    SqlFacts facts = source.facts();
    if (source.template() || !facts.externalQueries().isEmpty()) {
      count(source.template() ? "query template" : "query external");
    } else if (!facts.statements().isEmpty()) {
      decide(
          artifact.path().endsWith("query.sql") ? "query" : "script", artifact, facts.statements());
    }
  }

  private void decide(String kind, Artifact artifact, List<SqlStatement> statements) {
    Analysis analysis =
        surroundings.of(artifact, definitions.text(artifact, false), statements, false);
    Verdict verdict = analysis == null ? null : sql.analyze(analysis);
    note(kind, artifact, verdict);
    if (also.equals("drops") && analysis != null && verdict instanceof Verdict.Valid) {
      ColumnDrop.of(analysis)
          .ifPresent(drop -> note("drop in " + kind, artifact, sql.analyze(drop.analysis()), drop));
    }
  }

  private void note(String kind, Artifact artifact, Verdict verdict, ColumnDrop drop) {
    count(kind + " " + verdict.getClass().getSimpleName());
    if (!(verdict instanceof Verdict.Invalid)) {
      System.out.println(kind + " " + artifact.path() + " " + drop.column() + " not rejected");
    }
  }

  private void note(String kind, Artifact artifact, @Nullable Verdict verdict) {
    if (verdict == null) {
      String missing = surroundings.missing();
      count(kind + " undecidable, " + missing.substring(0, missing.indexOf(':')));
      System.out.println(kind + " " + artifact.path() + " undecidable: " + missing);
      return;
    }
    count(kind + " " + verdict.getClass().getSimpleName());
    if (!(verdict instanceof Verdict.Valid)) {
      System.out.println(kind + " " + artifact.path() + " " + verdict);
    }
  }

  private @Nullable Verdict verdict(
      Artifact artifact, String text, List<SqlStatement> statements, boolean execute) {
    Analysis analysis = surroundings.of(artifact, text, statements, execute);
    return analysis == null ? null : sql.analyze(analysis);
  }
}
