package dev.understudy.bot;

import dev.understudy.artifact.Identifier;
import dev.understudy.artifact.Schema;
import dev.understudy.deploy.Clean;
import dev.understudy.deploy.PlanRunner;
import dev.understudy.deploy.StageFlow;
import dev.understudy.failure.Problem;
import dev.understudy.failure.Unavailable;
import dev.understudy.forge.DeploymentState;
import dev.understudy.forge.Forge;
import dev.understudy.forge.PullRequest;
import dev.understudy.forge.PullRequestId;
import dev.understudy.forge.RepositoryName;
import dev.understudy.job.Turn;
import dev.understudy.plan.StageLabels;
import dev.understudy.plan.StagePlan;
import dev.understudy.report.Cleaned;
import dev.understudy.report.Outcome;
import dev.understudy.report.Progress;
import dev.understudy.report.comment.Links;
import dev.understudy.store.InboxRow;
import dev.understudy.store.StageProjects;
import dev.understudy.warehouse.Warehouse;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Makes, keeps and removes the stages of pull requests, and the forge's records of them. */
final class Stages implements AutoCloseable {
  /** Production is not looked at. */
  static final Production NO_PRODUCTION = _ -> Optional.empty();

  private static final Logger LOG = LoggerFactory.getLogger(Stages.class);
  private static final Duration GRACE = Duration.ofSeconds(10);
  private static final long TICK = 250;

  private final String installation;
  private final String project;
  private final StageProjects projects;
  private final Forge forge;
  private final Warehouses warehouses;
  private final Production production;
  private final InstantSource clock;
  private final ExecutorService threads =
      Executors.newThreadPerTaskExecutor(Thread.ofPlatform().daemon().name("run-", 0).factory());

  /** The schema of a production table, where one may read it. */
  interface Production extends Function<Identifier, Optional<Schema>> {}

  Stages(
      String installation,
      String project,
      StageProjects projects,
      Forge forge,
      Warehouses warehouses,
      Production production,
      InstantSource clock) {
    this.installation = installation;
    this.project = project;
    this.projects = projects;
    this.forge = forge;
    this.warehouses = warehouses;
    this.production = production;
    this.clock = clock;
  }

  /** What may be known of production for a pull request: nothing for one that nobody allowed. */
  Production production(Turn turn, PullRequest pull) {
    return pull.fork() ? NO_PRODUCTION : production;
  }

  /** Makes a stage, or a part of it; stops where it makes no sense any more. */
  Outcome run(Turn turn, StageFlow.Planned planned, Part part, Live live) {
    projects.add(turn.lane().repository(), planned.plan().stageProject());
    String location = planned.head().config().stage().location();
    Warehouse warehouse =
        new Guarded(warehouses.stage(location, live), () -> turn.safePoint(_ -> false));
    return run(planned.plan(), part, warehouse, live, live::tick);
  }

  /** Makes a stage that nobody sees, without any credential. */
  Outcome tryOut(Turn turn, Predicate<InboxRow> news, StageFlow.Planned planned) {
    String location = planned.head().config().stage().location();
    try (Warehouses.Rehearsal rehearsal = warehouses.rehearsal(location)) {
      return run(
          planned.plan(),
          Part.whole(planned.plan()),
          rehearsal.warehouse(),
          Progress.NONE,
          () -> turn.safePoint(news));
    }
  }

  private Outcome run(
      StagePlan plan, Part part, Warehouse warehouse, Progress progress, Runnable tick) {
    PlanRunner runner = new PlanRunner(warehouse, PlanRunner.PARALLELISM, GRACE, clock, progress);
    Future<Outcome> running = threads.submit(() -> runner.run(plan.datasets(), part.members()));
    try {
      while (true) {
        try {
          Outcome outcome = running.get(TICK, TimeUnit.MILLISECONDS);
          tick.run();
          return outcome;
        } catch (TimeoutException _) {
          tick.run();
        }
      }
    } catch (ExecutionException e) {
      throw e.getCause() instanceof RuntimeException known
          ? known
          : new IllegalStateException(e.getCause());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted", e);
    } finally {
      runner.cancel();
    }
  }

  /** Removes all stages of the turn's pull request. */
  Cleaned removeAll(Turn turn, Standing.@Nullable Stage stage) {
    return remove(turn, stage, null);
  }

  /** Removes the stages of the turn's pull request that are not the one it has. */
  Cleaned removeStrays(Turn turn, Standing.@Nullable Stage stage) {
    return remove(turn, stage, stage);
  }

