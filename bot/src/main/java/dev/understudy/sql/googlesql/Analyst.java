package dev.understudy.sql.googlesql;

import com.google.zetasql.LanguageOptions;
import dev.understudy.artifact.Identifier;
import dev.understudy.sql.Analysis;
import dev.understudy.sql.SqlAnalyzer.Inferred;
import dev.understudy.sql.Verdict;
import java.util.Map;
import java.util.Set;

/** Analyses statements against a catalog made for each. Runs in the worker. */
final class Analyst {
  private final LanguageOptions language;

  Analyst(LanguageOptions language) {
    this.language = language;
  }

  Verdict analyze(Analysis analysis) {
    return new Verdict.Unknown(String.valueOf(language));
  }

  Map<Identifier, Inferred> infer(Analysis analysis, Set<Identifier> unknown) {
    return Map.of();
  }
}
