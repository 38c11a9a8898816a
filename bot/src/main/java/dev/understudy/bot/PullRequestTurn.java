package dev.understudy.bot;

import dev.understudy.config.PullRequestRules;
import dev.understudy.failure.Problem;
import dev.understudy.forge.PullRequest;
import dev.understudy.intake.Event;
import dev.understudy.job.Turn;
import dev.understudy.report.comment.CommentTemplates;
import dev.understudy.report.comment.Conclusion;
import dev.understudy.report.comment.Pipeline;
import dev.understudy.report.comment.PullRequestReport;
import dev.understudy.report.comment.RunState;
import dev.understudy.report.comment.RunState.Because;
import dev.understudy.store.InboxRow;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.MDC;

/**
 * One turn of a pull request's lane: reads the pull request as it stands, hears what people asked,
 * decides, does it, tells it. Events only say that it is time to look.
 */
final class PullRequestTurn {
  private static final Logger LOG = LoggerFactory.getLogger(PullRequestTurn.class);

  /** The shortest time to a look at an expired stage. */
  private static final Duration PAUSE = Duration.ofSeconds(5);

  private final Tools tools;
  private final Turn turn;
  private Standing standing;
  private boolean waits;

  PullRequestTurn(Tools tools, Turn turn) {
    this.tools = tools;
    this.turn = turn;
    this.standing = tools.standings().of(turn.lane()).next();
  }

  void take() {
    Optional<PullRequest> live = live();
    if (live.isEmpty()) {
      forget();
      return;
    }
    PullRequest pull = live.get();
    MDC.put("sha", pull.headSha());
    if (isNoNews(pull)) {
      end("rest");
      return;
    }
    tools.runs().abandon(turn.lease());
    Sources.Opened opened = pull.state() == PullRequest.State.OPEN ? open(pull) : null;
    PullRequestRules rules = rules(opened);
    Desk.Heard heard = tools.desk().hear(turn, pull, standing, rules);
    remember(heard.wishes(), pull);
    closeOlder(pull);
    if (standing.closed() && pull.state() == PullRequest.State.OPEN) {
      standing = save(standing.closed(false).unhandled());
    }
    if (tools.generated().isNews(pull, opened, standing, turn.waiting())) {
      standing = save(standing.unhandled());
    }
    Decision decision = Decision.of(pull, standing, heard.wishes(), rules, tools.clock().instant());
    act(decision, pull, opened, heard.wishes());
    keepAsAsked(pull, opened);
    // an answer that fails is tried again, and what is carried out is not
    if (!heard.comments().isEmpty()) {
      standing = save(standing.carriedOut(heard.comments()));
    }
    answer(heard, pull, opened);
    end(Words.of(decision));
  }

  /**
   * Says that the turn will come: commands were seen, and a commit that will be staged has its
   * check. What is not sure to be staged has to wait for the configuration, which a turn reads.
   */
  void greet() {
    tools.desk().greet(turn, turn.waiting());
    Optional<PullRequest> live = live();
    if (live.isEmpty() || standing.closed()) {
      return;
    }
    PullRequest pull = live.get();
    boolean staged = pull.state() == PullRequest.State.OPEN && !pull.draft() && !pull.fork();
    if (staged && !standing.covers(pull) && standing.told().conclusion(pull.headSha()) == null) {
      closeOlder(pull);
      int ahead = Math.max(1, (int) tools.lanes().counts().leased() - 1);
      PullRequestReport report = tools.reports().of(pull, standing, new RunState.Queued(ahead));
      standing = tools.publisher().checks(turn, standing, report);
    }
  }

  /** The pull request; empty where it, its repository or our installation is gone. */
  private Optional<PullRequest> live() {
    try {
      return Optional.of(tools.forge().pullRequest(turn.lane()));
    } catch (Problem problem) {
      if (!problem.isGone()) {
        throw problem;
      }
      LOG.warn("{}: {}", turn.lane(), problem.getMessage());
      return Optional.empty();
    }
  }

  /**
   * Whether all that waits says what is done already, as a push's second event does: nothing has to
   * be fetched to find that out.
   */
  private boolean isNoNews(PullRequest pull) {
    Standing.Tests tests = standing.tests();
    return pull.state() == PullRequest.State.OPEN
        && !pull.draft()
        && !standing.closed()
        && standing.covers(pull)
        && !standing.goesTooSoon()
        && !standing.expired(tools.clock().instant())
        && (tests == null || tests.state() != Pipeline.State.PENDING)
        && !turn.waiting().isEmpty()
        && turn.waiting().stream()
            .allMatch(row -> Desk.event(row).orElse(null) instanceof Event.PullRequestTouched);
  }

