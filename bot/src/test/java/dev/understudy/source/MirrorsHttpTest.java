package dev.understudy.source;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.understudy.failure.Problem;
import dev.understudy.failure.Unavailable;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import java.util.stream.Stream;
import org.eclipse.jgit.lib.Constants;
import org.eclipse.jgit.lib.FileMode;
import org.eclipse.jgit.lib.TreeFormatter;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
class MirrorsHttpTest {
  private static final String MAIN = "refs/heads/main";
  private static final String TOKEN = "ghs_secret";

  @TempDir private Path folder;
  private Origin origin;
  private GitServer server;
  private Instant now = Instant.parse("2026-01-01T00:00:00Z");
  private Duration tick = Duration.ZERO;

  @BeforeEach
  void start() throws Exception {
    origin = new Origin(folder.resolve("origin.git"));
    origin.file(MAIN, "a.sql", "select 1");
    server = new GitServer(origin.repository());
  }

  @AfterEach
  void stop() {
    server.close();
    origin.close();
  }

  private String fetch(String path, Mirrors.Limits limits) {
    Mirrors mirrors =
        new Mirrors(
            folder.resolve("mirrors"),
            limits,
            () -> {
              now = now.plus(tick);
              return now;
            });
    try (GitRepository repository = mirrors.fetch("o/r", server.url(path), TOKEN, List.of(MAIN))) {
      return repository.tree(repository.commit(MAIN)).read("a.sql");
    }
  }

  private String fetch(String path) {
    return fetch(path, Mirrors.Limits.DEFAULT);
  }

  @Test
  void theTokenIsSentWhenAskedForAndKeptNowhere() throws Exception {
    server.asksForToken = true;
    assertThat(fetch("/o/r.git")).isEqualTo("select 1");
    String basic =
        Base64.getEncoder()
            .encodeToString(("x-access-token:" + TOKEN).getBytes(StandardCharsets.UTF_8));
    assertThat(server.authorizations).contains("Basic " + basic);
    try (Stream<Path> files = Files.walk(folder.resolve("mirrors"))) {
      for (Path file : files.filter(Files::isRegularFile).toList()) {
        assertThat(new String(Files.readAllBytes(file), StandardCharsets.ISO_8859_1))
            .doesNotContain(TOKEN);
      }
    }
  }

  @Test
  void aRedirectOnTheSameHostIsFollowedAndNoOther() throws Exception {
    server.redirect = server.url("/new.git/info/refs?service=git-upload-pack").toString();
    assertThat(fetch("/o/r.git")).isEqualTo("select 1");
    try (GitServer canary = new GitServer(origin.repository())) {
      server.redirect = canary.url("/new.git/info/refs?service=git-upload-pack").toString();
      assertThatThrownBy(() -> fetch("/o/r.git"))
          .isInstanceOf(Problem.class)
          .hasMessageContaining("sent on to another host");
      assertThat(canary.authorizations).isEmpty();
    }
  }

  @Test
  void aMissingRepositoryAndADeniedOneAreProblems() {
    server.status = 404;
    assertThatThrownBy(() -> fetch("/o/r.git"))
        .isInstanceOf(Problem.class)
        .hasMessageStartingWith("there is no repository o/r");
    for (int status : List.of(401, 403)) {
      server.status = status;
      assertThatThrownBy(() -> fetch("/o/r.git"))
          .isInstanceOf(Problem.class)
          .hasMessageStartingWith("the bot may not read o/r")
          .hasMessageNotContaining(TOKEN);
    }
  }

  @Test
  void aServerInTroubleIsAskedLater() {
    for (int status : List.of(429, 500, 503)) {
      server.status = status;
      assertThatThrownBy(() -> fetch("/o/r.git"))
          .isInstanceOf(Unavailable.class)
          .hasMessageStartingWith("o/r cannot be fetched: ");
    }
    server.close();
    assertThatThrownBy(() -> fetch("/o/r.git")).isInstanceOf(Unavailable.class);
  }

  @Test
  void aBombOfZerosIsStoppedByTheClockInTheMiddleOfOneObject() throws Exception {
    origin.ref(
        MAIN,
        (inserter, _) -> {
          TreeFormatter tree = new TreeFormatter();
          tree.append(
              "a.sql",
              FileMode.REGULAR_FILE,
              inserter.insert(Constants.OBJ_BLOB, new byte[60 << 20]));
          return inserter.insert(tree);
        });
    tick = Duration.ofMillis(300);
    assertThatThrownBy(() -> fetch("/o/r.git", new Mirrors.Limits(Duration.ofSeconds(2), 2L << 30)))
        .isInstanceOf(Unavailable.class)
        .hasMessage("fetching o/r took longer than 2 s");
  }
}
