package dev.understudy.bot;

import dev.understudy.ci.CircleCiProject;
import dev.understudy.ci.LastRun;
import dev.understudy.ci.Workflow;
import dev.understudy.config.CircleCiRules;
import dev.understudy.config.Durations;
import dev.understudy.failure.Problem;
import dev.understudy.failure.Unavailable;
import dev.understudy.forge.PullRequest;
import dev.understudy.intake.Event;
import dev.understudy.source.GitRepository;
import dev.understudy.store.InboxRow;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.UUID;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * SQL that a workflow of CircleCI's generates from a pull request. How the workflow stands is asked
 * from the API whenever it is needed: events only say that it is time to ask.
 */
final class CircleSql {
  /** How many workflows are named that CircleCI ran instead. */
  private static final int MOST_NAMES = 5;

  private final Circle circle;
  private final CircleOutput output;
  private final InstantSource clock;

  CircleSql(Circle circle, Sources sources, InstantSource clock) {
    this.circle = circle;
    this.output = new CircleOutput(sources);
    this.clock = clock;
  }

  /** How often it is asked for while it is waited for. */
  Duration pace() {
    return circle.pace();
  }

  /**
   * The wait for a pull request's commit, as it was or as it begins now.
   *
   * @param wishes whether somebody asked to look again, and for what
   */
  Standing.@Nullable Generated begun(
      PullRequest pull, Sources.Opened opened, Standing standing, Wishes wishes) {
    CircleCiRules.GeneratedSql rules = rules(opened);
    if (rules == null) {
      return null;
    }
    Standing.Generated known = standing.generated();
    if (known != null
        && known.sha().equals(pull.headSha())
        && !wishes.asked()
        && standing.handled() == null) {
      return known;
    }
    return Standing.Generated.of(pull.headSha(), clock.instant().plus(rules.timeout()))
        .wanting(wishes.only());
  }

  /**
   * Looks how the workflow stands on the pull request's commit, and takes what it made.
   *
   * @param begun what {@link #begun} returned
   * @param tick called now and then, to stop where it makes no sense any more
   */
  GeneratedSql look(
      PullRequest pull, Sources.Opened opened, Standing.@Nullable Generated begun, Runnable tick) {
    CircleCiRules.GeneratedSql rules = rules(opened);
    if (rules == null || begun == null) {
      return new GeneratedSql.None();
    }
    try {
      Circle.Access access = circle.access(pull.id().repository(), rules.project());
      CircleCiProject project = access.project();
      LastRun last =
          access.client().lastRun(project, branch(pull), pull.headSha(), rules.workflow());
      return switch (last) {
        case LastRun.Begun(var run) -> {
          Standing.Generated found = begun.at(access.client().page(project, run).toString());
          yield found(new Job(pull, opened, rules, access, tick), found, run);
        }
        case LastRun.Impossible(var why, var page) ->
            failed(begun.at(page.toString()), rules, "cannot begin for this commit" + said(why));
        case LastRun.NotBegun(var others) ->
            waits(begun.at(null), rules, "has not begun for this commit" + ran(others), pull);
      };
    } catch (Unavailable away) {
      return waits(begun, rules, "cannot be asked after: " + away.getMessage(), pull);
    } catch (Problem problem) {
      return new GeneratedSql.Failed(begun, rules.workflow(), problem);
    }
  }

  private static String said(String why) {
    return why.isEmpty() ? "" : ", because its pipeline failed: `" + why + "`";
  }

  private static String ran(List<String> others) {
    String more = others.size() > MOST_NAMES ? " and others" : "";
    return others.isEmpty()
        ? ""
        : others.stream()
            .limit(MOST_NAMES)
            .collect(Collectors.joining("`, `", ", for which CircleCI ran only `", "`" + more));
  }

  /**
   * The same for a commit of no pull request.
   *
   * @param since when somebody first asked for it
   */
  GeneratedSql look(PullRequest pull, Sources.Opened opened, Instant since, Runnable tick) {
    CircleCiRules.GeneratedSql rules = rules(opened);
    return rules == null
        ? new GeneratedSql.None()
        : look(
            pull, opened, Standing.Generated.of(pull.headSha(), since.plus(rules.timeout())), tick);
  }