  private Sources.Opened open(PullRequest pull) {
    return tools
        .sources()
        .open(
            pull.id().repository(),
            pull.baseRef(),
            List.of("refs/pull/" + pull.id().number() + "/head"));
  }

  /** Where nobody can say who may give which command, only administrators may. */
  private static PullRequestRules rules(Sources.@Nullable Opened opened) {
    if (opened == null) {
      return PullRequestRules.DEFAULTS;
    }
    PullRequestRules rules = opened.config().pullRequests();
    return opened.broken() == null ? rules : rules.forAdministrators();
  }

  private void act(
      Decision decision, PullRequest pull, Sources.@Nullable Opened opened, Wishes wishes) {
    switch (decision) {
      case Decision.Stage wanted -> stage(wanted, pull, opened, wishes);
      case Decision.Analyse _ -> standing = rehearsal(pull, opened).analyse();
      case Decision.Remove(var because) -> remove(because, pull, opened);
      case Decision.Stop(var by) -> stop(by, pull, opened);
      case Decision.Test _ -> standing = revisit(pull, opened).test();
      case Decision.Rest _ -> rest(pull, opened);
    }
  }

  /** Stages the commit, or what is generated from it; while that is waited for, says so. */
  private void stage(
      Decision.Stage wanted, PullRequest pull, Sources.@Nullable Opened opened, Wishes wishes) {
    GeneratedSql found = new GeneratedSql.None();
    if (opened != null) {
      standing = save(standing.generated(tools.generated().begun(pull, opened, standing, wishes)));
      News news = news(pull, opened);
      Runnable tick = () -> turn.safePoint(news);
      found = tools.generated().look(pull, opened, standing.generated(), tick);
    }
    switch (found) {
      case GeneratedSql.None _ -> standing = rehearsal(pull, opened).stage(wanted);
      case GeneratedSql.Ready(var what) -> {
        standing = save(standing.generated(what));
        Decision.Stage now = new Decision.Stage(what.wanted(), wanted.anew());
        standing = rehearsal(pull, opened).stage(now);
      }
      case GeneratedSql.Waiting waiting -> {
        waits = true;
        standing = save(standing.generated(waiting.what()));
        standing = rehearsal(pull, opened).await(waiting, wanted.anew());
      }
      case GeneratedSql.Failed failed -> {
        standing = save(standing.generated(failed.what()));
        standing = rehearsal(pull, opened).refuse(failed, wanted.anew());
      }
    }
  }

  /** Nothing is to be done for the commit; what else carries its labels is swept away. */
  private void rest(PullRequest pull, Sources.@Nullable Opened opened) {
    if (turn.waiting().stream().anyMatch(row -> row.wokenFor(Reconciler.SWEEP))) {
      tools
          .stages()
          .removeStrays(turn, standing.stage())
          .removed()
          .forEach(dataset -> LOG.info("{}: swept {}", turn.lane(), dataset));
    }
    standing = revisit(pull, opened).settle(turn.waiting());
  }

  private Rehearsal rehearsal(PullRequest pull, Sources.@Nullable Opened opened) {
    return new Rehearsal(tools, turn, pull, opened, news(pull, opened), standing);
  }

  private Revisit revisit(PullRequest pull, Sources.@Nullable Opened opened) {
    return new Revisit(tools, turn, pull, opened, news(pull, opened), standing);
  }

  private News news(PullRequest pull, Sources.@Nullable Opened opened) {
    return new News(tools.desk(), pull, rules(opened));
  }

  /**
   * Takes away all of the pull request's stages, whatever they were left by. That it is done is
   * remembered last, here and in {@link #stop}: a crash before lets it be done again.
   */
  private void remove(Because because, PullRequest pull, Sources.@Nullable Opened opened) {
    boolean over = pull.state() != PullRequest.State.OPEN;
    boolean had = standing.stage() != null;
    RunState.Removed removed =
        new RunState.Removed(
            because,
            tools.stages().removeAll(turn, standing.stage()),
            standing.told().conclusion(pull.headSha()));
    PullRequestReport report = tools.reports().of(pull, standing, removed);
    if (had || tools.publisher().spoke(standing, report)) {
      tell(report, opened);
    } else if (standing.promises(pull)) {
      standing = tools.publisher().checks(turn, standing, report);
    }
    tools.stages().forgetDeployments(turn);
    Standing without = standing.removed().deployment(null).closed(over);
    standing = save(because == Because.DRAFT ? without.unhandled() : without.handled(pull));
  }

