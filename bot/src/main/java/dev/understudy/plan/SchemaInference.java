package dev.understudy.plan;

import dev.understudy.artifact.Identifier;
import dev.understudy.artifact.Node;
import dev.understudy.artifact.Schema;
import dev.understudy.artifact.Schema.Column;
import dev.understudy.sql.Analysis;
import dev.understudy.sql.Analysis.Relation;
import dev.understudy.sql.SqlAnalyzer;
import dev.understudy.sql.SqlAnalyzer.Inferred;
import dev.understudy.sql.Verdict;
import dev.understudy.sql.ansi.ExternalColumns;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Infers the columns of tables from the statements of the plan that read them. Works on the stage's
 * names, in the plan's order, so that what is known of one table helps with the next.
 */
final class SchemaInference {
  private static final Pattern PASSES_ON =
      Pattern.compile("(?i)\\bSELECT\\s+(?:\\w+\\s*\\.\\s*)*\\*");

  /** So long readers are asked; a plan that names what is left is better than one that is late. */
  private static final Duration LONGEST = Duration.ofSeconds(20);

  private final long begun = System.nanoTime();
  private final Map<Node, Member> members;
  private final Definitions definitions;
  private final SqlAnalyzer analyzer;
  private final Map<Identifier, Node> byStage = new LinkedHashMap<>();
  private final Map<Node, Guess> guesses = new LinkedHashMap<>();
  private final Map<Node, Optional<Schema>> known = new LinkedHashMap<>();

  SchemaInference(
      Map<Node, Member> members, Definitions definitions, SqlAnalyzer analyzer, Set<Node> waiting) {
    this.members = members;
    this.definitions = definitions;
    this.analyzer = analyzer;
    waiting.forEach(node -> guesses.put(node, seed(node)));
    members.forEach((node, member) -> byStage.put(member.stageId(), node));
    for (Map.Entry<Node, Member> entry : members.entrySet()) {
      read(entry.getKey(), entry.getValue());
    }
  }

  /** What the other database's SQL tells of an external query. */
  private Guess seed(Node node) {
    Guess guess = new Guess();
    definitions
        .externalSql(node)
        .flatMap(ExternalColumns::of)
        .ifPresent(
            found -> {
              List<String> undecided =
                  found.schema().columns().stream()
                      .map(Column::name)
                      .filter(name -> !found.decided().contains(name))
                      .toList();
              guess.add(new Inferred(found.schema(), undecided, null));
              guess.closed = true;
            });
    return guess;
  }

  /** What came out for one table: a schema, or the reason why there is none. */
  record Outcome(Schema schema, List<String> undecided, @Nullable String reason) {}

  Outcome of(Node node) {
    Guess guess = guesses.getOrDefault(node, new Guess());
    String reason = null;
    if (guess.open != null) {
      reason = "the columns of " + node + " cannot be known: " + guess.open + remedy(node);
    } else if (guess.columns.isEmpty()) {
      reason = "the columns of " + node + " cannot be known: nothing names any" + remedy(node);
    }
    return new Outcome(
        new Schema(List.copyOf(guess.columns.values())), List.copyOf(guess.undecided), reason);
  }

  private static String remedy(Node node) {
    return "; add external-schemas/"
        + node.id().toString().replace('.', '/')
        + ".yaml, or configure an identity that may read its metadata";
  }

  /** What one table's readers say together. */
  private static final class Guess {
    private final Map<String, Column> columns = new LinkedHashMap<>();
    private final Set<String> undecided = new LinkedHashSet<>();
    private @Nullable String open;
    private boolean closed;

    /** What a reader declares to pass on is more than a guess. */
    void declare(Column column) {
      if (!columns.containsKey(column.name()) || undecided.contains(column.name())) {
        columns.put(column.name(), column);
        undecided.remove(column.name());
      }
    }

    void add(Inferred inferred) {
      inferred.undecided().stream().filter(text -> text.contains(" ")).forEach(undecided::add);
      for (Column column : inferred.schema().columns()) {
        boolean decided = !inferred.undecided().contains(column.name());
        boolean better = decided && undecided.contains(column.name());
        if (!columns.containsKey(column.name()) || better) {
          columns.put(column.name(), column);
          undecided.remove(column.name());
          if (!decided) {
            undecided.add(column.name());
          }
        }
      }
    }
  }

