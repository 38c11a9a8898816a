package dev.understudy.sandbox;

import static dev.understudy.sandbox.Sandboxed.HEAD;
import static dev.understudy.sandbox.Sandboxed.REPO;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;

/** Deployment records. */
class DeploymentsTest {
  private static final String ALL = REPO + "/deployments";

  @AutoClose private final Sandboxed world = new Sandboxed();
  private final Client bot = world.bot();

  private Client.Reply deploy(String more) throws IOException {
    return bot.post(
        ALL,
        "{'ref': '%s', 'environment': 'bigquery-stage', 'task': 'stage-pr-1'%s}"
            .formatted(HEAD, more));
  }

  private long made() throws IOException {
    return deploy(", 'auto_merge': false, 'required_contexts': []").json().path("id").asLong();
  }

  private int say(long id, String state, String more) throws IOException {
    return bot.post(ALL + "/" + id + "/statuses", "{'state': '" + state + "'" + more + "}")
        .status();
  }

  @Test
  void aDeploymentIsFoundByItsTask() throws IOException {
    long id = made();
    assertThat(bot.get(ALL + "?task=stage-pr-1").json().at("/0/id").asLong()).isEqualTo(id);
    assertThat(bot.get(ALL + "?task=stage-pr-2").json()).isEmpty();
    assertThat(bot.get(ALL + "?environment=bigquery-stage&ref=" + HEAD).json()).hasSize(1);
    assertThat(bot.get(ALL + "/" + id).json().path("sha").asText()).isEqualTo(HEAD);
    assertThat(world.github.deployments(world.shop))
        .singleElement()
        .satisfies(d -> assertThat(d.state()).isEqualTo("pending"))
        .satisfies(d -> assertThat(d.creator()).isEqualTo(world.github.botLogin()));
  }

  @Test
  void aStatusSaysHowItStands() throws IOException {
    long id = made();
    assertThat(say(id, "in_progress", "")).isEqualTo(201);
    String links = ", 'environment_url': 'https://x.example/s', 'log_url': 'https://x.example/l'";
    assertThat(say(id, "success", links)).isEqualTo(201);
    assertThat(say(id, "done", "")).isEqualTo(422);
    assertThat(say(id, "success", ", 'log_url': 'javascript:alert(1)'")).isEqualTo(422);
    assertThat(say(id, "success", ", 'description': '%s'".formatted("x".repeat(141))))
        .isEqualTo(422);
    assertThat(bot.get(ALL + "/" + id + "/statuses").json()).hasSize(2);
    Deployment seen = world.github.deployments(world.shop).getFirst();
    assertThat(seen.state()).isEqualTo("success");
    assertThat(seen.statuses().getLast().environmentUrl()).isEqualTo("https://x.example/s");
  }

  @Test
  void successInactivatesTheOthersUnlessItIsToldNotTo() throws IOException {
    long first = made();
    say(first, "success", "");
    long second = made();
    say(second, "success", ", 'auto_inactive': false");
    assertThat(world.github.deployments(world.shop).getFirst().state()).isEqualTo("success");
    say(second, "success", "");
    assertThat(world.github.deployments(world.shop).getFirst().state()).isEqualTo("inactive");
  }

  @Test
  void anActiveDeploymentIsOnlyDeletedWhereItIsTheOnlyOne() throws IOException {
    long first = made();
    long second = made();
    say(first, "success", "");
    say(second, "success", ", 'auto_inactive': false");
    var refused = bot.delete(ALL + "/" + first);
    assertThat(refused.status()).isEqualTo(422);
    assertThat(refused.message()).startsWith("We cannot delete an active deployment");
    say(first, "inactive", "");
    assertThat(bot.delete(ALL + "/" + first).status()).isEqualTo(204);
    assertThat(bot.delete(ALL + "/" + first).status()).isEqualTo(404);
    assertThat(bot.delete(ALL + "/" + second).status()).isEqualTo(204);
    assertThat(world.github.deployments(world.shop)).isEmpty();
  }

  @Test
  void aDeploymentOfACommitThatIsBehindIsMergedInsteadUnlessItIsToldNotTo() throws IOException {
    world.github.as("ada").push(world.shop, "main", "c".repeat(40));
    var merged = deploy("");
    assertThat(merged.status()).isEqualTo(202);
    assertThat(merged.message()).startsWith("Auto-merged main into");
    assertThat(world.github.deployments(world.shop)).isEmpty();
    assertThat(deploy(", 'auto_merge': false").status()).isEqualTo(201);
  }

  @Test
  void statusesThatAreNotGreenAreInTheWayUnlessContextsAreNamed() throws IOException {
    bot.post(REPO + "/statuses/" + HEAD, "{'state': 'pending', 'context': 'other'}");
    assertThat(deploy("").status()).isEqualTo(409);
    assertThat(deploy(", 'required_contexts': ['other']").status()).isEqualTo(409);
    assertThat(deploy(", 'required_contexts': []").status()).isEqualTo(201);
  }

  @Test
  void aRefThatNobodyKnowsIsRefused() throws IOException {
    assertThat(bot.post(ALL, "{'ref': 'nowhere'}").status()).isEqualTo(422);
    assertThat(bot.post(ALL, "{'ref': 'main'}").status()).isEqualTo(201);
    assertThat(bot.get(ALL + "/1").status()).isEqualTo(404);
  }
}
