package dev.understudy.bot;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.MissingNode;
import dev.understudy.store.LaneRow;
import dev.understudy.store.Lanes;
import dev.understudy.store.Runs;
import dev.understudy.web.Board;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The pages' content, from the rows. */
final class StoredBoard implements Board {
  private static final int RECENT = 50;
  private static final ObjectMapper MAPPER = new ObjectMapper();

  private final Lanes lanes;
  private final Runs runs;
  private final Standings standings;
  private final URI web;

  StoredBoard(Lanes lanes, Runs runs, Standings standings, URI web) {
    this.lanes = lanes;
    this.runs = runs;
    this.standings = standings;
    this.web = web;
  }

  @Override
  public Overview overview() {
    List<Stage> stages = new ArrayList<>();
    standings
        .open()
        .forEach(
            (id, standing) -> {
              Standing.Stage stage = standing.stage();
              if (stage != null) {
                stages.add(
                    new Stage(id, stage.sha(), stage.suffix(), datasets(stage), stage.expires()));
              }
            });
    return new Overview(
        stages,
        lanes.list().stream().filter(StoredBoard::busy).map(StoredBoard::lane).toList(),
        runs.recent(RECENT).stream().map(StoredBoard::run).toList());
  }

  /** How many datasets what is left on the stage is in. */
  private static int datasets(Standing.Stage stage) {
    String outcome = stage.outcome();
    return outcome == null
        ? 0
        : (int)
            OutcomeCodec.read(outcome).results().stream()
                .map(result -> result.stageId().dataset())
                .distinct()
                .count();
  }

  private static boolean busy(LaneRow row) {
    return row.dead() || row.worker() != null || row.want() > row.have();
  }

  private static Lane lane(LaneRow row) {
    Lane.State state =
        row.dead() ? Lane.State.DEAD : row.worker() == null ? Lane.State.READY : Lane.State.LEASED;
    Instant since = row.deadAt() != null ? row.deadAt() : row.dueAt();
    String note = row.error() == null ? "" : row.error();
    return new Lane(row.lane(), state, row.attempts(), since == null ? Instant.EPOCH : since, note);
  }

  private static Run run(dev.understudy.store.Run row) {
    Instant end = row.finishedAt();
    return new Run(
        row.id(),
        row.lane(),
        row.sha(),
        row.verdict() == null ? "running" : row.verdict(),
        row.startedAt(),
        end == null ? null : Duration.between(row.startedAt(), end));
  }

  @Override
  public Optional<RunPage> run(String id) {
    return runs.find(id)
        .map(
            row ->
                new RunPage(
                    run(row),
                    link(row),
                    told(row),
                    closure(row.plan()),
                    runs.lines(id).stream().map(l -> new Line(l.at(), l.line())).toList()));
  }

  private URI link(dev.understudy.store.Run row) {
    return URI.create(web + "/" + row.lane().repository() + "/pull/" + row.lane().number());
  }

  /** Without the line that only the bot reads. */
  private static String told(dev.understudy.store.Run row) {
    String summary = row.summary() == null ? "" : row.summary();
    return summary.startsWith("<!--") ? summary.substring(summary.indexOf('\n') + 1) : summary;
  }

  private static List<Member> closure(@org.jspecify.annotations.Nullable String plan) {
    List<Member> members = new ArrayList<>();
    if (plan != null) {
      JsonNode root = parse(plan);
      Map<String, JsonNode> results = new HashMap<>();
      root.path("results").forEach(result -> results.put(result.path("id").asText(), result));
      for (JsonNode node : root.path("artifacts")) {
        String id = node.path("id").asText();
        JsonNode result = results.getOrDefault(id, MissingNode.getInstance());
        members.add(
            new Member(
                id,
                node.path("kind").asText(),
                node.path("why").asText(),
                result.path("state").asText("planned"),
                result.path("message").asText("")));
      }
    }
    return members;
  }

  private static JsonNode parse(String json) {
    try {
      return MAPPER.readTree(json);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("a run's plan cannot be read back", e);
    }
  }
}
