package dev.understudy.bot;

import dev.understudy.deploy.Actor;
import dev.understudy.deploy.StageFlow;
import dev.understudy.failure.Problem;
import dev.understudy.failure.Unavailable;
import dev.understudy.forge.CheckRun;
import dev.understudy.forge.PullRequest;
import dev.understudy.forge.PullRequestId;
import dev.understudy.forge.RepositoryName;
import dev.understudy.intake.Event;
import dev.understudy.intake.EventCodec;
import dev.understudy.job.Turn;
import dev.understudy.plan.Finding;
import dev.understudy.plan.StagePlan;
import dev.understudy.report.Outcome;
import dev.understudy.report.comment.CheckText;
import dev.understudy.report.comment.PullRequestReport;
import dev.understudy.report.comment.RunState;
import dev.understudy.source.GitRepository;
import dev.understudy.store.Delivery;
import dev.understudy.store.InboxRow;
import java.time.Instant;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.MDC;

/**
 * One turn of a repository's own lane: what concerns no single pull request, or does not say which.
 */
final class RepositoryTurn {
  private static final Logger LOG = LoggerFactory.getLogger(RepositoryTurn.class);

  private final Tools tools;
  private final Reconciler reconciler;
  private final Turn turn;

  RepositoryTurn(Tools tools, Reconciler reconciler, Turn turn) {
    this.tools = tools;
    this.reconciler = reconciler;
    this.turn = turn;
  }

  void take() {
    boolean waits = false;
    for (InboxRow row : Desk.readable(turn.waiting(), tools.clock().instant())) {
      try {
        String outcome = outcome(row);
        tools.inbox().handled(turn.lease(), List.of(row), outcome);
        LOG.info("{}: {}: {}", turn.lane(), row.kind(), outcome);
      } catch (Waits _) {
        waits = true;
      }
    }
    if (waits) {
      throw new Unavailable(
          "a merge group waits for SQL that is generated", null, tools.generated().pace());
    }
  }

  /** Says of merge groups that it is our trouble, so that their queue does not wait for us. */
  void giveUp(RunState broken) {
    for (InboxRow row : turn.waiting()) {
      if (Desk.event(row).orElse(null) instanceof Event.MergeGroupRequested group) {
        try {
          check(report(pull(group), broken));
        } catch (Problem problem) {
          LOG.warn("{}: {}", group.ref(), problem.getMessage());
        }
      }
    }
  }

  private String outcome(InboxRow row) {
    if (row.wokenFor(Reconciler.SWEEP)) {
      return tools.stages().removeAll(turn, null).removed().size() + " datasets swept";
    }
    return switch (Desk.event(row).orElse(null)) {
      case Event.PipelineEnded ended -> passOn(row, ended);
      case Event.CheckRequested pressed -> passOn(row, pressed);
      case Event.MergeGroupRequested group -> rehearse(group, row.receivedAt());
      case Event.BranchPushed pushed -> lookAtPullRequestsInto(pushed.branch());
      case null, default -> lookAgain();
    };
  }

  /** Nothing can be done about one event yet; the others are not kept waiting. */
  private static final class Waits extends RuntimeException {
    private static final long serialVersionUID = 1L;
  }

  private RepositoryName repository() {
    return turn.lane().repository();
  }

  /**
   * The end of a team's tests belongs to the pull request that they were started for; a pipeline
   * that we did not start, to those whose SQL it may have generated.
   */
  private String passOn(InboxRow row, Event.PipelineEnded ended) {
    Set<PullRequestId> lanes = new LinkedHashSet<>();
    tools.standings().testedBy(ended.pipelineId()).ifPresent(lanes::add);
    String sha = ended.sha();
    if (sha != null) {
      lanes.addAll(tools.standings().generatedFrom(repository(), sha));
    }
    lanes.forEach(id -> passOn(row, ended, id));
    return lanes.isEmpty() ? "no pull request waits for this pipeline" : lanes.toString();
  }

  /** GitHub does not say which pull request a check of a fork's commit belongs to. */
  private String passOn(InboxRow row, Event.CheckRequested pressed) {
    List<PullRequest> pulls =
        tools.forge().openPullRequests(repository()).stream()
            .filter(pull -> pull.headSha().equals(pressed.sha()))
            .toList();
    pulls.forEach(pull -> passOn(row, pressed, pull.id()));
    return pulls.size() + " pull requests stand at this commit";
  }

  private void passOn(InboxRow row, Event event, PullRequestId lane) {
    String id = row.source() + ":" + row.deliveryId() + ":" + lane.number();
    String payload = EventCodec.write(event);
    boolean interactive = row.interactive();
    tools
        .inbox()
        .accept(new Delivery("understudy", id, null, lane, row.kind(), payload, interactive));
  }

  /**
   * The configuration on the base branch may have changed what pull requests into it are told; a
   * branch that is nobody's head may be what others waited for, as a baseline that was missing.
   */
  private String lookAtPullRequestsInto(String branch) {
    List<PullRequest> open = tools.forge().openPullRequests(repository());
    boolean head = open.stream().anyMatch(p -> !p.fork() && p.headRef().equals(branch));
    List<PullRequest> touched =
        open.stream().filter(p -> p.baseRef().equals(branch) || (!head && !isDone(p))).toList();
    touched.forEach(pull -> tools.inbox().wake(pull.id(), "push to " + branch));
    return touched.size() + " pull requests to look at";
  }

