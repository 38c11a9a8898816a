package dev.understudy.sandbox;

import static dev.understudy.sandbox.Sandboxed.HEAD;
import static dev.understudy.sandbox.Sandboxed.REPO;
import static org.assertj.core.api.Assertions.assertThat;

import dev.understudy.forge.Permission;
import java.io.IOException;
import java.util.Collections;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Check runs, and the statuses that stand in for them. */
class ChecksTest {
  private static final String RUNS = REPO + "/check-runs";
  private static final String START =
      "{'name': 'understudy / stage', 'head_sha': '%s', 'status': 'in_progress', 'external_id': 'e1'%s}";
  private static final String NOTE =
      "{'path':'a.sql','start_line':3,'end_line':4,'annotation_level':'failure','message':'m','title':'t'}";

  @AutoClose private final Sandboxed world = new Sandboxed();
  private final Client bot = world.bot();

  private static String output(String fields) {
    return ", 'output': {'title': 'Staging', 'summary': 'two views'" + fields + "}";
  }

  private Client.Reply start(String more) throws IOException {
    return bot.post(RUNS, START.formatted(HEAD, more));
  }

  private Check seen() {
    return world.github.checks(HEAD).getLast();
  }

  @Test
  void aConclusionCompletesACheck() throws IOException {
    long id = start(output("")).json().path("id").asLong();
    assertThat(seen().status()).isEqualTo("in_progress");
    assertThat(seen().conclusion()).isNull();
    assertThat(bot.patch(RUNS + "/" + id, "{'conclusion': 'success'}").status()).isEqualTo(200);
    assertThat(seen().status()).isEqualTo("completed");
    assertThat(seen().conclusion()).isEqualTo("success");
    assertThat(seen().externalId()).isEqualTo("e1");
    assertThat(seen().summary()).isEqualTo("two views");
    bot.patch(RUNS + "/" + id, "{'status': 'in_progress'}");
    assertThat(seen().conclusion()).isNull();
    assertThat(bot.patch(RUNS + "/" + id, "{'status': 'completed'}").status()).isEqualTo(422);
  }

  @Test
  void annotationsAreAddedToThoseThatAreThere() throws IOException {
    long id = start(output(", 'annotations': [" + NOTE + "]")).json().path("id").asLong();
    bot.patch(
        RUNS + "/" + id,
        "{'output': {'summary': 'three views', 'annotations': [" + NOTE + "," + NOTE + "]}}");
    assertThat(seen().annotations()).hasSize(3);
    assertThat(seen().annotations().getFirst().startLine()).isEqualTo(3);
    assertThat(seen().title()).isEqualTo("Staging");
    assertThat(seen().summary()).isEqualTo("three views");
    var answer = bot.get(RUNS + "/" + id).json();
    assertThat(answer.at("/output/annotations_count").asInt()).isEqualTo(3);
    assertThat(bot.get(RUNS + "/" + id + "/annotations").json()).hasSize(3);
  }

  @Test
  void fiftyAnnotationsAreThoseThatGoIntoARequest() throws IOException {
    String fifty = String.join(",", Collections.nCopies(50, NOTE));
    assertThat(start(output(", 'annotations': [" + fifty + "]")).status()).isEqualTo(201);
    assertThat(start(output(", 'annotations': [" + fifty + "," + NOTE + "]")).status())
        .isEqualTo(422);
    assertThat(world.github.checks(HEAD)).hasSize(1);
  }

  @ParameterizedTest
  @CsvSource({"summary,65535", "text,65535"})
  void textsHaveALimit(String field, int limit) throws IOException {
    String body = ", 'output': {'title': 't', 'summary': 's', '%s': '%s'}";
    assertThat(start(body.formatted(field, "x".repeat(limit))).status()).isEqualTo(201);
    assertThat(start(body.formatted(field, "x".repeat(limit + 1))).status()).isEqualTo(422);
  }

