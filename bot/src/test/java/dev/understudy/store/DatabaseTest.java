package dev.understudy.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.understudy.failure.Problem;
import dev.understudy.failure.Secret;
import dev.understudy.failure.Unavailable;
import dev.understudy.forge.PullRequestId;
import java.io.IOException;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.assertj.core.api.InstanceOfAssertFactories;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** A database that cannot keep what it is told is not used, and one that is away is named. */
class DatabaseTest {
  @TempDir Path folder;

  private DatabaseSettings h2(String options) {
    return new DatabaseSettings("jdbc:h2:retry:" + folder.resolve("db") + options, "", "");
  }

  private static void refuses(DatabaseSettings settings, String message) {
    assertThatThrownBy(() -> Database.open(settings))
        .isInstanceOf(Problem.class)
        .hasMessageStartingWith(message)
        .hasMessageNotContaining("\n");
  }

  @Test
  void anH2ThatWouldLoseCommitsDoesNotStart() {
    refuses(
        h2(";WRITE_DELAY=500"),
        "UNDERSTUDY_DATABASE_URL must not set WRITE_DELAY to anything but 0:"
            + " the database runs with 500");
    refuses(
        h2(";mode=Oracle"),
        "UNDERSTUDY_DATABASE_URL must not set MODE to anything but PostgreSQL:"
            + " the database runs with Oracle");
  }

  @Test
  void theDatabaseIsAFileOfTheStateFolderUnlessAUrlIsSet() {
    try (Database database = Database.open(DatabaseSettings.of(Map.of(), folder))) {
      assertThat(database.answers()).isTrue();
      assertThat(folder.resolve("database/understudy.mv.db")).exists();
    }
    Map<String, String> set =
        Map.of(
            "UNDERSTUDY_DATABASE_URL", "jdbc:postgresql://db/understudy",
            "UNDERSTUDY_DATABASE_USER", "understudy",
            "UNDERSTUDY_DATABASE_PASSWORD", "hunter2");
    DatabaseSettings settings = DatabaseSettings.of(set, folder);
    assertThat(settings)
        .isEqualTo(
            new DatabaseSettings("jdbc:postgresql://db/understudy", "understudy", "hunter2"));
    assertThat(settings.toString()).doesNotContain("hunter2");
  }

