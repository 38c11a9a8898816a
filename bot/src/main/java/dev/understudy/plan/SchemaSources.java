package dev.understudy.plan;

import dev.understudy.artifact.Identifier;
import dev.understudy.artifact.Node;
import dev.understudy.artifact.Schema;
import dev.understudy.failure.Location;
import dev.understudy.sql.SqlAnalyzer;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;

/** Finds the columns of tables that the repository does not declare: told, or inferred. */
public final class SchemaSources {
  /** Marks a step that waits for a schema. */
  static final String UNKNOWN = "its columns are not known";

  private final List<Function<Identifier, Optional<Schema>>> sources;
  private final SqlAnalyzer analyzer;

  /**
   * Asks these in order, and infers what none of them knows.
   *
   * @param sources such as production's metadata and the folder of external schemas
   */
  public SchemaSources(List<Function<Identifier, Optional<Schema>>> sources, SqlAnalyzer analyzer) {
    this.sources = List.copyOf(sources);
    this.analyzer = analyzer;
  }

  /** Replaces the steps that wait for a schema. */
  void fill(Map<Node, Member> members, Definitions definitions, List<Finding> findings) {
    Set<Node> waiting = new LinkedHashSet<>();
    for (Map.Entry<Node, Member> entry : members.entrySet()) {
      Member member = entry.getValue();
      if (member.step() instanceof Step.Impossible step && step.reason().equals(UNKNOWN)) {
        Optional<Schema> told = told(member.id());
        if (told.isPresent()) {
          entry.setValue(with(member, told.get(), false));
        } else {
          waiting.add(entry.getKey());
        }
      }
    }
    if (!waiting.isEmpty()) {
      infer(members, definitions, findings, waiting);
    }
  }

  private Optional<Schema> told(Identifier id) {
    return sources.stream().map(source -> source.apply(id)).flatMap(Optional::stream).findFirst();
  }

  private void infer(
      Map<Node, Member> members,
      Definitions definitions,
      List<Finding> findings,
      Set<Node> waiting) {
    SchemaInference inference = new SchemaInference(members, definitions, analyzer, waiting);
    for (Node node : waiting) {
      Member member = java.util.Objects.requireNonNull(members.get(node));
      SchemaInference.Outcome outcome = inference.of(node);
      if (outcome.reason() != null) {
        String reason = outcome.reason();
        findings.add(Finding.error(node.id(), Location.NONE, reason));
        members.put(node, with(member, new Step.Impossible(member.stageId(), reason), true));
        continue;
      }
      members.put(node, with(member, outcome.schema(), true));
      if (!outcome.undecided().isEmpty()) {
        findings.add(
            Finding.warning(
                node.id(),
                Location.NONE,
                "inferred: nothing decides the type of "
                    + String.join(", ", outcome.undecided())
                    + "; STRING is a guess"));
      }
    }
  }

  private static Member with(Member member, Schema schema, boolean inferred) {
    return with(
        member, new Step.CreateTable(member.stageId(), schema, TableOptions.NONE), inferred);
  }

  /** The member with another step. */
  static Member with(Member m, Step step, boolean inferred) {
    return new Member(
        m.id(),
        m.kind(),
        m.origin(),
        m.path(),
        m.reason(),
        m.why(),
        m.requiredBy(),
        m.dependsOn(),
        m.wave(),
        inferred,
        step);
  }
}