  @ParameterizedTest
  @CsvSource({"20,40,20,201", "21,40,20,422", "20,41,20,422", "20,40,21,422"})
  void buttonsAreShort(int label, int description, int identifier, int status) throws IOException {
    String button =
        "{'label': '%s', 'description': '%s', 'identifier': '%s'}"
            .formatted("l".repeat(label), "d".repeat(description), "i".repeat(identifier));
    assertThat(start(", 'actions': [" + button + "]").status()).isEqualTo(status);
  }

  @Test
  void thereAreAtMostThreeButtons() throws IOException {
    String button = "{'label': 'l', 'description': 'd', 'identifier': 'i'}";
    String three = String.join(",", Collections.nCopies(3, button));
    assertThat(start(", 'actions': [" + three + "]").status()).isEqualTo(201);
    assertThat(start(", 'actions': [" + three + "," + button + "]").status()).isEqualTo(422);
    assertThat(seen().buttons()).hasSize(3);
  }

  @Test
  void anOutputNeedsASummaryAndACommitMustBeKnown() throws IOException {
    assertThat(start(", 'output': {'title': 't'}").status()).isEqualTo(422);
    assertThat(start(", 'conclusion': 'fine'").status()).isEqualTo(422);
    var unknown = bot.post(RUNS, START.formatted("f".repeat(40), ""));
    assertThat(unknown.status()).isEqualTo(422);
    assertThat(unknown.message()).startsWith("No commit found for SHA");
    assertThat(bot.get(RUNS + "/1").status()).isEqualTo(404);
  }

  @Test
  void aListShowsTheNewestOfEachNameUnlessAllAreAskedFor() throws IOException {
    start("");
    long newest = start("").json().path("id").asLong();
    String list = REPO + "/commits/" + HEAD + "/check-runs";
    var latest = bot.get(list + "?check_name=understudy%20%2F%20stage").json();
    assertThat(latest.path("total_count").asInt()).isEqualTo(1);
    assertThat(latest.at("/check_runs/0/id").asLong()).isEqualTo(newest);
    assertThat(latest.at("/check_runs/0/pull_requests/0/number").asInt()).isEqualTo(1);
    assertThat(bot.get(list + "?filter=all").json().path("check_runs")).hasSize(2);
    assertThat(bot.get(list + "?check_name=other").json().path("check_runs")).isEmpty();
    assertThat(bot.get(list + "?app_id=1").json().path("check_runs")).isEmpty();
  }

  @Test
  void onlyAnAppWritesChecks() throws IOException {
    world.github.permission(world.shop, "ada", Permission.ADMIN);
    var reply = world.person("ada").post(RUNS, START.formatted(HEAD, ""));
    assertThat(reply.status()).isEqualTo(403);
    assertThat(reply.message()).isEqualTo("You must authenticate via a GitHub App.");
  }

  @Test
  void aStatusIsThatOfItsContext() throws IOException {
    String write = REPO + "/statuses/" + HEAD;
    bot.post(write, "{'state': 'pending', 'context': 'a'}");
    bot.post(write, "{'state': 'success', 'context': 'b', 'target_url': 'https://x.example/1'}");
    String read = REPO + "/commits/" + HEAD;
    assertThat(bot.get(read + "/status").json().path("state").asText()).isEqualTo("pending");
    bot.post(write, "{'state': 'success', 'context': 'a', 'description': 'done'}");
    assertThat(bot.get(read + "/status").json().path("state").asText()).isEqualTo("success");
    assertThat(bot.get(read + "/status").json().path("total_count").asInt()).isEqualTo(2);
    assertThat(bot.get(read + "/statuses").json()).hasSize(3);
    assertThat(world.github.statuses(HEAD)).hasSize(3);
    assertThat(bot.post(write, "{'state': 'splendid'}").status()).isEqualTo(422);
    String wordy = "{'state': 'success', 'description': '%s'}".formatted("x".repeat(141));
    assertThat(bot.post(write, wordy).status()).isEqualTo(422);
  }
}
