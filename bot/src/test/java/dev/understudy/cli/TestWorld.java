package dev.understudy.cli;

import dev.understudy.bot.BotServer;
import dev.understudy.bot.CircleTests;
import dev.understudy.sql.googlesql.SharedGoogleSql;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Comparator;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.BeforeEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/**
 * A sandbox that JUnit starts and ends: once for all tests of a class that registers it in a static
 * field, and else for each test.
 */
abstract class TestWorld
    implements BeforeAllCallback, BeforeEachCallback, AfterEachCallback, AfterAllCallback {
  /** As by default, but for what failed, which is tried again at once. */
  static final SandboxWorld.Manner USUAL =
      new SandboxWorld.Manner(
          new BotServer.Rhythm(
              BotServer.Rhythm.USUAL.reconcile(),
              BotServer.Rhythm.USUAL.sweep(),
              BotServer.Rhythm.USUAL.retention(),
              Duration.ofMillis(100)),
          CircleTests.none(),
          Map.of(),
          SharedGoogleSql.SQL);

  @SuppressWarnings("NullAway.Init")
  SandboxWorld world;

  @SuppressWarnings("NullAway.Init")
  Path folder;

  private boolean shared;

  abstract SandboxWorld start(Path folder);

  abstract void stop();

  @Override
  public void beforeAll(ExtensionContext context) throws IOException {
    shared = true;
    open();
  }

  @Override
  public void beforeEach(ExtensionContext context) throws IOException {
    if (!shared) {
      open();
    }
  }

  @Override
  public void afterEach(ExtensionContext context) throws IOException {
    if (!shared) {
      close();
    }
  }

  @Override
  public void afterAll(ExtensionContext context) throws IOException {
    close();
  }

  private void open() throws IOException {
    folder = Files.createTempDirectory("world");
    world = start(folder);
  }

  private void close() throws IOException {
    stop();
    world.close();
    try (Stream<Path> paths = Files.walk(folder)) {
      paths.sorted(Comparator.reverseOrder()).map(Path::toFile).forEach(File::delete);
    }
  }
}