  /**
   * Removes what a pull request has, wherever its repository ever had stages. A project that cannot
   * be read must not hold up what comes after: it is told, and the sweep looks there again.
   */
  private Cleaned remove(
      Turn turn, Standing.@Nullable Stage stage, Standing.@Nullable Stage staying) {
    RepositoryName repository = turn.lane().repository();
    String own = stage == null ? project : stage.project();
    Predicate<String> stays =
        suffix -> staying != null && suffix.equals(StageLabels.value(staying.suffix()));
    Cleaned cleaned = Cleaned.NOTHING;
    for (String where : projects(projects.of(repository), own)) {
      try {
        cleaned =
            cleaned.and(
                clean(turn, where)
                    .cleanPullRequest(
                        repository.toString(),
                        turn.lane().number(),
                        where.equals(own) ? stays : _ -> false));
      } catch (Problem problem) {
        LOG.warn("{}: {} is not tidied: {}", turn.lane(), where, problem.getMessage());
        Cleaned.Kept left = new Cleaned.Kept(where, String.valueOf(problem.getMessage()));
        cleaned = cleaned.and(new Cleaned(List.of(), List.of(), List.of(left)));
      }
    }
    return cleaned;
  }

  /** Projects together with those where stages are now. */
  private Set<String> projects(Collection<String> earlier, String... now) {
    Set<String> all = new TreeSet<>(earlier);
    all.add(project);
    all.addAll(List.of(now));
    return all;
  }

  /** Whether all datasets of a plan's stage are there: somebody may have taken one away by hand. */
  boolean holds(StagePlan plan) {
    Set<String> there =
        all(plan.stageProject()).stream()
            .filter(stage -> stage.suffix().equals(StageLabels.value(plan.suffix())))
            .flatMap(stage -> stage.datasets().stream())
            .collect(Collectors.toSet());
    return plan.datasets().stream()
        .allMatch(dataset -> there.contains(dataset.project() + "." + dataset.dataset()));
  }

  private Clean clean(Turn turn, String where) {
    Warehouse warehouse =
        new Guarded(warehouses.stage("US", Progress.NONE), () -> turn.safePoint(_ -> false));
    return new Clean(warehouse, where, installation, false);
  }

  /** All stages of this installation, in every project that can be read. */
  List<Clean.Stage> all() {
    List<Clean.Stage> all = new ArrayList<>();
    for (String where : projects(projects.all())) {
      try {
        all.addAll(all(where));
      } catch (Problem | Unavailable e) {
        LOG.warn("stages in {} are not looked at: {}", where, e.getMessage());
      }
    }
    return all;
  }

  private List<Clean.Stage> all(String where) {
    return new Clean(warehouses.stage("US", Progress.NONE), where, installation, true).stages();
  }

  /** Keeps a stage for longer. */
  void extend(Turn turn, Standing.Stage stage, Instant until) {
    Warehouse warehouse =
        new Guarded(warehouses.stage("US", Progress.NONE), () -> turn.safePoint(_ -> false));
    for (Clean.Stage made : clean(turn, stage.project()).stages()) {
      if (made.suffix().equals(StageLabels.value(stage.suffix()))) {
        for (String dataset : made.datasets()) {
          String name = dataset.substring(dataset.lastIndexOf('.') + 1);
          warehouse.extend(stage.project(), name, until);
        }
      }
    }
  }

  /** Removes a stage that belongs to no lane; what cannot be removed is told. */
  Cleaned remove(Clean.Stage stage) {
    return new Clean(warehouses.stage("US", Progress.NONE), stage.project(), installation, false)
        .clean(stage.suffix());
  }

  /**
   * Tells the forge that a commit goes onto the stage; returns the record's id, or null where
   * nobody granted the permission for it.
   */
  @Nullable Long announce(Turn turn, PullRequest pull) {
    PullRequestId lane = turn.lane();
    forgetDeployments(turn);
    RepositoryName repository = lane.repository();
    String what = "Stage of pull request " + lane.number();
    Long id =
        Granted.of(turn, () -> forge.createDeployment(repository, pull.headSha(), task(lane), what))
            .orElse(null);
    if (id != null) {
      Granted.run(
          turn,
          () -> forge.deploymentStatus(repository, id, DeploymentState.IN_PROGRESS, null, null));
    }
    return id;
  }

  /** Tells the forge how it ended, and where it can be looked at: our page, or the console. */
  void conclude(Turn turn, Standing standing, DeploymentState state, Links links) {
    Long id = standing.deployment();
    if (id != null) {
      String console = links.console().values().stream().sorted().findFirst().orElse(null);
      String where = links.run() == null ? console : links.run();
      PullRequestId lane = turn.lane();
      Granted.run(
          turn, () -> forge.deploymentStatus(lane.repository(), id, state, where, links.run()));
    }
  }

  /** Deletes the forge's records of a pull request's stages. */
  void forgetDeployments(Turn turn) {
    PullRequestId lane = turn.lane();
    List<Long> known =
        Granted.of(turn, () -> forge.deployments(lane.repository(), task(lane))).orElse(List.of());
    for (long id : known) {
      Granted.run(turn, () -> forge.deleteDeployment(lane.repository(), id));
    }
  }

  private static String task(PullRequestId lane) {
    return "stage-pr-" + lane.number();
  }

  @Override
  public void close() {
    threads.close();
  }
}