  private void read(Node node, Member member) {
    String statement = statement(member);
    if (statement == null) {
      return;
    }
    Set<Identifier> unknown = new LinkedHashSet<>();
    for (Node need : needs(member)) {
      if (guesses.containsKey(need)) {
        unknown.add(wildOf(need));
      }
    }
    if (unknown.isEmpty()) {
      return;
    }
    if (System.nanoTime() - begun > LONGEST.toNanos()) {
      unknown.forEach(stage -> giveUp(node, nodeOf(stage)));
      return;
    }
    Optional<Schema> declared =
        isAlone(member, unknown.size()) && PASSES_ON.matcher(statement).find()
            ? definitions.catalog().find(node).flatMap(definitions::declared)
            : Optional.empty();
    if (declared.isPresent()) {
      inferFrom(declared.get(), node, analysis(statement, member, false), unknown);
      return;
    }
    Map<Identifier, Inferred> inferred =
        analyzer.infer(analysis(statement, member, false), unknown);
    inferred.forEach((stage, found) -> merge(node, nodeOf(stage), found));
  }

  private void giveUp(Node reader, @Nullable Node table) {
    Guess guess = table == null ? null : guesses.get(table);
    if (guess != null && !guess.closed && guess.open == null) {
      guess.open =
          "inferring the columns of this plan's placeholders took longer than "
              + LONGEST.toSeconds()
              + " s, and "
              + reader
              + ", which reads it, was not asked";
    }
  }

  /** A reader that passes everything on and declares its own columns tells the table's. */
  private void inferFrom(Schema declared, Node reader, Analysis plain, Set<Identifier> unknown) {
    Identifier stage = unknown.iterator().next();
    Node table = nodeOf(stage);
    Guess guess = table == null ? null : guesses.get(table);
    if (guess == null) {
      return;
    }
    declared.columns().forEach(guess::declare);
    Map<Identifier, Relation> relations = new LinkedHashMap<>(plain.relations());
    relations.put(
        stage, new Relation(new Schema(List.copyOf(guess.columns.values())), List.of(), List.of()));
    Analysis seeded =
        new Analysis(
            plain.sql(),
            plain.project(),
            plain.dataset(),
            relations,
            plain.routines(),
            plain.parameters(),
            false);
    Inferred found = analyzer.infer(seeded, Set.of(stage)).get(stage);
    if (found == null) {
      return;
    }
    guess.columns.clear();
    found.schema().columns().forEach(column -> guess.columns.put(column.name(), column));
    boolean passesOn = found.open() != null && found.open().contains("SELECT *");
    guess.open = found.open() == null || passesOn ? null : reader + " " + found.open();
  }

  private boolean isAlone(Member member, int unknowns) {
    return unknowns == 1 && needs(member).stream().filter(n -> !n.routine()).count() == 1;
  }

  private void merge(Node reader, @Nullable Node table, Inferred found) {
    Guess guess = table == null ? null : guesses.get(table);
    if (guess == null) {
      return;
    }
    guess.add(found);
    if (found.open() != null && !guess.closed) {
      guess.open = reader + " " + found.open();
    }
  }

  private Analysis analysis(String statement, Member member, boolean withGuesses) {
    Map<Identifier, Relation> relations = new LinkedHashMap<>();
    Map<Identifier, Analysis.Routine> routines = new LinkedHashMap<>();
    gather(member, relations, routines, withGuesses, new LinkedHashSet<>());
    Identifier stage = member.stageId();
    return new Analysis(
        statement, stage.project(), stage.dataset(), relations, routines, Map.of(), false);
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
    Guess guess = guesses.get(node);
    if (guess != null) {
      return Optional.of(new Schema(List.copyOf(guess.columns.values())));
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

  private static @Nullable String statement(Member member) {
    return switch (member.step()) {
      case Step.CreateTableLikeQuery like -> like.query().sql();
      case Step.CreateTableForQuery checked -> checked.query().sql();
      case Step.RunStatements run when !member.kind().isRoutine() && run.statements().size() == 1 ->
          run.statements().get(0);
      default -> null;
    };
  }

  private List<Node> needs(Member member) {
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

  private Member member(Node node) {
    return java.util.Objects.requireNonNull(members.get(node));
  }

  private @Nullable Node nodeOf(Identifier stage) {
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
  private Identifier wildOf(Node node) {
    Identifier stage = member(node).stageId();
    if (!node.id().isWildcard()) {
      return stage;
    }
    String prefix = stage.name().substring(0, stage.name().length() - "20200101".length());
    return new Identifier(stage.project(), stage.dataset(), prefix + "*");
  }
}
