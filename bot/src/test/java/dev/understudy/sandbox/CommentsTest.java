package dev.understudy.sandbox;

import static dev.understudy.sandbox.Sandboxed.REPO;
import static org.assertj.core.api.Assertions.assertThat;

import dev.understudy.forge.Permission;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;

/** Comments and reactions. */
class CommentsTest {
  private static final String COMMENTS = REPO + "/issues/1/comments";
  private static final String COMMENT = REPO + "/issues/comments/";

  @AutoClose private final Sandboxed world = new Sandboxed();
  private final Client bot = world.bot();

  private long write(String body) throws IOException {
    return bot.post(COMMENTS, "{'body': '" + body + "'}").json().path("id").asLong();
  }

  @Test
  void theAppWritesUnderTheNameOfItsBot() throws IOException {
    var reply = bot.post(COMMENTS, "{'body': 'staged'}");
    assertThat(reply.status()).isEqualTo(201);
    assertThat(reply.json().path("user").path("login").asText()).isEqualTo("understudy[bot]");
    assertThat(reply.json().path("user").path("type").asText()).isEqualTo("Bot");
    assertThat(world.github.comments(world.pull))
        .singleElement()
        .satisfies(c -> assertThat(c.author()).isEqualTo(world.github.botLogin()))
        .satisfies(c -> assertThat(c.body()).isEqualTo("staged"))
        .satisfies(c -> assertThat(c.id()).isGreaterThan(Integer.MAX_VALUE));
  }

  @Test
  void anEditKeepsTheIdAndMovesTheTime() throws IOException {
    long id = write("one");
    world.clock.advance(Duration.ofMinutes(1));
    assertThat(bot.patch(COMMENT + id, "{'body': 'two'}").status()).isEqualTo(200);
    Comment comment = world.github.comments(world.pull).getFirst();
    assertThat(comment.id()).isEqualTo(id);
    assertThat(comment.body()).isEqualTo("two");
    assertThat(Duration.between(comment.createdAt(), comment.updatedAt()))
        .isEqualTo(Duration.ofMinutes(1));
  }

  @Test
  void aBodyOfOneCharacterTooManyIsRefused() throws IOException {
    assertThat(bot.post(COMMENTS, "{'body': '%s'}".formatted("x".repeat(65_536))).status())
        .isEqualTo(201);
    var reply = bot.post(COMMENTS, "{'body': '%s'}".formatted("x".repeat(65_537)));
    assertThat(reply.status()).isEqualTo(422);
    assertThat(reply.message()).isEqualTo("Validation Failed");
    assertThat(reply.json().at("/errors/0/message").asText())
        .isEqualTo("body is too long (maximum is 65536 characters)");
    assertThat(reply.json().path("documentation_url").asText()).startsWith("https://docs.github");
    assertThat(bot.post(COMMENTS, "{'body': ' '}").status()).isEqualTo(422);
    assertThat(bot.post(COMMENTS, "{}").status()).isEqualTo(422);
    assertThat(bot.post(COMMENTS, "{'body").status()).isEqualTo(400);
    assertThat(world.github.comments(world.pull)).hasSize(1);
  }

  @Test
  void aCommentThatIsGoneIsNotFound() throws IOException {
    long id = write("one");
    assertThat(bot.delete(COMMENT + id).status()).isEqualTo(204);
    assertThat(bot.get(COMMENT + id).status()).isEqualTo(404);
    assertThat(bot.patch(COMMENT + id, "{'body': 'two'}").status()).isEqualTo(404);
    assertThat(bot.post(REPO + "/issues/99/comments", "{'body': 'x'}").status()).isEqualTo(404);
    assertThat(bot.get(COMMENT + "x").status()).isEqualTo(404);
  }

  @Test
  void aListShowsWhatChangedSince() throws IOException {
    write("old");
    world.clock.advance(Duration.ofMinutes(40));
    write("new");
    assertThat(bot.get(COMMENTS).json()).hasSize(2);
    assertThat(bot.get(COMMENTS + "?since=2026-11-20T10:30:00Z").json()).hasSize(1);
  }

  @Test
  void aReactionIsThereOnce() throws IOException {
    long id = world.github.as("ada").comment(world.pull, "/redeploy-stage");
    String reactions = COMMENT + id + "/reactions";
    var first = bot.post(reactions, "{'content': 'eyes'}");
    assertThat(first.status()).isEqualTo(201);
    assertThat(bot.post(reactions, "{'content': 'eyes'}").status()).isEqualTo(200);
    assertThat(bot.post(reactions, "{'content': 'rocket'}").status()).isEqualTo(201);
    assertThat(bot.post(reactions, "{'content': 'tears'}").status()).isEqualTo(422);
    assertThat(bot.get(reactions).json()).hasSize(2);
    assertThat(bot.get(reactions + "?content=eyes").json()).hasSize(1);
    String own = reactions + "/" + first.json().path("id").asLong();
    assertThat(bot.delete(own).status()).isEqualTo(204);
    assertThat(bot.delete(own).status()).isEqualTo(404);
    assertThat(world.github.comments(world.pull).getFirst().reactions())
        .extracting(Comment.Reaction::content)
        .containsExactly("rocket");
  }

  @Test
  void somebodyElsesReactionStays() throws IOException {
    world.github.permission(world.shop, "bob", Permission.WRITE);
    long id = world.github.as("ada").comment(world.pull, "hello");
    String reactions = COMMENT + id + "/reactions";
    long his = world.person("bob").post(reactions, "{'content': '+1'}").json().path("id").asLong();
    assertThat(bot.delete(reactions + "/" + his).status()).isEqualTo(403);
  }

  @Test
  void aPersonsTokenWritesUnderHisName() throws IOException {
    world.github.permission(world.shop, "bob", Permission.READ);
    world.person("bob").post(COMMENTS, "{'body': 'from a laptop'}");
    assertThat(world.github.comments(world.pull))
        .extracting(Comment::author)
        .isEqualTo(List.of("bob"));
    assertThat(world.person("eve").post(COMMENTS, "{'body': 'let me in'}").status()).isEqualTo(404);
  }
}