  private void stop(String by, PullRequest pull, Sources.@Nullable Opened opened) {
    tools.stages().removeAll(turn, standing.stage());
    tools.stages().forgetDeployments(turn);
    standing = save(standing.removed().deployment(null).unhandled().stopped(pull.headSha()));
    tell(tools.reports().of(pull, standing, new RunState.Cancelled(by)), opened);
    standing = save(standing.handled(pull));
  }

  /** What was under way for a commit that is no longer the head is over: its check says so. */
  private void closeOlder(PullRequest pull) {
    String older = standing.told().sha();
    if (older != null
        && !older.equals(pull.headSha())
        && standing.told().conclusion() == Conclusion.PENDING) {
      RunState over = new RunState.Cancelled(null);
      standing =
          tools
              .publisher()
              .checks(turn, standing, tools.reports().of(pull.at(older), standing, over));
    }
  }

  /** What holds for more than what is done now. */
  private void remember(Wishes wishes, PullRequest pull) {
    if (wishes.allow() != null) {
      standing = save(standing.allowed(pull.headSha()));
    }
    if (wishes.keep() != null) {
      standing = save(standing.kept(tools.clock().instant().plus(wishes.keep())));
    }
  }

  /**
   * What somebody asked, of this stage or an earlier one of the pull request, holds for it. That it
   * does is remembered last.
   */
  private void keepAsAsked(PullRequest pull, Sources.@Nullable Opened opened) {
    Standing.Stage stage = standing.stage();
    Instant until = standing.keep();
    if (stage != null && until != null && standing.goesTooSoon()) {
      tools.stages().extend(turn, stage, until);
      standing = standing.stage(stage.until(until));
      standing = save(revisit(pull, opened).retell());
    }
  }

  private void tell(PullRequestReport report, Sources.@Nullable Opened opened) {
    CommentTemplates templates = opened == null ? CommentTemplates.builtIn() : opened.templates();
    standing =
        tools.publisher().publish(turn, standing, report, templates, rules(opened).comments());
  }

  private void answer(Desk.Heard heard, PullRequest pull, Sources.@Nullable Opened opened) {
    for (Desk.Question question : heard.questions()) {
      String text = revisit(pull, opened).answer(question.command());
      tools.desk().reply(turn, Long.toString(question.comment()), text);
    }
    tools.desk().refuse(turn, heard);
    tools.desk().done(turn, heard);
  }

  /** Nobody can be told any more, but what was made is still removed. */
  private void forget() {
    tools.runs().abandon(turn.lease());
    tools.stages().removeAll(turn, standing.stage());
    standing = save(standing.removed().closed(true));
    end("the pull request cannot be read any more");
  }

  private void end(String outcome) {
    List<InboxRow> done = Desk.readable(turn.waiting(), tools.clock().instant());
    tools.inbox().handled(turn.lease(), done, outcome);
    LOG.info("{}: {}", turn.lane(), outcome);
    next().ifPresent(time -> tools.lanes().wakeIn(turn.lease(), time));
  }

  /** When there is something to do without an event; an event of CircleCI's may be lost. */
  private Optional<Duration> next() {
    Standing.Stage stage = standing.stage();
    Standing.Tests tests = standing.tests();
    boolean pending = tests != null && tests.state() == Pipeline.State.PENDING;
    return Stream.of(
            stage == null ? null : left(stage),
            stage != null && pending ? tools.tests().pace() : null,
            waits ? tools.generated().pace() : null)
        .filter(Objects::nonNull)
        .min(Comparator.naturalOrder());
  }

  /** What is over and stays all the same is not looked at without end. */
  private Duration left(Standing.Stage stage) {
    Duration left = Duration.between(tools.clock().instant(), stage.expires());
    return left.compareTo(PAUSE) < 0 ? PAUSE : left;
  }

  private Standing save(Standing changed) {
    return tools.standings().save(turn.lease(), changed);
  }

  /** What the inbox keeps of a decision. */
  private static final class Words {
    static String of(Decision decision) {
      return decision.getClass().getSimpleName().toLowerCase(Locale.ROOT);
    }
  }
}
