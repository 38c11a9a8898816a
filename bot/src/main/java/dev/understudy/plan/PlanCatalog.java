package dev.understudy.plan;

import dev.understudy.artifact.Identifier;
import dev.understudy.artifact.Node;
import dev.understudy.artifact.Schema;
import dev.understudy.sql.Analysis;
import dev.understudy.sql.Analysis.Relation;
import dev.understudy.sql.SqlAnalyzer;
import dev.understudy.sql.Verdict;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What the statements of a plan may name: the columns of its members as far as they are known by
 * now, and its routines. Names are the stage's.
 */
final class PlanCatalog {
  private static final String SUFFIX = "20200101";

  private final Map<Node, Member> members;
  private final Definitions definitions;
  private final SqlAnalyzer analyzer;
  private final Map<Node, TableGuess> guesses;
  private final Map<Identifier, Node> byStage = new LinkedHashMap<>();
  private final Map<Node, Optional<Schema>> known = new LinkedHashMap<>();

  /**
   * A catalog of a plan's members.
   *
   * @param guesses what is found out of the tables that nothing defines; it may grow
   */
  PlanCatalog(
      Map<Node, Member> members,
      Definitions definitions,
      SqlAnalyzer analyzer,
      Map<Node, TableGuess> guesses) {
    this.members = members;
    this.definitions = definitions;
    this.analyzer = analyzer;
    this.guesses = guesses;
    members.forEach((node, member) -> byStage.put(member.stageId(), node));
  }

  Member member(Node node) {
    return Objects.requireNonNull(members.get(node));
  }

  /** Remembers what a member's columns were found to be; none where they cannot be known. */
  void settle(Node node, Optional<Schema> columns) {
    known.put(node, columns);
  }

  /** The statement whose columns make a member, if one does. */
  static @Nullable String statement(Member member) {
    return switch (member.step()) {
      case Step.CreateTableLikeQuery like -> like.query().sql();
      case Step.CreateTableForQuery checked -> checked.query().sql();
      case Step.RunStatements run when !member.kind().isRoutine() && run.statements().size() == 1 ->
          run.statements().get(0);
      default -> null;
    };
  }

  /**
   * A member's statement with all that is known around it.
   *
   * @param withGuesses whether tables that nothing defines have the columns found so far, or are
   *     left out
   */
  Analysis analysis(String statement, Member member, boolean withGuesses) {
    Map<Identifier, Relation> relations = new LinkedHashMap<>();
    Map<Identifier, Analysis.Routine> routines = new LinkedHashMap<>();
    gather(member, relations, routines, withGuesses, new LinkedHashSet<>());
    Identifier stage = member.stageId();
    return new Analysis(
        statement,
        stage.project(),
        stage.dataset(),
        relations,
        routines,
        parameters(member.step()),
        false);
  }

  /** The same question with one table more. */
  static Analysis with(Analysis plain, Identifier table, Schema columns) {
    Map<Identifier, Relation> relations = new LinkedHashMap<>(plain.relations());
    relations.put(table, new Relation(columns, List.of(), List.of()));
    return new Analysis(
        plain.sql(),
        plain.project(),
        plain.dataset(),
        relations,
        plain.routines(),
        plain.parameters(),
        false);
  }

  private static Map<String, String> parameters(Step step) {
    return switch (step) {
      case Step.CreateTableLikeQuery like -> like.query().parameters();
      case Step.CreateTableForQuery checked -> checked.query().parameters();
      case Step.CreateTable _, Step.RunStatements _, Step.Impossible _ -> Map.of();
    };
  }

  private void gather(
      Member member,
      Map<Identifier, Relation> relations,
      Map<Identifier, Analysis.Routine> routines,
      boolean withGuesses,
      Set<Node> seen) {
    for (Node need : needs(member)) {
      if (!seen.add(need)) {
        continue;
      }
      Member needed = member(need);
      if (need.routine()) {
        if (needed.step() instanceof Step.RunStatements run) {
          Routines.register(run, member.stageId().project(), routines);
        }
        gather(needed, relations, routines, withGuesses, seen);
      } else if (withGuesses || !guesses.containsKey(need)) {
        schema(need)
            .ifPresent(s -> relations.put(wildOf(need), new Relation(s, List.of(), List.of())));
      }
    }
  }

  /** The columns of a member as far as they are known by now. */
  private Optional<Schema> schema(Node node) {
    TableGuess guess = guesses.get(node);
    if (guess != null) {
      return Optional.of(guess.schema());
    }
    Optional<Schema> found = known.get(node);
    if (found == null) {
      found = compute(node);
      known.put(node, found);
    }
    return found;
  }

  private Optional<Schema> compute(Node node) {
    Member member = member(node);
    if (member.step() instanceof Step.CreateTable table) {
      return Optional.of(table.schema());
    }
    Optional<Schema> declared = definitions.catalog().find(node).flatMap(definitions::declared);
    if (declared.isPresent()) {
      return declared;
    }
    String statement = statement(member);
    if (statement == null) {
      return Optional.empty();
    }
    return analyzer.analyze(analysis(statement, member, true)) instanceof Verdict.Valid valid
        ? Optional.of(valid.output())
        : Optional.empty();
  }

  /** The members that a member directly needs. */
  List<Node> needs(Member member) {
    List<Node> needs = new ArrayList<>();
    for (Identifier id : member.dependsOn()) {
      Node table = Node.table(id);
      Node routine = Node.routine(id);
      if (members.containsKey(table)) {
        needs.add(table);
      }
      if (members.containsKey(routine)) {
        needs.add(routine);
      }
    }
    return needs;
  }

  /** The member that statements on the stage read by a name. */
  @Nullable Node nodeOf(Identifier stage) {
    Node direct = byStage.get(stage);
    if (direct != null || !stage.isWildcard()) {
      return direct;
    }
    for (Map.Entry<Identifier, Node> entry : byStage.entrySet()) {
      if (entry.getValue().id().isWildcard() && stage.matches(entry.getKey())) {
        return entry.getValue();
      }
    }
    return null;
  }

  /** The name by which statements on the stage read a member. */
  Identifier wildOf(Node node) {
    Identifier stage = member(node).stageId();
    if (!node.id().isWildcard()) {
      return stage;
    }
    String prefix = stage.name().substring(0, stage.name().length() - SUFFIX.length());
    return new Identifier(stage.project(), stage.dataset(), prefix + "*");
  }
}
