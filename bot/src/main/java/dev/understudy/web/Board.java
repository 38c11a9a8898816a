package dev.understudy.web;

import dev.understudy.failure.Unavailable;
import dev.understudy.forge.PullRequestId;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** What the pages show. Texts may come from anywhere: the pages escape them. */
public interface Board {
  /**
   * What there is now.
   *
   * @throws Unavailable where the database does not answer
   */
  Overview overview();

  /**
   * One run; empty where there is none of that id.
   *
   * @throws Unavailable where the database does not answer
   */
  Optional<RunPage> run(String id);

  /** Everything on the first page, in the order to show it in. */
  record Overview(List<Stage> stages, List<Lane> lanes, List<Run> runs) {
    public Overview {
      stages = List.copyOf(stages);
      lanes = List.copyOf(lanes);
      runs = List.copyOf(runs);
    }
  }

  /**
   * A stage that exists.
   *
   * @param name what its datasets' names end with
   * @param datasets how many it has
   */
  record Stage(PullRequestId pullRequest, String sha, String name, int datasets, Instant expires) {}

  /**
   * A lane that has work.
   *
   * @param note what it waits for, or why it was given up
   */
  record Lane(PullRequestId pullRequest, State state, int attempts, Instant since, String note) {
    /** Whether somebody works on it. */
    public enum State {
      READY,
      LEASED,
      DEAD
    }
  }

  /**
   * A run.
   *
   * @param id letters, digits, {@code _} and hyphens: the page is {@code /runs/<id>}
   * @param outcome one word, such as passed
   * @param took null while it is running
   */
  record Run(
      String id,
      PullRequestId pullRequest,
      String sha,
      String outcome,
      Instant started,
      @Nullable Duration took) {}

  /**
   * One run's page.
   *
   * @param link the pull request's page, or null where it is not known
   * @param told what the pull request was told, as Markdown, or empty
   */
  record RunPage(Run run, @Nullable URI link, String told, List<Member> closure, List<Line> log) {
    public RunPage {
      closure = List.copyOf(closure);
      log = List.copyOf(log);
    }
  }

  /**
   * A member of a run's closure: what it is, why it is there, and what became of it.
   *
   * @param message what is wrong with it, or empty
   */
  record Member(String id, String kind, String why, String state, String message) {}

  /** A line of a run's log. */
  record Line(Instant at, String text) {}
}