  private boolean isDone(PullRequest pull) {
    return tools.standings().of(pull.id()).covers(pull);
  }

  private String lookAgain() {
    reconciler.reconcile(repository());
    return "looked at all open pull requests";
  }

  /**
   * A merge queue asks about a commit that is on no pull request: it is staged under its own
   * suffix, told with the required check alone, and removed.
   */
  private String rehearse(Event.MergeGroupRequested group, Instant since) {
    MDC.put("sha", group.sha());
    PullRequest pull = pull(group);
    PullRequestReport report = report(pull, new RunState.Staging(0, 0));
    if (tools.forge().findCheck(repository(), required(report)).isEmpty()) {
      check(report);
    }
    PullRequestReport done;
    try {
      Sources.Opened opened = opened(pull, since);
      refuseStrangers(pull, opened);
      done = rehearsed(pull, opened, report);
    } catch (Problem problem) {
      Finding finding =
          Finding.error(null, problem.location(), String.valueOf(problem.getMessage()));
      done = report.with(new RunState.Failed()).withFindings(List.of(finding));
    } finally {
      tools.stages().removeAll(turn, null);
    }
    check(done);
    return done.state().label();
  }

  /** A merge group as if it were a pull request of its own. */
  private PullRequest pull(Event.MergeGroupRequested group) {
    return new PullRequest(
        turn.lane(),
        PullRequest.State.OPEN,
        false,
        "merge group",
        "",
        group.sha(),
        group.ref(),
        group.base(),
        group.sha(),
        false,
        null);
  }

  private PullRequestReport report(PullRequest pull, RunState state) {
    Instant now = tools.clock().instant();
    return tools.reports().of(pull, pull.headSha(), Standing.NEW, state, now, "");
  }

  /**
   * A merge queue brings a fork's commits along, which need the consent that they need anywhere. A
   * squashed commit is told by the queue's branch alone, which names the last pull request in it.
   *
   * @throws Problem where nobody allowed one of them
   */
  private void refuseStrangers(PullRequest group, Sources.Opened opened) {
    try (GitRepository git = GitRepository.open(opened.folder())) {
      for (PullRequest each : tools.forge().openPullRequests(repository())) {
        String head = each.headSha();
        boolean allowed = !each.fork() || head.equals(tools.standings().of(each.id()).allowed());
        boolean named = group.headRef().contains("/pr-" + each.id().number() + "-");
        if (!allowed && (named || git.isAncestor(head, group.headSha()))) {
          throw Problem.of(
              "pull request #"
                  + each.id().number()
                  + " comes from a fork, and nobody allowed its commit: a maintainer can, with"
                  + " `/ok-to-stage "
                  + head
                  + "` on it");
        }
      }
    }
  }

  private Sources.Opened opened(PullRequest pull, Instant since) {
    Sources.Opened opened =
        tools.sources().open(repository(), pull.baseRef(), List.of("refs/heads/" + pull.headRef()));
    if (opened.broken() != null) {
      throw opened.broken();
    }
    GeneratedSql found =
        tools.generated().look(pull, opened, since, () -> turn.safePoint(_ -> false));
    return switch (found) {
      case GeneratedSql.None _ -> opened;
      case GeneratedSql.Ready(var what) ->
          opened.generated(new Sources.Generated(String.valueOf(what.commit()), pull.headSha()));
      case GeneratedSql.Waiting _ -> throw new Waits();
      case GeneratedSql.Failed failed -> throw failed.why();
    };
  }

  private PullRequestReport rehearsed(
      PullRequest pull, Sources.Opened opened, PullRequestReport report) {
    StageFlow.Planned planned =
        tools
            .sources()
            .plan(
                opened,
                new Sources.Wanted(
                    new Actor(tools.installation(), repository().toString(), 0, pull.headSha()),
                    opened.base(pull),
                    opened.head(pull),
                    "mg_" + pull.headSha().substring(0, 12),
                    tools.stages().production(turn, pull)));
    StagePlan plan = planned.plan();
    if (plan.members().isEmpty()) {
      RunState state = plan.hasErrors() ? new RunState.Failed() : new RunState.NothingToStage();
      return report.with(plan).with(state);
    }
    Live live = new Live(tools, turn, _ -> false, "", _ -> {}, report);
    Outcome outcome = tools.stages().run(turn, planned, Part.whole(plan), live);
    if (outcome.unavailable()) {
      throw new Unavailable("BigQuery did not always answer", null);
    }
    return report.with(plan).with(outcome).with(PullRequestReport.ended(plan, outcome));
  }

  private void check(PullRequestReport report) {
    turn.safePoint(_ -> false);
    CheckRun check = required(report);
    Long id = tools.forge().findCheck(repository(), check).orElse(null);
    tools.forge().writeCheck(repository(), id, check);
  }

  private CheckRun required(PullRequestReport report) {
    return Publisher.check(turn.lane(), report, CheckText.of(report).getFirst());
  }
}
