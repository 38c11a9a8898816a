package dev.understudy.plan;

import dev.understudy.artifact.Identifier;
import dev.understudy.sql.Analysis;
import dev.understudy.sql.Tokens;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** Names the routines that a step makes. */
final class Routines {
  private Routines() {}

  /** Each statement of a routine's step names its routine behind FUNCTION or PROCEDURE. */
  static void register(
      Step.RunStatements run, String project, Map<Identifier, Analysis.Routine> routines) {
    for (String statement : run.statements()) {
      List<Tokens.Token> tokens = Tokens.of(statement);
      for (int i = 0; i + 1 < tokens.size(); i++) {
        String word = tokens.get(i).text().toUpperCase(Locale.ROOT);
        if (word.equals("FUNCTION") || word.equals("PROCEDURE")) {
          String name = tokens.get(i + 1).text();
          routines.put(Identifier.parse(name), new Analysis.Routine(statement, project));
          break;
        }
      }
    }
  }
}
