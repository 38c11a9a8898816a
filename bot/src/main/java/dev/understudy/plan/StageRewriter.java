package dev.understudy.plan;

import dev.understudy.artifact.Artifact;
import dev.understudy.artifact.Identifier;
import dev.understudy.artifact.Node;
import dev.understudy.sql.Reference;
import dev.understudy.sql.Rewrite.Replacement;
import dev.understudy.sql.SqlFacts;
import dev.understudy.sql.SqlStatement;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
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
    RangeVariables variables = new RangeVariables(text, facts);
    Map<String, String> wholes = new HashMap<>();
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
          String written = reference.form() == Reference.Form.LITERAL ? name : quoted(name);
          String alias = variables.alias(reference);
          replacements.add(new Replacement(reference.span(), written + alias));
          if (reference.implicitAlias() != null && alias.isEmpty()) {
            wholes.put(quoted(reference.implicitAlias()), written);
          }
        }
      }
    }
    replacements.addAll(variables.renamed(wholes));
    for (SqlFacts.ExternalQuery query : facts.externalQueries()) {
      Identifier to = staged.get(definitions.externalQuery(artifact, query));
      if (to != null) {
        replacements.add(new Replacement(query.span(), quoted(to.toString())));
      }
    }
    return new Rewritten(List.copyOf(replacements), List.copyOf(unstaged));
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
    Set<Identifier> ids = new LinkedHashSet<>();
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
