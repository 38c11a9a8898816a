package dev.understudy.sql.googlesql;

import com.google.zetasql.Analyzer;
import com.google.zetasql.AnalyzerOptions;
import com.google.zetasql.LanguageOptions;
import com.google.zetasql.SqlException;
import com.google.zetasql.ZetaSQLOptions.ErrorMessageMode;
import com.google.zetasql.resolvedast.ResolvedNodes.ResolvedStatement;
import dev.understudy.artifact.Identifier;
import dev.understudy.sql.Analysis;
import dev.understudy.sql.Reference;
import dev.understudy.sql.Span;
import dev.understudy.sql.SqlAnalyzer.Inferred;
import dev.understudy.sql.SqlFacts;
import dev.understudy.sql.SqlFacts.SqlError;
import dev.understudy.sql.SqlStatement;
import dev.understudy.sql.Verdict;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Analyses statements against a catalog made for each. Runs in the worker. */
final class Analyst {
  private static final Pattern SCRIPTED =
      Pattern.compile(
          "(?i)(BEGIN|DECLARE|SET|IF|LOOP|WHILE|REPEAT|FOR|CASE|EXECUTE|RAISE|RETURN)\\b(?!\\s+TRANSACTION)");

  private static final int REMEMBERED = 64;

  private final LanguageOptions language;
  private final Map<String, SqlFacts> facts =
      new LinkedHashMap<>(16, 0.75f, true) {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<String, SqlFacts> eldest) {
          return size() > REMEMBERED;
        }
      };
  private @Nullable Catalogs catalogs;

  Analyst(LanguageOptions language) {
    this.language = language;
  }

  LanguageOptions language() {
    return language;
  }

  private Catalogs catalogs() {
    if (catalogs == null) {
      catalogs = new Catalogs(language);
    }
    return catalogs;
  }

  /** The facts of a text; those of the last few are remembered, for inference asks again. */
  SqlFacts facts(String sql) {
    return facts.computeIfAbsent(sql, text -> ScriptReader.read(text, language));
  }

  Verdict analyze(Analysis analysis) {
    SqlFacts facts = facts(analysis.sql());
    if (facts.error() != null) {
      return invalid(facts.error());
    }
    if (!facts.externalQueries().isEmpty()) {
      return new Verdict.Unknown("EXTERNAL_QUERY: the other database alone knows its columns");
    }
    Environment environment = new Environment(this, catalogs(), analysis);
    try {
      return decide(analysis, facts, environment);
    } catch (Refused e) {
      return e.verdict();
    } finally {
      environment.close();
      catalogs().clear();
    }
  }

  private Verdict decide(Analysis analysis, SqlFacts facts, Environment environment) {
    List<Reference> references = new ArrayList<>(facts.references());
    environment.register(references, analysis.sql());
    for (SqlStatement statement : facts.statements()) {
      if (statement.created() != null) {
        references.add(statement.created());
      }
    }
    Normalized normal =
        Normalized.of(analysis.sql(), references, environment.defaults(), environment.filled());
    Verdict verdict = new Verdict.Unknown("there is no statement");
    for (SqlStatement statement : facts.statements()) {
      verdict = statement(statement, normal, analysis, environment);
      if (!(verdict instanceof Verdict.Valid)) {
        return verdict;
      }
    }
    return verdict;
  }

  private Verdict statement(
      SqlStatement statement, Normalized normal, Analysis analysis, Environment environment) {
    Span span = normal.here(statement.span());
    String sql = normal.text().substring(span.start(), span.end());
    if (SCRIPTED.matcher(sql).lookingAt()) {
      return new Verdict.Unknown("a script: its statements depend on variables");
    }
    try {
      if (analysis.execute() && Executor.runs(statement)) {
        return new Executor(environment).run(sql, statement);
      }
      ResolvedStatement resolved =
          Analyzer.analyzeStatement(sql, environment.options(), environment.root());
      environment.registerTemporary(sql, statement, resolved);
      return Outputs.of(resolved);
    } catch (SqlException e) {
      return refuse(normal.placed(Errors.of(e), span.start()));
    }
  }

  private static Verdict refuse(SqlError error) {
    String lacking = Gaps.in(error.message());
    return lacking == null ? invalid(error) : new Verdict.Unknown(lacking);
  }

  private static Verdict invalid(SqlError error) {
    return new Verdict.Invalid(error.message(), error.line(), error.column());
  }

  /**
   * The options for type checks; rewriting resolved trees is left out, it costs and tells nothing.
   */
  AnalyzerOptions options(Map<String, String> parameters) {
    AnalyzerOptions options = new AnalyzerOptions();
    options.setLanguageOptions(language);
    options.setEnabledRewrites(Set.of());
    options.setPruneUnusedColumns(true);
    options.setErrorMessageMode(ErrorMessageMode.ERROR_MESSAGE_ONE_LINE);
    options.setAllowUndeclaredParameters(true);
    options.setDefaultTimezone("UTC");
    options.addDdlPseudoColumn("_PARTITIONTIME", Types.simple("TIMESTAMP"));
    options.addDdlPseudoColumn("_PARTITIONDATE", Types.simple("DATE"));
    parameters.forEach((name, type) -> options.addQueryParameter(name, Types.simple(type)));
    return options;
  }

  Map<Identifier, Inferred> infer(Analysis analysis, Set<Identifier> unknown) {
    return new Inference(this, analysis, unknown).run();
  }

  /** Thrown where a definition that a statement needs is missing or cannot be had. */
  static final class Refused extends RuntimeException {
    private static final long serialVersionUID = 1L;
    private final transient Verdict verdict;

    Refused(Verdict verdict) {
      super(verdict.toString());
      this.verdict = verdict;
    }

    Verdict verdict() {
      return verdict;
    }
  }
}
