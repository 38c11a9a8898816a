package dev.understudy.sandbox;

import static dev.understudy.sandbox.Sandboxed.HEAD;
import static dev.understudy.sandbox.Sandboxed.REPO;
import static org.assertj.core.api.Assertions.assertThat;

import dev.understudy.forge.RepositoryName;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** The app, its installations and its tokens. */
class AppTest {
  private static final String COMMENTS = REPO + "/issues/1/comments";

  private final Sandboxed world = new Sandboxed();
  private final AppKey key = new AppKey(world.github.privateKeyPem());

  @AfterEach
  void close() {
    world.close();
  }

  private Client.Reply as(String token) throws IOException {
    return new Client(world.github.url(), "Bearer " + token).get("/app");
  }

  private Client.Reply issued(Duration ago, Duration until) throws IOException {
    Instant now = world.clock.instant();
    return as(key.token(world.github.appId(), now.minus(ago), now.plus(until)));
  }

  @Test
  void anAppShowsItsTokenForAtMostTenMinutes() throws IOException {
    assertThat(issued(Duration.ofMinutes(1), Duration.ofMinutes(10)).status()).isEqualTo(200);
    assertThat(issued(Duration.ofMinutes(1), Duration.ofSeconds(601)).message())
        .contains("'exp'", "too far in the future");
    assertThat(issued(Duration.ofMinutes(9), Duration.ZERO).message())
        .contains("'exp'", "must be a numeric value");
    assertThat(issued(Duration.ofSeconds(-1), Duration.ofMinutes(9)).message()).contains("'iat'");
  }

  @Test
  void aTokenThatTheAppDidNotSignIsRefused() throws IOException {
    Instant now = world.clock.instant();
    String token = key.token(world.github.appId(), now, now.plusSeconds(60));
    assertThat(as(token).status()).isEqualTo(200);
    char last = token.charAt(token.length() - 5);
    String forged = token.substring(0, token.length() - 5) + (last == 'A' ? 'B' : 'A') + "AAAA";
    assertThat(as(forged).status()).isEqualTo(401);
    assertThat(as(forged).message()).isEqualTo("A JSON web token could not be decoded");
    String claims =
        "{\"iss\":\"%d\",\"iat\":%d,\"exp\":%d}"
            .formatted(
                world.github.appId(), now.getEpochSecond(), now.plusSeconds(9).getEpochSecond());
    assertThat(as(key.token("{\"alg\":\"none\"}", claims)).status()).isEqualTo(401);
    assertThat(
            as(key.token("{\"alg\":\"RS256\"}", claims.replaceFirst("\\d+", "Iv1.sandbox")))
                .status())
        .isEqualTo(200);
    assertThat(as(key.token(1, now, now.plusSeconds(60))).message()).contains("'iss'");
    assertThat(as("a.b.c").status()).isEqualTo(401);
  }

  @Test
  void whoDoesNotSayWhoHeIsIsRefused() throws IOException {
    assertThat(new Client(world.github.url(), "").get("/app").message())
        .isEqualTo("Requires authentication");
    assertThat(new Client(world.github.url(), "token ghs_x").get("/app").message())
        .isEqualTo("Bad credentials");
    assertThat(world.bot().get("/app").status()).isEqualTo(401);
    assertThat(world.app().get(REPO).status()).isEqualTo(401);
    assertThat(world.app().get("/installation/repositories").status()).isEqualTo(403);
    assertThat(world.bot().get("/user").status()).isEqualTo(403);
  }

  @Test
  void aTokenIsOverWhenItSays() throws IOException {
    Client bot = world.bot();
    world.clock.advance(Duration.ofMinutes(59));
    assertThat(bot.get(REPO).status()).isEqualTo(200);
    world.clock.advance(Duration.ofMinutes(1));
    assertThat(bot.get(REPO).status()).isEqualTo(401);
    assertThat(world.bot().get(REPO).status()).isEqualTo(200);
    Client other = world.bot();
    world.github.revokeTokens();
    assertThat(other.get(REPO).status()).isEqualTo(401);
  }

  @Test
  void aTokenMayOnlyWhatItWasNarrowedTo() throws IOException {
    Client bot = world.bot("{'permissions': {'checks': 'read', 'issues': 'write'}}");
    String run = "{'name': 'n', 'head_sha': '" + HEAD + "'}";
    assertThat(bot.post(REPO + "/check-runs", run).message())
        .isEqualTo("Resource not accessible by integration");
    assertThat(bot.get(REPO + "/commits/" + HEAD + "/check-runs").status()).isEqualTo(200);
    assertThat(bot.post(COMMENTS, "{'body': 'x'}").status()).isEqualTo(201);
    assertThat(bot.get(REPO).status()).isEqualTo(200);
    assertThat(bot.get(REPO + "/branches/main").status()).isEqualTo(403);
  }

  @Test
  void aTokenSeesOnlyTheRepositoriesItWasNarrowedTo() throws IOException {
    RepositoryName other = world.github.repository("octo/other", "main", HEAD);
    Client bot = world.bot("{'repositories': ['shop']}");
    assertThat(bot.get(REPO).status()).isEqualTo(200);
    assertThat(bot.get("/repos/" + other).status()).isEqualTo(404);
    assertThat(bot.get("/installation/repositories").json().path("total_count").asInt())
        .isEqualTo(1);
    assertThat(world.bot().get("/repos/" + other).status()).isEqualTo(200);
    world.github.repository("acme/shop", "main", HEAD);
    assertThat(world.bot().get("/repos/acme/shop").status()).isEqualTo(404);
    assertThat(world.bot().get("/orgs/acme/teams/data").status()).isEqualTo(404);
  }

  @Test
  void nobodyGetsMoreThanTheInstallationHas() throws IOException {
    String tokens =
        world.app().get(REPO + "/installation").json().path("access_tokens_url").asText();
    assertThat(world.app().post(tokens, "{'permissions': {'contents': 'write'}}").message())
        .isEqualTo("The permissions requested are not granted to this installation.");
    assertThat(world.app().post(tokens, "{'repositories': ['elsewhere']}").status()).isEqualTo(422);
    var token = world.app().post(tokens, "{'permissions': {'checks': 'write'}}").json();
    assertThat(token.path("expires_at").asText()).isEqualTo("2026-11-20T11:00:00Z");
    assertThat(token.at("/permissions/checks").asText()).isEqualTo("write");
    assertThat(token.path("repository_selection").asText()).isEqualTo("all");
  }

  @Test
  void whereTheAppIsNotInstalledItIsNotFound() throws IOException {
    Client bot = world.bot();
    world.github.uninstall("octo");
    assertThat(bot.get(REPO).status()).isEqualTo(401);
    assertThat(world.app().get(REPO + "/installation").status()).isEqualTo(404);
    assertThat(world.app().get("/app/installations").json()).isEmpty();
    world.github.install("octo");
    assertThat(bot.get(REPO).status()).as("the old installation's token").isEqualTo(401);
    assertThat(world.app().get(REPO + "/installation").status()).isEqualTo(200);
    assertThat(world.app().get("/users/octo/installation").status()).isEqualTo(404);
    assertThat(world.app().get("/repos/octo/none/installation").status()).isEqualTo(404);
  }
}
