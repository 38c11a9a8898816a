package dev.understudy.bot;

import dev.understudy.ci.CircleCi;
import dev.understudy.ci.CircleCiProject;
import dev.understudy.ci.CircleCiSettings;
import dev.understudy.ci.Trigger;
import dev.understudy.ci.Workflow;
import dev.understudy.config.CircleCiRules;
import dev.understudy.config.RepositoryConfig;
import dev.understudy.failure.Problem;
import dev.understudy.forge.PullRequest;
import dev.understudy.forge.RepositoryName;
import dev.understudy.intake.Event;
import dev.understudy.report.comment.Pipeline;
import dev.understudy.store.InboxRow;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** The team's own tests as a CircleCI pipeline. */
public final class CircleTests implements TeamTests, AutoCloseable {
  private final @Nullable CircleCi circle;
  private final Function<RepositoryName, Optional<CircleCiProject>> projects;

  private CircleTests(
      @Nullable CircleCi circle, Function<RepositoryName, Optional<CircleCiProject>> projects) {
    this.circle = circle;
    this.projects = projects;
  }

  /** Tests with the projects that the server's settings name; they alone may be started. */
  public static CircleTests of(CircleCiSettings settings, InstantSource clock) {
    return new CircleTests(new CircleCi(settings, clock), settings::project);
  }

  /** No tests: the server has no CircleCI token. */
  public static CircleTests none() {
    return new CircleTests(null, _ -> Optional.empty());
  }

  @Override
  public Standing.@Nullable Tests start(
      RepositoryConfig config, PullRequest pull, Standing.@Nullable Stage stage) {
    CircleCiRules.Trigger trigger = config.pullRequests().circleCi().trigger();
    if (trigger == null || stage == null) {
      return null;
    }
    String name = trigger.workflow() == null ? trigger.project() : trigger.workflow();
    if (circle == null) {
      return refused(name, "the server has no UNDERSTUDY_CIRCLECI_TOKEN");
    }
    CircleCiProject project = projects.apply(pull.id().repository()).orElse(null);
    if (project == null || !project.slug().equals(trigger.project())) {
      return refused(
          name,
          "the server's UNDERSTUDY_CIRCLECI_PROJECTS does not let this repository start `"
              + trigger.project()
              + "`");
    }
    try {
      UUID pipeline = circle.trigger(wanted(project, trigger, pull, stage));
      return new Standing.Tests(pipeline.toString(), Pipeline.State.PENDING, name, null, null);
    } catch (Problem problem) {
      return refused(name, String.valueOf(problem.getMessage()));
    }
  }

  private static Standing.Tests refused(String name, String why) {
    return new Standing.Tests(null, Pipeline.State.NOT_STARTED, name, null, why);
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
        String url = ended.url() == null ? null : ended.url().toString();
        return new Standing.Tests(tests.pipeline(), state(ended.status()), tests.name(), url, null);
      }
    }
    return tests.state() == Pipeline.State.PENDING ? asked(config, tests) : tests;
  }

  /** A webhook may be lost: the workflows are asked too. */
  private Standing.Tests asked(RepositoryConfig config, Standing.Tests tests) {
    if (circle == null || tests.pipeline() == null) {
      return tests;
    }
    List<Workflow> all =
        circle.workflows(UUID.fromString(tests.pipeline())).stream()
            .filter(workflow -> counts(config, workflow.name()))
            .toList();
    boolean over = !all.isEmpty() && all.stream().allMatch(w -> w.status().over());
    boolean well = all.stream().allMatch(w -> w.status() == Workflow.Status.SUCCESS);
    Pipeline.State state = well ? Pipeline.State.SUCCESS : Pipeline.State.FAILED;
    return over
        ? new Standing.Tests(tests.pipeline(), state, tests.name(), tests.url(), null)
        : tests;
  }

  private static boolean counts(RepositoryConfig config, String workflow) {
    CircleCiRules.Trigger trigger = config.pullRequests().circleCi().trigger();
    return trigger == null || trigger.workflow() == null || trigger.workflow().equals(workflow);
  }

  private static Pipeline.State state(String status) {
    return switch (status) {
      case "success" -> Pipeline.State.SUCCESS;
      case "canceled" -> Pipeline.State.CANCELLED;
      default -> Pipeline.State.FAILED;
    };
  }

  @Override
  public void close() {
    if (circle != null) {
      circle.close();
    }
  }
}
