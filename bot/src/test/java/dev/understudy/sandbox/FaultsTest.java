package dev.understudy.sandbox;

import static dev.understudy.sandbox.Sandboxed.HEAD;
import static dev.understudy.sandbox.Sandboxed.REPO;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.understudy.sandbox.Fault.Delay;
import dev.understudy.sandbox.Fault.DropReply;
import dev.understudy.sandbox.Fault.PrimaryLimit;
import dev.understudy.sandbox.Fault.SecondaryLimit;
import dev.understudy.sandbox.Fault.ServerError;
import dev.understudy.sandbox.Fault.TooManyRequests;
import dev.understudy.sandbox.Fault.Unauthorized;
import java.io.IOException;
import java.time.Duration;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What goes wrong on demand. */
class FaultsTest {
  private static final String COMMENTS = REPO + "/issues/1/comments";

  @AutoClose private final Sandboxed world = new Sandboxed();
  private final Client bot = world.bot();

  private Client.Reply write() throws IOException {
    return bot.post(COMMENTS, "{'body': 'staged'}");
  }

  private void inject(Fault fault) {
    world.github.inject(1, "POST", ".*/comments", fault);
  }

  @Test
  void aReplyIsDroppedAfterTheCommentWasWritten() throws IOException {
    inject(new DropReply());
    assertThatThrownBy(this::write).isInstanceOf(IOException.class);
    assertThat(world.github.comments(world.pull)).hasSize(1);
    assertThat(write().status()).isEqualTo(201);
  }

  @Test
  void aReplyTakesAWhile() throws IOException {
    inject(new Delay(Duration.ofMillis(80)));
    long start = System.nanoTime();
    assertThat(write().status()).isEqualTo(201);
    assertThat(Duration.ofNanos(System.nanoTime() - start)).isGreaterThan(Duration.ofMillis(79));
  }

  @Test
  void theSecondaryLimitComesWithAndWithoutAHint() throws IOException {
    inject(new SecondaryLimit(Duration.ofSeconds(30)));
    inject(new SecondaryLimit(null));
    var hinted = write();
    assertThat(hinted.status()).isEqualTo(403);
    assertThat(hinted.message()).contains("secondary rate limit");
    assertThat(hinted.header("Retry-After")).isEqualTo("30");
    assertThat(write().header("Retry-After")).isEmpty();
    assertThat(world.github.comments(world.pull)).isEmpty();
    inject(new TooManyRequests(Duration.ofSeconds(7)));
    var tooMany = write();
    assertThat(tooMany.status()).isEqualTo(429);
    assertThat(tooMany.header("Retry-After")).isEqualTo("7");
  }

  @Test
  void thePrimaryLimitSaysWhenItIsLifted() throws IOException {
    inject(new PrimaryLimit(Duration.ofMinutes(5)));
    var reply = write();
    assertThat(reply.status()).isEqualTo(403);
    assertThat(reply.header("X-RateLimit-Remaining")).isEqualTo("0");
    assertThat(reply.header("X-RateLimit-Reset"))
        .isEqualTo("" + world.clock.instant().plusSeconds(300).getEpochSecond());
  }

  @Test
  void aTokenIsRefusedOnce() throws IOException {
    inject(new Unauthorized());
    assertThat(write().status()).isEqualTo(401);
    assertThat(write().status()).isEqualTo(201);
  }

  @ParameterizedTest
  @ValueSource(ints = {502, 503, 504})
  void aProxyDoesNotAnswerWithJson(int status) throws IOException {
    inject(new ServerError(status, false));
    var reply = write();
    assertThat(reply.status()).isEqualTo(status);
    assertThat(reply.header("Content-Type")).isEqualTo("text/html");
    assertThat(world.github.comments(world.pull)).isEmpty();
  }

  @Test
  void aServerErrorMayComeAfterTheEffect() throws IOException {
    inject(new ServerError(500, true));
    assertThat(write().message()).isEqualTo("Server Error");
    assertThat(world.github.comments(world.pull)).hasSize(1);
  }

  @Test
  void aFaultMeetsOnlyWhatItIsMeantForAndAsOftenAsItIsMeantTo() throws IOException {
    world.github.inject(2, "GET|PATCH", REPO + "/pulls/\\d+", new ServerError(500, false));
    assertThat(bot.get(REPO + "/pulls").status()).isEqualTo(200);
    assertThat(bot.get(REPO + "/pulls/1").status()).isEqualTo(500);
    assertThat(bot.get(REPO + "/pulls/1").status()).isEqualTo(500);
    assertThat(bot.get(REPO + "/pulls/1").status()).isEqualTo(200);
    inject(new Unauthorized());
    world.github.clearFaults();
    assertThat(write().status()).isEqualTo(201);
  }

  @Test
  void requestsAreCountedAndRemembered() throws IOException {
    int before = world.github.requests().size();
    write();
    world.clock.advance(Duration.ofSeconds(40));
    write();
    bot.post(COMMENTS, "{}");
    world.clock.advance(Duration.ofSeconds(20));
    bot.post(REPO + "/statuses/" + HEAD, "{'state': 'success'}");
    bot.get(COMMENTS + "?per_page=1");
    assertThat(world.github.requests()).hasSize(before + 5);
    assertThat(world.github.requests().getLast().path()).isEqualTo(COMMENTS);
    assertThat(world.github.requests().getLast().target()).endsWith("?per_page=1");
    assertThat(world.github.requests().get(before).body()).isEqualTo("{\"body\": \"staged\"}");
    assertThat(world.github.contentWrites()).isEqualTo(3);
    assertThat(world.github.mostContentWritesWithin(Duration.ofMinutes(1))).isEqualTo(2);
    assertThat(world.github.mostContentWritesWithin(Duration.ofMinutes(2))).isEqualTo(3);
    assertThat(world.github.mostContentWritesWithin(Duration.ofSeconds(20))).isEqualTo(1);
  }
}
