package dev.understudy.bot;

import dev.understudy.artifact.Identifier;
import dev.understudy.artifact.Schema;
import dev.understudy.config.Settings;
import dev.understudy.failure.Problem;
import dev.understudy.forge.Forge;
import dev.understudy.job.Chore;
import dev.understudy.job.Chores;
import dev.understudy.job.Pace;
import dev.understudy.job.Workers;
import dev.understudy.source.Mirrors;
import dev.understudy.sql.googlesql.GoogleSql;
import dev.understudy.store.Database;
import dev.understudy.store.Inbox;
import dev.understudy.store.LaneCounts;
import dev.understudy.store.Lanes;
import dev.understudy.store.PullStates;
import dev.understudy.store.Receipt;
import dev.understudy.store.Runs;
import dev.understudy.store.StageProjects;
import dev.understudy.web.Backend;
import dev.understudy.web.Gauges;
import dev.understudy.web.Mailbox;
import dev.understudy.web.Server;
import dev.understudy.web.ServerSettings;
import java.net.URI;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/**
 * The whole bot: what arrives goes into the inbox, workers take the lanes, chores repair what was
 * lost, and the pages show it. Several of these on one PostgreSQL share the work.
 */
public final class BotServer implements AutoCloseable {
  private static final Duration INBOX_AGE = Duration.ofDays(30);
  private static final Duration RUN_AGE = Duration.ofDays(90);

  /** A bare copy that nobody needed for so long is fetched again when somebody does. */
  private static final Duration COPY_AGE = Duration.ofDays(30);

  private final Database database;
  private final Database entrance;
  private final Stages stages;
  private final Workers workers;
  private final Chores chores;
  private final Server server;

  private BotServer(
      Database database,
      Database entrance,
      Stages stages,
      Workers workers,
      Chores chores,
      Server server) {
    this.database = database;
    this.entrance = entrance;
    this.stages = stages;
    this.workers = workers;
    this.chores = chores;
    this.server = server;
  }

  /**
   * What one server is made of.
   *
   * @param settings where stages and this machine's files are
   * @param web how it is reached
   * @param files where the forge shows files
   * @param sql analyses SQL; it stays the caller's to close
   * @param production the schema of a production table, where one may read it
   * @param rhythm how often lost things are looked for, and how soon it is tried again
   */
  public record Parts(
      BotSettings bot,
      Settings settings,
      ServerSettings web,
      Database database,
      Forge forge,
      URI files,
      Warehouses warehouses,
      GoogleSql sql,
      Function<Identifier, Optional<Schema>> production,
      CircleTests tests,
      Rhythm rhythm,
      InstantSource clock) {}

  /**
   * How often the chores are done.
   *
   * @param retry how long a turn's first retry waits at most
   */
  public record Rhythm(Duration reconcile, Duration sweep, Duration retention, Duration retry) {
    /** Of a server that people rely on. */
    public static final Rhythm USUAL =
        new Rhythm(
            Duration.ofMinutes(5), Duration.ofHours(1), Duration.ofDays(1), Duration.ofSeconds(10));
  }

  /**
   * Starts; it is ready when this returns. The database is closed with the server.
   *
   * @throws Problem where something of the set-up is wrong
   */
  public static BotServer start(Parts parts) {
    Database database = parts.database();
    Inbox inbox = new Inbox(database);
    Lanes lanes = new Lanes(database);
    Runs runs = new Runs(database);
    Standings standings = new Standings(new PullStates(database));
    Stages stages =
        new Stages(
            parts.bot().installation(),
            parts.settings().stageProject(),
            new StageProjects(database),
            parts.forge(),
            parts.warehouses(),
            parts.production()::apply,
            parts.clock());
    Reconciler reconciler =
        new Reconciler(parts.forge(), inbox, lanes, standings, stages, parts.clock());
    Mirrors mirrors =
        new Mirrors(
            parts.settings().writable("repositories"), Mirrors.Limits.DEFAULT, parts.clock());
    mirrors.prune(COPY_AGE);
    Tools tools = tools(parts, mirrors, inbox, lanes, runs, standings, stages);
    Workers workers =
        new Workers(
            lanes,
            inbox,
            new Bot(tools, reconciler),
            Pace.of(parts.bot().node(), parts.bot().turns()).retrying(parts.rhythm().retry()));
    // workers may hold all connections of the other pool for a while
    Database entrance = database.beside("receiver", Server.RECEIVERS);
    Inbox arrivals = new Inbox(entrance);
    new WarmUp(arrivals).run(Server.RECEIVERS);
    Letterbox letterbox = new Letterbox(arrivals, workers::nudge);
    Mailbox mailbox =
        (source, id, received) ->
            letterbox.accept(source, id, received) == Receipt.ACCEPTED
                ? Mailbox.Receipt.ACCEPTED
                : Mailbox.Receipt.DUPLICATE;
    Server server =
        Server.start(
            parts.web(),
            new Backend(
                mailbox, new StoredBoard(lanes, runs, standings, parts.files()), gauges(lanes)));
    workers.start();
    Runnable retention =
        () -> {
          inbox.prune(INBOX_AGE);
          runs.prune(RUN_AGE);
          mirrors.prune(COPY_AGE);
        };
    Chores chores = chores(parts, reconciler, retention);
    chores.start();
    return new BotServer(database, entrance, stages, workers, chores, server);
  }

  private static Tools tools(
      Parts parts,
      Mirrors mirrors,
      Inbox inbox,
      Lanes lanes,
      Runs runs,
      Standings standings,
      Stages stages) {
    Settings settings = parts.settings();
    Sources sources = new Sources(parts.forge(), mirrors, settings, parts.sql(), parts.clock());
    return new Tools(
        parts.bot().installation(),
        parts.forge(),
        inbox,
        lanes,
        runs,
        standings,
        new Desk(parts.forge()),
        new Publisher(parts.forge(), standings),
        new Reports(
            parts.clock(), standings, parts.web().publicUrl(), parts.files(), !settings.embedded()),
        sources,
        stages,
        parts.tests(),
        new CircleSql(parts.tests().circle(), sources, parts.clock()),
        parts.clock());
  }

  private static Chores chores(Parts parts, Reconciler reconciler, Runnable retention) {
    Rhythm rhythm = parts.rhythm();
    return new Chores(
        parts.database(),
        parts.bot().node(),
        List.of(
            new Chore("reconcile", rhythm.reconcile(), reconciler::reconcile),
            new Chore("sweep", rhythm.sweep(), reconciler::sweep),
            new Chore("retention", rhythm.retention(), retention)));
  }

  private static Gauges gauges(Lanes lanes) {
    return () -> {
      LaneCounts counts = lanes.counts();
      return new Gauges.Lanes(counts.ready(), counts.leased(), counts.dead());
    };
  }

  /** The port it listens on. */
  public int port() {
    return server.port();
  }

  /** Takes nothing more in, lets what is under way end or hands it over, and closes everything. */
  @Override
  public void close() {
    server.close();
    chores.close();
    workers.close();
    stages.close();
    entrance.close();
    database.close();
  }
}