  @Test
  void thePasswordIsASecretWhereverItStands() {
    assertThat(new DatabaseSettings("jdbc:postgresql://db/u?password=hunter2&ssl=true", "u", "h3"))
        .extracting(DatabaseSettings::secrets, InstanceOfAssertFactories.list(Secret.class))
        .extracting(Secret::reveal)
        .containsExactly("h3", "hunter2");
    assertThat(new DatabaseSettings("jdbc:h2:mem:x", "", "").secrets()).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"jdbc:mysql://x/y", "postgres://x/y", "nonsense"})
  void anotherDatabaseIsRefused(String url) {
    assertThatThrownBy(() -> new DatabaseSettings(url, "", ""))
        .isInstanceOf(Problem.class)
        .hasMessage(
            "UNDERSTUDY_DATABASE_URL must begin with jdbc:postgresql: or jdbc:h2:,"
                + " or be left out for a local file");
  }

  @Test
  void aWrongPasswordNamesItsSettings() {
    DatabaseSettings right = Engine.POSTGRESQL.fresh();
    String message =
        "the database refuses the user or the password of UNDERSTUDY_DATABASE_USER and"
            + " UNDERSTUDY_DATABASE_PASSWORD";
    Database.open(new DatabaseSettings(h2("").url(), "me", "secret")).close();
    refuses(new DatabaseSettings(h2("").url(), "me", "wrong"), message);
    refuses(
        new DatabaseSettings(right.url().replaceAll("/[^/]*$", "/nowhere"), "postgres", "x"),
        "the database of UNDERSTUDY_DATABASE_URL cannot be opened: ");
  }

  @Test
  void aFileThatAnotherProcessHasOpenIsNamed() throws IOException {
    Files.createDirectories(folder.resolve("db.mv.db"));
    refuses(h2(""), "the database of UNDERSTUDY_DATABASE_URL cannot be opened: ");
  }

  @Test
  void aServerThatDoesNotAnswerIsUnavailable() throws IOException {
    int port;
    try (ServerSocket closed = new ServerSocket(0)) {
      port = closed.getLocalPort();
    }
    DatabaseSettings nobody =
        new DatabaseSettings("jdbc:postgresql://localhost:" + port + "/x", "u", "p");
    assertThatThrownBy(() -> Database.open(nobody))
        .isInstanceOf(Unavailable.class)
        .hasMessageStartingWith("the database of UNDERSTUDY_DATABASE_URL cannot be opened: ")
        .hasMessageNotContaining("\n");
  }

  @Test
  void aDatabaseThatGoesAwayIsUnavailableUntilItIsBack() throws Exception {
    try (CutWire wire = new CutWire(Engine.POSTGRESQL.fresh());
        Store store = new Store(wire.settings())) {
      store.event(Store.lane("shop", 1));
      wire.cut();
      assertThatThrownBy(() -> store.event(Store.lane("shop", 2)))
          .isInstanceOf(Unavailable.class)
          .hasMessageStartingWith("the database cannot do it now: ");
      assertThat(store.database.answers()).isFalse();
      wire.mend();
      Store.await(store.database::answers);
      store.event(Store.lane("shop", 3));
      assertThat(store.lanes.list()).extracting(lane -> lane.lane().number()).contains(1, 3);
    }
  }

  @Test
  void aFileThatWasClosedIsUnavailable() {
    try (Store store = new Store(h2(""))) {
      store.database.close();
      assertThatThrownBy(() -> store.event(Store.lane("shop", 1))).isInstanceOf(Unavailable.class);
    }
  }

  /** As after a full disk. */
  @Test
  void aFileThatClosedItselfIsOpenedAgainByWhoeverComesNext() {
    try (Store store = new Store(h2(""));
        Database entrance = store.database.beside("receiver", 2)) {
      Inbox inbox = new Inbox(entrance);
      inbox.accept(Store.delivery(Store.lane("shop", 1)));
      assertThatThrownBy(() -> store.run("SHUTDOWN IMMEDIATELY"))
          .hasRootCauseInstanceOf(SQLException.class);
      Store.await(() -> accepted(inbox, Store.lane("shop", 2)));
      Store.await(() -> accepted(store.inbox, Store.lane("shop", 3)));
      assertThat(store.lanes.list())
          .extracting(lane -> lane.lane().number())
          .containsExactlyInAnyOrder(1, 2, 3);
    }
  }

  private static boolean accepted(Inbox inbox, PullRequestId lane) {
    try {
      inbox.accept(Store.delivery(lane));
      return true;
    } catch (Unavailable _) {
      return false;
    }
  }

  @Test
  void anInterruptInTheMiddleOfAWriteLeavesTheFileOpenToOthers() throws Exception {
    try (Store store = new Store(h2(""))) {
      AtomicInteger written = new AtomicInteger();
      Thread writer =
          Thread.ofPlatform()
              .start(
                  () -> {
                    while (written.get() < 400) {
                      store.event(Store.lane("shop", 1));
                      written.incrementAndGet();
                    }
                  });
      while (writer.isAlive()) {
        writer.interrupt();
        writer.join(Duration.ofMillis(2));
      }
      store.event(Store.lane("shop", 2));
      assertThat(store.inbox.waiting(Store.lane("shop", 1))).hasSize(written.get());
    }
  }

  @ParameterizedTest
  @EnumSource(Engine.class)
  void aDatabaseIsOpenedAgainWithWhatItHeld(Engine engine) {
    DatabaseSettings settings = engine.fresh();
    try (Store store = new Store(settings)) {
      store.event(Store.lane("shop", 1));
    }
    try (Store store = new Store(settings)) {
      assertThat(store.inbox.waiting(Store.lane("shop", 1))).hasSize(1);
    }
  }

  @Test
  void theClockCountsOnWhereTheDatabaseIsAway() {
    AtomicReference<Instant> time = new AtomicReference<>(Instant.parse("2026-01-01T00:00:00Z"));
    DatabaseClock clock = new DatabaseClock(time::get);
    Instant first = clock.instant();
    assertThat(first).isAfterOrEqualTo(time.get());
    time.set(Instant.EPOCH);
    assertThat(clock.instant()).isAfterOrEqualTo(first);
  }
}
