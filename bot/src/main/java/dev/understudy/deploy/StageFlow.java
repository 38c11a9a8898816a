package dev.understudy.deploy;

import dev.understudy.artifact.Identifier;
import dev.understudy.artifact.Schema;
import dev.understudy.plan.SchemaSources;
import dev.understudy.plan.StagePlan;
import dev.understudy.plan.StagePlanner;
import dev.understudy.plan.StagedFile;
import dev.understudy.sql.SqlAnalyzer;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** From a selection to a plan. */
public final class StageFlow {
  /** The installation that commands on a laptop and in CI act for. */
  public static final String LOCAL = "local";

  private final Workspace workspace;
  private final SqlAnalyzer analyzer;
  private final InstantSource clock;
  private final Function<Identifier, Optional<Schema>> production;
  private Duration patience = SchemaSources.PATIENCE;

  /** Plans over an opened repository, without looking at production. */
  public StageFlow(Workspace workspace, SqlAnalyzer analyzer, InstantSource clock) {
    this(workspace, analyzer, clock, _ -> Optional.empty());
  }

  /**
   * Plans over an opened repository.
   *
   * @param production the schema of a production table, where one may read it
   */
  public StageFlow(
      Workspace workspace,
      SqlAnalyzer analyzer,
      InstantSource clock,
      Function<Identifier, Optional<Schema>> production) {
    this.workspace = workspace;
    this.analyzer = analyzer;
    this.clock = clock;
    this.production = production;
  }

  /** Asks readers longer for columns that nothing declares, or not so long. */
  StageFlow withPatience(Duration patience) {
    this.patience = patience;
    return this;
  }

  /**
   * A plan and what should be said beside it.
   *
   * @param configChanged whether the change touches the repository's configuration
   */
  public record Planned(
      StagePlan plan,
      Workspace.Side head,
      List<String> notes,
      boolean configChanged,
      StagePlanner planner) {
    /** The same, where another comparison tells whether the configuration is touched. */
    public Planned withConfigChanged(boolean touched) {
      return new Planned(plan, head, notes, touched, planner);
    }

    /** The files of what was planned, under their stage names. */
    public List<StagedFile> files() {
      return planner.files(head.tree(), head.config().layout().root(), plan);
    }
  }

  /** Plans a selection; without a suffix the commit's SHA is used. */
  public Planned plan(Selection selection, @Nullable String suffix) {
    return plan(selection, suffix, false);
  }

  /**
   * Plans a selection.
   *
   * @param withReaders whether what directly reads the change is rehearsed too
   */
  public Planned plan(Selection selection, @Nullable String suffix, boolean withReaders) {
    return plan(selection, suffix, withReaders, new Actor(LOCAL, workspace.name(), null));
  }

  /**
   * Plans a selection.
   *
   * @param withReaders whether what directly reads the change is rehearsed too
   * @param actor whom the stage's labels name
   */
  public Planned plan(
      Selection selection, @Nullable String suffix, boolean withReaders, Actor actor) {
    Workspace.Selected selected = workspace.select(selection);
    Workspace.Side head = selected.head();
    List<Function<Identifier, Optional<Schema>>> sources = new ArrayList<>();
    sources.add(id -> id.isWildcard() ? Optional.empty() : production.apply(id));
    sources.add(id -> Workspace.external(head, id));
    String name = suffix == null ? selected.suffix() : suffix;
    StagePlanner planner =
        new StagePlanner(
            workspace.definitions(head),
            head.config().stage(),
            name,
            new SchemaSources(sources, analyzer, patience));
    planner.noteFlaws(selected.introduced());
    StagePlan plan =
        planner.plan(
            selected.changes(),
            new StagePlanner.Rehearsal(
                selected.base(),
                actor.commit() == null ? head.commit() : actor.commit(),
                actor.installation(),
                actor.repository(),
                actor.pullRequest(),
                clock.instant()),
            withReaders);
    String base = selected.base();
    boolean config =
        base != null && head.commit() != null && workspace.configDiffers(base, head.commit());
    return new Planned(plan, head, selected.notes(), config, planner);
  }
}
