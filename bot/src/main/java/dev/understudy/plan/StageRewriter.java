package dev.understudy.plan;

import dev.understudy.artifact.Artifact;
import dev.understudy.artifact.Identifier;
import dev.understudy.artifact.Node;
import dev.understudy.sql.Reference;
import dev.understudy.sql.Rewrite.Replacement;
import dev.understudy.sql.SqlFacts;
import dev.understudy.sql.SqlStatement;
import dev.understudy.sql.Tokens;
import dev.understudy.sql.Tokens.Token;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Turns the names in one artifact's SQL into the stage's names. */
final class StageRewriter {
  private final Definitions definitions;
  private final StageNaming naming;
  private final Map<Node, Identifier> staged;

  /**
   * Rewrites names.
   *
   * @param staged what exists on the stage, wildcards among it
   */
  StageRewriter(Definitions definitions, StageNaming naming, Map<Node, Identifier> staged) {
    this.definitions = definitions;
    this.naming = naming;
    this.staged = staged;
  }

  /** The result for one text: what to replace, and what would go on reading production. */
  record Rewritten(List<Replacement> replacements, List<Unstaged> unstaged) {}

  /** A reference that has no copy on the stage. */
  record Unstaged(Reference reference, Node target) {}

  /**
   * Rewrites one text.
   *
   * @param text that the facts are of
   */
  Rewritten rewrite(Artifact artifact, String text, SqlFacts facts) {
    List<Replacement> replacements = new ArrayList<>();
    List<Unstaged> unstaged = new ArrayList<>();
    for (SqlStatement statement : facts.statements()) {
      List<Reference> names = new ArrayList<>(statement.references());
      if (statement.created() != null) {
        names.add(statement.created());
      }
      for (Reference reference : names) {
        Node target = definitions.resolve(reference, artifact);
        String name = stageName(target);
        if (name == null && definitions.makesTable(facts, target, artifact)) {
          name = naming.stageOf(target).toString();
        }
        if (name == null) {
          unstaged.add(new Unstaged(reference, target));
        } else {
          replacements.add(replacement(reference, target, name));
        }
      }
    }
    replacements.addAll(qualifiers(text, facts));
    for (SqlFacts.ExternalQuery query : facts.externalQueries()) {
      Identifier to = staged.get(definitions.externalQuery(artifact, query));
      if (to != null) {
        replacements.add(new Replacement(query.span(), quoted(to.toString())));
      }
    }
    return new Rewritten(List.copyOf(replacements), List.copyOf(unstaged));
  }

  /** A column may be qualified by its table's whole name, in one pair of quotes. */
  private static List<Replacement> qualifiers(String text, SqlFacts facts) {
    Map<String, Reference> tables = new HashMap<>();
    Set<Integer> starts = new HashSet<>();
    for (Reference reference : facts.references()) {
      starts.add(reference.span().start());
      if (reference.implicitAlias() && reference.path().size() > 1) {
        tables.put("`" + String.join(".", reference.path()) + "`", reference);
      }
    }
    List<Replacement> found = new ArrayList<>();
    if (tables.isEmpty()) {
      return found;
    }
    List<Token> tokens = Tokens.of(text);
    for (int i = 0; i + 1 < tokens.size(); i++) {
      Token token = tokens.get(i);
      Reference table = tables.get(token.text());
      boolean qualifies = table != null && tokens.get(i + 1).text().equals(".");
      if (qualifies && !starts.contains(token.span().start())) {
        found.add(
            new Replacement(token.span(), quoted(Objects.requireNonNull(table).path().getLast())));
      }
    }
    return found;
  }

  private static Replacement replacement(Reference reference, Node target, String name) {
    String written = reference.form() == Reference.Form.LITERAL ? name : quoted(name);
    return new Replacement(reference.span(), written + alias(reference, target, name));
  }

  /** A renamed table keeps its name as its alias where the statement gives it none. */
  private static String alias(Reference reference, Node target, String name) {
    boolean renamed = !name.endsWith("." + target.id().name());
    return renamed
            && reference.implicitAlias()
            && !target.isInformationSchema()
            && !target.id().isWildcard()
        ? " AS " + quoted(target.id().name())
        : "";
  }

  private @Nullable String stageName(Node target) {
    if (target.isInformationSchema()) {
      return informationSchema(target.id());
    }
    Identifier to = staged.get(target);
    if (to == null) {
      Node owner = definitions.owning(target);
      to = staged.containsKey(owner) ? naming.stageOf(target) : null;
    }
    return to == null ? null : to.toString();
  }

  private String informationSchema(Identifier id) {
    String scope = id.project();
    int dot = scope.lastIndexOf('.');
    String view = ".INFORMATION_SCHEMA." + id.name();
    if (dot < 0) {
      return naming.project() + view;
    }
    String last = scope.substring(dot + 1);
    if (last.startsWith("region-")) {
      return naming.project() + "." + last + view;
    }
    return naming.project() + "." + naming.datasetOf(scope.substring(0, dot), last) + view;
  }

  /** The source datasets whose INFORMATION_SCHEMA a text reads: they must exist on the stage. */
  Set<Identifier> informationSchemas(Artifact artifact, SqlFacts facts) {
    Set<Identifier> ids = new java.util.LinkedHashSet<>();
    for (Reference reference : facts.references()) {
      Node target = definitions.resolve(reference, artifact);
      String scope = target.id().project();
      if (target.isInformationSchema()
          && scope.contains(".")
          && !scope.substring(scope.lastIndexOf('.') + 1).startsWith("region-")) {
        ids.add(target.id());
      }
    }
    return ids;
  }

  private static String quoted(String name) {
    return "`" + name + "`";
  }
}
