package dev.understudy.cli;

import dev.understudy.bot.BotServer;
import dev.understudy.bot.BotSettings;
import dev.understudy.bot.CircleTests;
import dev.understudy.ci.CircleCiSettings;
import dev.understudy.config.Settings;
import dev.understudy.failure.Problem;
import dev.understudy.failure.Redaction;
import dev.understudy.failure.Secret;
import dev.understudy.forge.github.GitHubForge;
import dev.understudy.forge.github.GitHubSettings;
import dev.understudy.forge.github.WriteLimits;
import dev.understudy.sql.googlesql.GoogleSql;
import dev.understudy.store.Database;
import dev.understudy.store.DatabaseSettings;
import dev.understudy.web.Logs;
import dev.understudy.web.ServerSettings;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import picocli.CommandLine.Command;

@Command(
    name = "serve",
    mixinStandardHelpOptions = true,
    header = "Runs the bot: stages pull requests, and answers in one comment.",
    description = {
      "",
      "Its settings come from the environment; a missing or wrong one is named.",
      ""
    },
    footer = {
      "",
      "Needed: UNDERSTUDY_GITHUB_WEBHOOK_SECRET, and UNDERSTUDY_GITHUB_APP_ID with",
      "UNDERSTUDY_GITHUB_PRIVATE_KEY (a file or the key itself), or for trying out",
      "UNDERSTUDY_GITHUB_TOKEN.",
      "Often set: UNDERSTUDY_STAGE_PROJECT, UNDERSTUDY_PUBLIC_URL, UNDERSTUDY_HOST,",
      "UNDERSTUDY_PORT, UNDERSTUDY_PAGE_SECRET, UNDERSTUDY_DATABASE_URL,",
      "UNDERSTUDY_CIRCLECI_TOKEN, UNDERSTUDY_CIRCLECI_WEBHOOK_SECRET.",
      "bot/docs/server.md describes all of them.",
      "",
      "Exit codes: 0 stopped (by SIGTERM or Ctrl-C, too),",
      "2 wrong configuration, 3 a service does not answer."
    })
final class ServeCommand implements Callable<Integer> {
  /** Requests, chores and turns that are under way may end before; systemd waits a little more. */
  private static final Duration LONGEST_END = Duration.ofSeconds(42);

  private final Terminal terminal;

  ServeCommand(Terminal terminal) {
    this.terminal = terminal;
  }

  @Override
  public Integer call() throws InterruptedException {
    Map<String, String> environment = terminal.environment();
    ServerSettings web = ServerSettings.of(environment);
    GitHubSettings github = github(environment);
    Settings settings = terminal.settings();
    BotSettings bot = BotSettings.of(environment);
    DatabaseSettings database = DatabaseSettings.of(environment, settings.stateFolder());
    settings.writable("repositories");
    Logs.json(System.err, new Redaction(secrets(web, github, database, environment)));
    CountDownLatch stopped = new CountDownLatch(1);
    Interrupts interrupts = Interrupts.onCtrlC(stopped::countDown, LONGEST_END);
    try (Database store = Database.open(database);
        GoogleSql sql = GoogleSql.start();
        BotWarehouses warehouses = new BotWarehouses(settings, sql, store.clock());
        GitHubForge forge = GitHubForge.open(github, store.clock(), store.writeBuckets());
        Production production = Production.of(terminal, sql);
        CircleTests tests = circle(environment, store.clock());
        BotServer server =
            BotServer.start(
                new BotServer.Parts(
                    bot,
                    settings,
                    web,
                    store,
                    forge,
                    github.web(),
                    warehouses,
                    sql,
                    production.schemas(),
                    tests,
                    BotServer.Rhythm.USUAL,
                    store.clock()))) {
      terminal.out().println("understudy listens on http://" + web.host() + ":" + server.port());
      terminal.out().flush();
      stopped.await();
      interrupts.stoppedWell();
    } finally {
      interrupts.done();
    }
    return Cli.DONE;
  }

  private static CircleTests circle(Map<String, String> environment, InstantSource clock) {
    return CircleCiSettings.of(environment)
        .map(settings -> CircleTests.of(settings, clock))
        .orElseGet(CircleTests::none);
  }

  static GitHubSettings github(Map<String, String> environment) {
    GitHubSettings settings =
        GitHubSettings.of(login(environment))
            .at(
                address(environment, "UNDERSTUDY_GITHUB_API_URL", GitHubSettings.API),
                address(environment, "UNDERSTUDY_GITHUB_URL", GitHubSettings.WEB));
    // Without TLS it is on this machine, so it is a stand-in, which counts no writes.
    boolean standIn = "http".equals(settings.api().getScheme());
    return standIn ? settings.within(WriteLimits.NONE) : settings;
  }

  private static GitHubSettings.Login login(Map<String, String> environment) {
    String app = environment.getOrDefault("UNDERSTUDY_GITHUB_APP_ID", "").strip();
    String key = environment.getOrDefault("UNDERSTUDY_GITHUB_PRIVATE_KEY", "").strip();
    String token = environment.getOrDefault("UNDERSTUDY_GITHUB_TOKEN", "").strip();
    if (app.isEmpty() && token.isEmpty()) {
      throw Problem.usage(
          "UNDERSTUDY_GITHUB_APP_ID is not set (nor, for trying out, UNDERSTUDY_GITHUB_TOKEN):"
              + " without one of them nothing can be read from GitHub");
    }
    if (!app.isEmpty() && !token.isEmpty()) {
      throw Problem.usage(
          "UNDERSTUDY_GITHUB_APP_ID and UNDERSTUDY_GITHUB_TOKEN are both set: keep the app, or for"
              + " trying out the token");
    }
    if (!app.isEmpty() && key.isEmpty()) {
      throw Problem.usage(
          "UNDERSTUDY_GITHUB_PRIVATE_KEY is not set: it is the GitHub App's private key, or the"
              + " file that holds it");
    }
    return app.isEmpty()
        ? new GitHubSettings.Login.Token(Secret.of(token))
        : new GitHubSettings.Login.App(app, Secret.of(pem(key)));
  }

  private static String pem(String key) {
    if (key.startsWith("-----BEGIN")) {
      return key.replace("\\n", "\n");
    }
    try {
      return Files.readString(Path.of(key));
    } catch (IOException | InvalidPathException _) {
      throw Problem.usage(
          "UNDERSTUDY_GITHUB_PRIVATE_KEY is neither a key that begins with -----BEGIN, nor a file"
              + " that can be read");
    }
  }

  private static URI address(Map<String, String> environment, String name, URI otherwise) {
    String text = environment.getOrDefault(name, "").strip();
    try {
      return text.isEmpty() ? otherwise : URI.create(text);
    } catch (IllegalArgumentException _) {
      throw Problem.usage(name + " is no URL such as " + otherwise);
    }
  }

  private static List<Secret> secrets(
      ServerSettings web,
      GitHubSettings github,
      DatabaseSettings database,
      Map<String, String> environment) {
    List<Secret> secrets = new ArrayList<>(web.secrets());
    secrets.addAll(database.secrets());
    CircleCiSettings.of(environment).map(CircleCiSettings::token).ifPresent(secrets::add);
    switch (github.login()) {
      case GitHubSettings.Login.App(_, var key) -> secrets.add(key);
      case GitHubSettings.Login.Token(var token) -> secrets.add(token);
    }
    return secrets;
  }
}
