package dev.understudy.bot;

import dev.understudy.ci.CircleCi;
import dev.understudy.ci.CircleCiProject;
import dev.understudy.ci.CircleCiSettings;
import dev.understudy.ci.Trigger;
import dev.understudy.ci.Workflow;
import dev.understudy.config.CircleCiRules;
import dev.understudy.config.RepositoryConfig;
import dev.understudy.failure.Problem;
import dev.understudy.failure.Unavailable;
import dev.understudy.forge.PullRequest;
import dev.understudy.intake.Event;
import dev.understudy.report.comment.Pipeline;
import dev.understudy.store.InboxRow;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** The team's own tests as a CircleCI pipeline. */
public final class CircleTests implements TeamTests, AutoCloseable {
  private static final Duration PACE = Duration.ofMinutes(1);

  private final Circle circle;
  private final InstantSource clock;

  private CircleTests(Circle circle, InstantSource clock) {
    this.circle = circle;
    this.clock = clock;
  }

  /** Tests with the projects that the server's settings name; they alone may be started. */
  public static CircleTests of(CircleCiSettings settings, InstantSource clock) {
    return of(settings, clock, PACE);
  }

  /**
   * The same.
   *
   * @param pace how often CircleCI is asked while it sends nothing
   */
  public static CircleTests of(CircleCiSettings settings, InstantSource clock, Duration pace) {
    return new CircleTests(
        new Circle(new CircleCi(settings, clock), settings::project, pace), clock);
  }

  /** No tests: the server has no CircleCI token. */
  public static CircleTests none() {
    return new CircleTests(new Circle(null, _ -> Optional.empty(), PACE), InstantSource.system());
  }

  /** CircleCI, for what else the bot asks of it. */
  Circle circle() {
    return circle;
  }

  @Override
  public Duration pace() {
    return circle.pace();
  }

  @Override
  public Standing.@Nullable Tests start(
      RepositoryConfig config, PullRequest pull, Standing.@Nullable Stage stage) {
    CircleCiRules.Trigger trigger = config.pullRequests().circleCi().trigger();
    if (trigger == null || stage == null) {
      return null;
    }
    String name = trigger.workflow() == null ? trigger.project() : trigger.workflow();
    Instant until = clock.instant().plus(trigger.timeout());
    Standing.Tests none =
        new Standing.Tests(null, Pipeline.State.NOT_STARTED, name, null, null, until);
    if (pull.fork()) {
      return refused(none, "a fork's commit is not built with the project's contexts");
    }
    try {
      Circle.Access access = circle.access(pull.id().repository(), trigger.project());
      UUID pipeline = access.client().trigger(wanted(access.project(), trigger, pull, stage));
      return new Standing.Tests(
          pipeline.toString(), Pipeline.State.PENDING, name, null, null, until);
    } catch (Problem | Unavailable e) {
      // not tried again without anybody: where only the reply was lost, that starts a second one
      return refused(none, e.getMessage() + "; `/retest` tries again");
    }
  }

  private static Standing.Tests refused(Standing.Tests none, String why) {
    return none.now(Pipeline.State.NOT_STARTED, null, why);
  }

  private static Trigger wanted(
      CircleCiProject project,
      CircleCiRules.Trigger trigger,
      PullRequest pull,
      Standing.Stage stage) {
    return new Trigger(
        project,
        pull.headRef(),
        trigger.branch() == null ? pull.baseRef() : trigger.branch(),
        stage.suffix(),
        stage.project(),
        stage.sha(),
        pull.id().number());
  }

  @Override
  public Standing.Tests now(RepositoryConfig config, Standing.Tests tests, List<InboxRow> arrived) {
    for (InboxRow row : arrived) {
      if (Desk.event(row).orElse(null) instanceof Event.PipelineEnded ended
          && ended.pipelineId().equals(tests.pipeline())
          && counts(config, ended.workflow())) {
        return asked(config, again(config, tests, ended));
      }
    }
    if (tests.state() != Pipeline.State.PENDING) {
      return tests;
    }
    Standing.Tests now = asked(config, tests);
    boolean late = now.state() == Pipeline.State.PENDING && !clock.instant().isBefore(now.until());
    return late ? now.now(Pipeline.State.FAILED, now.url(), "they did not end in time") : now;
  }

  /**
   * An event says only that there is something to ask for: it may come late, after another run of
   * the same workflow has ended.
   */
  private Standing.Tests again(
      RepositoryConfig config, Standing.Tests tests, Event.PipelineEnded ended) {
    CircleCiRules.Trigger trigger = config.pullRequests().circleCi().trigger();
    String url = ended.url() == null ? null : ended.url().toString();
    boolean over = tests.state() != Pipeline.State.PENDING;
    Instant until =
        over && trigger != null ? clock.instant().plus(trigger.timeout()) : tests.until();
    return new Standing.Tests(
        tests.pipeline(), Pipeline.State.PENDING, tests.name(), url, null, until);
  }

  /** A webhook may be lost, and there is none for a pipeline that cannot begin. */
  private Standing.Tests asked(RepositoryConfig config, Standing.Tests tests) {
    CircleCi client = circle.client();
    if (client == null || tests.pipeline() == null) {
      return tests;
    }
    UUID pipeline = UUID.fromString(tests.pipeline());
    try {
      List<Workflow> all = latest(client.workflows(pipeline), config);
      if (all.isEmpty()) {
        return client
            .error(pipeline)
            .map(why -> tests.now(Pipeline.State.NOT_STARTED, null, why))
            .orElse(tests);
      }
      boolean over = all.stream().allMatch(w -> w.status().over());
      return over ? tests.now(state(all), tests.url(), null) : tests;
    } catch (Problem problem) {
      return tests.now(Pipeline.State.FAILED, tests.url(), problem.getMessage());
    } catch (Unavailable _) {
      return tests;
    }
  }

  /** The workflows that count; one that was run again counts as it went the last time. */
  private static List<Workflow> latest(List<Workflow> all, RepositoryConfig config) {
    Map<String, Workflow> latest = new LinkedHashMap<>();
    all.stream()
        .filter(workflow -> counts(config, workflow.name()))
        .sorted(Comparator.comparing(Workflow::createdAt))
        .forEach(workflow -> latest.put(workflow.name(), workflow));
    return List.copyOf(latest.values());
  }

  private static Pipeline.State state(List<Workflow> all) {
    if (all.stream().allMatch(w -> w.status() == Workflow.Status.SUCCESS)) {
      return Pipeline.State.SUCCESS;
    }
    boolean failed =
        all.stream()
            .anyMatch(
                w ->
                    w.status() != Workflow.Status.SUCCESS
                        && w.status() != Workflow.Status.CANCELED);
    return failed ? Pipeline.State.FAILED : Pipeline.State.CANCELLED;
  }

  private static boolean counts(RepositoryConfig config, String workflow) {
    CircleCiRules.Trigger trigger = config.pullRequests().circleCi().trigger();
    return trigger == null || trigger.workflow() == null || trigger.workflow().equals(workflow);
  }

  @Override
  public void close() {
    CircleCi client = circle.client();
    if (client != null) {
      client.close();
    }
  }
}
