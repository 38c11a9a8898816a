package dev.understudy.plan;

import dev.understudy.artifact.Identifier;
import dev.understudy.artifact.Node;
import dev.understudy.artifact.Schema;
import dev.understudy.artifact.Schema.Column;
import dev.understudy.sql.Analysis;
import dev.understudy.sql.SqlAnalyzer;
import dev.understudy.sql.SqlAnalyzer.Inferred;
import dev.understudy.sql.Verdict;
import dev.understudy.sql.ansi.ExternalColumns;
import java.time.Duration;
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

  /** A query's columns settle in one round more than they change in. */
  private static final int ROUNDS = 3;

  private final long begun = System.nanoTime();
  private final Map<Node, Member> members;
  private final Definitions definitions;
  private final SqlAnalyzer analyzer;
  private final Duration patience;
  private final Map<Node, TableGuess> guesses = new LinkedHashMap<>();
  private final Map<Node, Outcome> own = new LinkedHashMap<>();
  private final PlanCatalog catalog;

  SchemaInference(
      Map<Node, Member> members, Definitions definitions, SqlAnalyzer analyzer, Duration patience) {
    this.members = members;
    this.definitions = definitions;
    this.analyzer = analyzer;
    this.patience = patience;
    this.catalog = new PlanCatalog(members, definitions, analyzer, guesses);
  }

  /** What came out for one table: a schema, or the reason why there is none. */
  record Outcome(Schema schema, List<String> undecided, @Nullable String reason) {
    Outcome {
      undecided = List.copyOf(undecided);
    }
  }

  /** Asks every member of the plan about the tables that wait for their columns. */
  void read(Set<Node> waiting) {
    for (Node node : waiting) {
      if (!readsItself(catalog.member(node))) {
        guesses.put(node, seed(node));
      }
    }
    members.forEach(this::read);
  }

  /** What the other database's SQL tells of an external query. */
  private TableGuess seed(Node node) {
    TableGuess guess = new TableGuess();
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
              guess.close();
            });
    return guess;
  }

  Outcome of(Node node) {
    Outcome settled = own.get(node);
    if (settled != null) {
      return settled;
    }
    TableGuess guess = guesses.getOrDefault(node, new TableGuess());
    String open = guess.open();
    if (open == null && guess.schema().columns().isEmpty()) {
      open = "nothing names any";
    }
    return new Outcome(
        guess.schema(),
        guess.undecided(),
        open == null ? null : unknown(node) + open + remedy(node));
  }

  private static String unknown(Node node) {
    return "the columns of " + node + " cannot be known: ";
  }

  private static String remedy(Node node) {
    return "; add external-schemas/"
        + node.id().toString().replace('.', '/')
        + ".yaml, or configure an identity that may read its metadata";
  }

  private void read(Node node, Member member) {
    String statement = PlanCatalog.statement(member);
    if (statement == null) {
      return;
    }
    Set<Identifier> unknown = new LinkedHashSet<>();
    for (Node need : catalog.needs(member)) {
      if (guesses.containsKey(need)) {
        unknown.add(catalog.wildOf(need));
      }
    }
    boolean itself = readsItself(member);
    if (itself) {
      unknown.add(member.stageId());
    }
    if (unknown.isEmpty()) {
      return;
    }
    if (System.nanoTime() - begun > patience.toNanos()) {
      unknown.forEach(stage -> giveUp(node, catalog.nodeOf(stage)));
      return;
    }
    Analysis analysis = catalog.analysis(statement, member, false);
    Optional<Schema> declared = itself ? Optional.empty() : passedOn(node, member, statement);
    if (declared.isPresent() && unknown.size() == 1) {
      inferFrom(declared.get(), node, analysis, unknown.iterator().next());
      return;
    }
    Map<Identifier, Inferred> inferred = analyzer.infer(analysis, unknown);
    inferred.forEach((stage, found) -> merge(node, catalog.nodeOf(stage), found));
    if (itself) {
      settle(node, inferred.get(member.stageId()));
    }
  }

  private void giveUp(Node reader, @Nullable Node table) {
    String late =
        "inferring the columns of this plan's placeholders took longer than "
            + patience.toSeconds()
            + " s, and "
            + reader
            + ", which reads it, was not asked";
    TableGuess guess = guesses.get(table);
    if (guess != null && guess.open() == null) {
      guess.leaveOpen(late);
    } else if (reader.equals(table)) {
      own.put(reader, new Outcome(new Schema(List.of()), List.of(), unknown(reader) + late));
    }
  }

  /** What a reader declares that passes on all the columns of the one table that it reads. */
  private Optional<Schema> passedOn(Node node, Member member, String statement) {
    boolean alone = catalog.needs(member).stream().filter(need -> !need.routine()).count() == 1;
    return alone && PASSES_ON.matcher(statement).find()
        ? definitions.catalog().find(node).flatMap(definitions::declared)
        : Optional.empty();
  }

  private void inferFrom(Schema declared, Node reader, Analysis plain, Identifier stage) {
    TableGuess guess = guesses.get(catalog.nodeOf(stage));
    if (guess == null) {
      return;
    }
    declared.columns().forEach(guess::declare);
    Analysis seeded = PlanCatalog.with(plain, stage, guess.schema());
    Inferred found = analyzer.infer(seeded, Set.of(stage)).get(stage);
    if (found == null) {
      guess.leaveOpen(reader + ", which passes all of them on, could not be analysed to the end");
      return;
    }
    guess.replace(found.schema());
    if (found.open() != null && found.open().contains("SELECT *")) {
      guess.close();
    } else if (found.open() != null) {
      guess.leaveOpen(reader + " " + found.open());
    }
  }

  private void merge(Node reader, @Nullable Node table, Inferred found) {
    TableGuess guess = guesses.get(table);
    if (guess == null) {
      return;
    }
    guess.add(found);
    if (found.open() != null) {
      guess.leaveOpen(reader + " " + found.open());
    }
  }

  private static boolean readsItself(Member member) {
    return member.step() instanceof Step.CreateTableLikeQuery like && like.readsItself();
  }

  /**
   * A table whose query reads the table itself has the columns that the query returns over a table
   * of just these.
   *
   * @param named those that the query names of it
   */
  private void settle(Node node, @Nullable Inferred named) {
    Schema columns = named == null ? new Schema(List.of()) : named.schema();
    String open = named == null ? "cannot be analysed" : named.open();
    boolean settled = false;
    for (int i = 0; i < ROUNDS && open == null && !settled; i++) {
      Member member = catalog.member(node);
      String statement = String.valueOf(PlanCatalog.statement(member));
      Analysis plain = catalog.analysis(statement, member, true);
      switch (analyzer.analyze(PlanCatalog.with(plain, member.stageId(), columns))) {
        case Verdict.Valid valid -> {
          settled = valid.output().equals(columns);
          columns = valid.output();
        }
        case Verdict.Invalid invalid -> open = "does not fit what it returns: " + invalid.message();
        case Verdict.Unknown unknown -> open = "cannot be analysed: " + unknown.reason();
      }
    }
    own.put(node, settled(node, named, columns, open));
    catalog.settle(node, open == null ? Optional.of(columns) : Optional.empty());
  }

  private static Outcome settled(
      Node node, @Nullable Inferred named, Schema columns, @Nullable String open) {
    if (open != null) {
      String reason = "its query reads the table itself and " + open;
      String remedy = "; declare them in a schema.yaml beside it";
      return new Outcome(columns, List.of(), unknown(node) + reason + remedy);
    }
    List<String> guessed = named == null ? List.of() : named.undecided();
    List<String> undecided =
        columns.columns().stream().map(Column::name).filter(guessed::contains).toList();
    return new Outcome(columns, undecided, null);
  }
}
