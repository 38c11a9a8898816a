package dev.understudy.plan;

import dev.understudy.artifact.Identifier;
import dev.understudy.artifact.Node;
import dev.understudy.artifact.Schema;
import dev.understudy.failure.Location;
import dev.understudy.failure.Problem;
import dev.understudy.sql.SqlAnalyzer;
import java.time.Duration;
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

  /** A plan that names what is left is better than one that is late. */
  public static final Duration PATIENCE = Duration.ofSeconds(20);

  private final SqlAnalyzer analyzer;
  private final Duration patience;

  /**
   * Asks these in order, and infers what none of them knows.
   *
   * @param sources such as production's metadata and the folder of external schemas
   * @param patience how long one plan's readers are asked for columns
   */
  public SchemaSources(
      List<Function<Identifier, Optional<Schema>>> sources,
      SqlAnalyzer analyzer,
      Duration patience) {
    this.sources = List.copyOf(sources);
    this.analyzer = analyzer;
    this.patience = patience;
  }

  /** Replaces the steps that wait for a schema. */
  void fill(Map<Node, Member> members, Definitions definitions, List<Finding> findings) {
    Set<Node> waiting = new LinkedHashSet<>();
    for (Map.Entry<Node, Member> entry : members.entrySet()) {
      Member member = entry.getValue();
      if (waits(member.step())) {
        try {
          told(member.id())
              .ifPresentOrElse(
                  schema -> entry.setValue(with(member, schema, false)),
                  () -> waiting.add(entry.getKey()));
        } catch (Problem problem) {
          entry.setValue(unreadable(member, problem, findings));
        }
      }
    }
    if (!waiting.isEmpty()) {
      SchemaInference inference = new SchemaInference(members, definitions, analyzer, patience);
      inference.read(waiting);
      waiting.forEach(
          node ->
              members.computeIfPresent(
                  node, (_, member) -> settled(node, member, inference.of(node), findings)));
    }
  }

  /**
   * A file of the repository that cannot be read is the artifact's problem; others end the plan.
   */
  private static Member unreadable(Member member, Problem problem, List<Finding> findings) {
    String message = problem.getMessage();
    if (problem.location().path() == null || message == null) {
      throw problem;
    }
    findings.add(Finding.error(member.id(), problem.location(), message));
    String reason = problem.location() + ": " + message;
    return with(member, new Step.Impossible(member.stageId(), reason), false);
  }

  private static boolean waits(Step step) {
    return switch (step) {
      case Step.Impossible(_, String reason) -> reason.equals(UNKNOWN);
      case Step.CreateTableLikeQuery like -> like.readsItself();
      case Step.CreateTable _, Step.CreateTableForQuery _, Step.RunStatements _ -> false;
    };
  }

  private Optional<Schema> told(Identifier id) {
    return sources.stream().map(source -> source.apply(id)).flatMap(Optional::stream).findFirst();
  }

  private static Member settled(
      Node node, Member member, SchemaInference.Outcome outcome, List<Finding> findings) {
    String reason = outcome.reason();
    if (reason != null) {
      findings.add(Finding.error(node.id(), Location.NONE, reason));
      return with(member, new Step.Impossible(member.stageId(), reason), true);
    }
    if (!outcome.undecided().isEmpty()) {
      findings.add(
          Finding.warning(
              node.id(),
              Location.NONE,
              "inferred: nothing decides the type of "
                  + String.join(", ", outcome.undecided())
                  + "; STRING is a guess"));
    }
    return with(member, outcome.schema(), true);
  }

  private static Member with(Member member, Schema schema, boolean inferred) {
    TableOptions options =
        member.step() instanceof Step.CreateTableLikeQuery like
            ? like.options()
            : TableOptions.NONE;
    return with(member, new Step.CreateTable(member.stageId(), schema, options), inferred);
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