  /** All that is needed to take what one run made. */
  record Job(
      PullRequest pull,
      Sources.Opened opened,
      CircleCiRules.GeneratedSql rules,
      Circle.Access access,
      Runnable tick) {}

  private GeneratedSql found(Job job, Standing.Generated found, Workflow run) {
    CircleCiRules.GeneratedSql rules = job.rules();
    return switch (run.status()) {
      case SUCCESS -> taken(job, found, run.id());
      case RUNNING, FAILING, UNKNOWN -> waits(found, rules, "runs", job.pull());
      case ON_HOLD -> waits(found, rules, "waits for somebody's approval", job.pull());
      case FAILED, ERROR -> failed(found, rules, "failed for this commit");
      case CANCELED -> failed(found, rules, "was cancelled for this commit");
      case NOT_RUN, UNAUTHORIZED -> failed(found, rules, "was not allowed to run for this commit");
    };
  }

  private GeneratedSql taken(Job job, Standing.Generated found, UUID run) {
    boolean here =
        run.toString().equals(found.run()) && holds(job.opened(), String.valueOf(found.commit()));
    try {
      return new GeneratedSql.Ready(here ? found : output.take(job, found, run));
    } catch (Problem problem) {
      return new GeneratedSql.Failed(
          found.taken(null, null, null), job.rules().workflow(), problem);
    }
  }

  private GeneratedSql waits(
      Standing.Generated begun, CircleCiRules.GeneratedSql rules, String how, PullRequest pull) {
    if (clock.instant().isBefore(begun.until())) {
      return new GeneratedSql.Waiting(begun.taken(null, null, null), rules.workflow(), how);
    }
    String fork =
        pull.fork() ? "; the project has to allow it to build pull requests from forks" : "";
    return failed(
        begun,
        rules,
        "has not made the SQL of this commit within "
            + Durations.text(rules.timeout())
            + ": it "
            + how
            + fork);
  }

  private static GeneratedSql failed(
      Standing.Generated begun, CircleCiRules.GeneratedSql rules, String how) {
    return new GeneratedSql.Failed(
        begun.taken(null, null, null),
        rules.workflow(),
        Problem.of("CircleCI's workflow `" + rules.workflow() + "` " + how));
  }

  /**
   * The pull request's files: what was generated from its commit where that was taken before, which
   * is taken once more where this machine does not have it.
   *
   * @throws Problem where it cannot be had any more
   */
  Sources.Opened open(PullRequest pull, Sources.Opened opened, Standing standing) {
    Standing.Generated known = standing.generatedFrom(pull);
    CircleCiRules.GeneratedSql rules = rules(opened);
    if (known == null || rules == null) {
      return opened;
    }
    String commit = String.valueOf(known.commit());
    if (!holds(opened, commit)) {
      Circle.Access access = circle.access(pull.id().repository(), rules.project());
      Job job = new Job(pull, opened, rules, access, () -> {});
      commit = String.valueOf(output.again(job, known).commit());
    }
    return opened.generated(new Sources.Generated(commit, pull.headSha()));
  }

  /** Whether something arrived that may end a wait that was given up. */
  boolean isNews(
      PullRequest pull, Sources.@Nullable Opened opened, Standing standing, List<InboxRow> rows) {
    CircleCiRules.GeneratedSql rules = opened == null ? null : rules(opened);
    Standing.Generated known = standing.generated();
    return rules != null
        && known != null
        && known.commit() == null
        && known.sha().equals(pull.headSha())
        && rows.stream().anyMatch(row -> ended(row, rules.workflow(), pull.headSha()));
  }

  private static boolean ended(InboxRow row, String workflow, String sha) {
    return Desk.event(row).orElse(null) instanceof Event.PipelineEnded ended
        && ended.workflow().equals(workflow)
        && sha.equals(ended.sha());
  }

  static CircleCiRules.@Nullable GeneratedSql rules(Sources.Opened opened) {
    return opened.config().pullRequests().circleCi().generatedSql();
  }

  /** What CircleCI calls the branch: a fork's is named like the pull request. */
  private static String branch(PullRequest pull) {
    return pull.fork() ? "pull/" + pull.id().number() : pull.headRef();
  }

  private static boolean holds(Sources.Opened opened, String commit) {
    try (GitRepository git = GitRepository.open(opened.folder())) {
      return git.holds(commit);
    }
  }
}
