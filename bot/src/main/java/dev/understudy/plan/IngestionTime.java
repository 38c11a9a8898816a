package dev.understudy.plan;

import dev.understudy.artifact.Identifier;
import dev.understudy.artifact.Node;
import dev.understudy.plan.TableOptions.TimePartitioning;
import dev.understudy.sql.Tokens;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * Tables whose metadata tells of no partitions, although a statement reads the time of ingestion:
 * only a table partitioned by it has that pseudo-column.
 *
 * @see <a
 *     href="https://cloud.google.com/bigquery/docs/querying-partitioned-tables#query_an_ingestion-time_partitioned_table">ingestion-time
 *     partitioned tables</a>
 */
final class IngestionTime {
  private static final List<String> PSEUDO = List.of("_PARTITIONTIME", "_PARTITIONDATE");

  private IngestionTime() {}

  /** Partitions by ingestion time what must have been, for its readers to have worked. */
  static void settle(Map<Node, Member> members) {
    for (Member reader : List.copyOf(members.values())) {
      if (!readsIt(reader.step())) {
        continue;
      }
      List<Node> silent = new ArrayList<>();
      boolean told = false;
      for (Identifier need : reader.dependsOn()) {
        Node node = Node.table(need);
        Member member = members.get(node);
        if (member != null && member.step() instanceof Step.CreateTable table) {
          TimePartitioning time = table.options().timePartitioning();
          told |= time != null && time.field() == null;
          if (time == null && table.options().rangePartitioning() == null) {
            silent.add(node);
          }
        }
      }
      if (!told) {
        silent.forEach(node -> members.computeIfPresent(node, (_, member) -> daily(member)));
      }
    }
  }

  private static boolean readsIt(Step step) {
    List<String> statements =
        switch (step) {
          case Step.RunStatements run -> run.statements();
          case Step.CreateTableLikeQuery like -> List.of(like.query().sql());
          case Step.CreateTableForQuery checked -> List.of(checked.query().sql());
          case Step.CreateTable _, Step.Impossible _ -> List.of();
        };
    return statements.stream()
        .filter(sql -> sql.toUpperCase(Locale.ROOT).contains("_PARTITION"))
        .flatMap(sql -> Tokens.of(sql).stream())
        .anyMatch(token -> PSEUDO.contains(token.text().toUpperCase(Locale.ROOT)));
  }

  private static Member daily(Member member) {
    if (!(member.step() instanceof Step.CreateTable table)) {
      return member;
    }
    TableOptions plain = table.options();
    TableOptions daily =
        new TableOptions(
            plain.friendlyName(),
            plain.description(),
            new TimePartitioning("DAY", null, false),
            null,
            plain.clustering(),
            plain.labels());
    Step step = new Step.CreateTable(table.target(), table.schema(), daily);
    return SchemaSources.with(member, step, member.inferred());
  }
}
