package dev.understudy.deploy;

import dev.understudy.artifact.Identifier;
import dev.understudy.artifact.Schema;
import dev.understudy.failure.Problem;
import dev.understudy.failure.Unavailable;
import dev.understudy.plan.Member;
import dev.understudy.plan.StageDataset;
import dev.understudy.plan.Step;
import dev.understudy.report.Outcome;
import dev.understudy.report.Progress;
import dev.understudy.warehouse.Warehouse;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/**
 * Performs a stage plan: the datasets first, then each member as soon as what it depends on exists.
 * A failure is said once; what depends on it is skipped and the rest goes on. Running the same plan
 * again, or twice at once, ends in the same stage.
 */
public final class PlanRunner {
  /** How many steps run at once unless the call says otherwise. */
  public static final int PARALLELISM = 64;

  private final Warehouse warehouse;
  private final int parallelism;
  private final Duration grace;
  private final InstantSource clock;
  private final Progress progress;
  private final CompletableFuture<Void> cancelled = new CompletableFuture<>();

  /**
   * A runner for one deploy.
   *
   * @param grace how long running steps may go on after {@link #cancel}
   */
  public PlanRunner(
      Warehouse warehouse,
      int parallelism,
      Duration grace,
      InstantSource clock,
      Progress progress) {
    if (parallelism < 1) {
      throw Problem.usage("parallelism must be at least 1 but is " + parallelism);
    }
    this.warehouse = warehouse;
    this.parallelism = parallelism;
    this.grace = grace;
    this.clock = clock;
    this.progress = progress;
  }

  /**
   * Performs.
   *
   * @return what became of each member, in the order given
   * @throws Problem where members depend on each other in a cycle; nothing is done then
   * @throws Unavailable where not one dataset could be made because BigQuery does not answer
   */
  public Outcome run(List<StageDataset> datasets, List<Member> members) {
    List<Member> sorted = Order.of(members);
    progress.planned(members);
    Run run = new Run(this, datasets);
    try (run) {
      run.makeDatasets(sorted);
      run.start(sorted);
      run.await();
    }
    return run.outcome(members);
  }

  /** Starts nothing new from now on; {@link #run} returns when running steps end, or the grace. */
  public void cancel() {
    cancelled.complete(null);
  }

  CompletableFuture<Void> cancelled() {
    return cancelled;
  }

  int parallelism() {
    return parallelism;
  }

  Duration grace() {
    return grace;
  }

  InstantSource clock() {
    return clock;
  }

  Progress progress() {
    return progress;
  }

  void make(StageDataset dataset) {
    warehouse.createDataset(dataset);
  }

  /** Statements run one call each: an error names its statement, and a retry repeats only that. */
  void perform(Step step) {
    switch (step) {
      case Step.CreateTable(var target, var schema, var options) ->
          warehouse.createTable(target, schema, options);
      case Step.CreateTableLikeQuery(var target, var query, var options) ->
          warehouse.createTable(target, dryRun(target, query), options);
      case Step.CreateTableForQuery(var target, var schema, var query, var options) -> {
        Fit.check(dryRun(target, query), schema);
        warehouse.createTable(target, schema, options);
      }
      case Step.RunStatements(var target, var kind, var statements, var sources, var uploads) -> {
        uploads.forEach(u -> warehouse.upload(u.bucket(), u.name(), u.content()));
        Identifier table = kind.isRoutine() ? null : target;
        for (int i = 0; i < statements.size(); i++) {
          String statement = statements.get(i);
          InFile.run(sources.get(i), statement, () -> warehouse.run(statement, table));
        }
      }
      case Step.Impossible(_, var reason) -> throw Problem.of(reason);
    }
  }

  private Schema dryRun(Identifier target, Step.Query query) {
    String dataset = target.project() + "." + target.dataset();
    return InFile.call(
        query.source(),
        query.sql(),
        () -> warehouse.dryRun(query.sql(), query.parameters(), dataset));
  }
}
