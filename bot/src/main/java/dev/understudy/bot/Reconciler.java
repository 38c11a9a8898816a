package dev.understudy.bot;

import dev.understudy.deploy.Clean;
import dev.understudy.failure.Problem;
import dev.understudy.failure.Unavailable;
import dev.understudy.forge.FailedDelivery;
import dev.understudy.forge.Forge;
import dev.understudy.forge.PullRequest;
import dev.understudy.forge.PullRequestId;
import dev.understudy.forge.RepositoryName;
import dev.understudy.plan.StageLabels;
import dev.understudy.store.Inbox;
import dev.understudy.store.LaneRow;
import dev.understudy.store.Lanes;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Repairs what a lost webhook, a crash or a stranger's hand left behind, without anybody: it only
 * ever wakes lanes, whose turns then look at what is true.
 */
final class Reconciler {
  /** How long GitHub keeps deliveries to ask for them again ("Redelivering webhooks"). */
  static final Duration REDELIVERABLE = Duration.ofDays(3);

  /** So often a delivery is asked for whenever we look. */
  private static final int EAGER = 5;

  /** After that it is waited for so long, and twice as long each further time. */
  private static final Duration LATER = Duration.ofMinutes(10);

  /** A stage younger than this may be one that a turn is just making. */
  private static final Duration GRACE = Duration.ofHours(1);

  /** Why a lane is woken whose pull request has a stage that it may not remember. */
  static final String SWEEP = "sweep";

  private static final Logger LOG = LoggerFactory.getLogger(Reconciler.class);

  private final Forge forge;
  private final Inbox inbox;
  private final Lanes lanes;
  private final Standings standings;
  private final Stages stages;
  private final InstantSource clock;

  Reconciler(
      Forge forge,
      Inbox inbox,
      Lanes lanes,
      Standings standings,
      Stages stages,
      InstantSource clock) {
    this.forge = forge;
    this.inbox = inbox;
    this.lanes = lanes;
    this.standings = standings;
    this.stages = stages;
    this.clock = clock;
  }

  /**
   * Wakes lanes that rest by mistake, asks once more for deliveries that failed, and looks at every
   * open pull request.
   */
  void reconcile() {
    int woken = inbox.wakeSleepers();
    if (woken > 0) {
      LOG.warn("{} lanes rested although something waited for them", woken);
    }
    askAgain();
    List<RepositoryName> repositories = forge.repositories();
    for (PullRequestId id : standings.open().keySet()) {
      if (!repositories.contains(id.repository())) {
        insist(id, "the repository cannot be seen any more");
      }
    }
    Set<String> away = new HashSet<>();
    for (RepositoryName repository : repositories) {
      if (!away.contains(repository.owner())) {
        try {
          reconcile(repository);
        } catch (Problem problem) {
          LOG.warn("{}: {}", repository, problem.getMessage());
        } catch (Unavailable unavailable) {
          // what GitHub limits is an account: those of the others are looked at all the same
          LOG.warn("{}: {}", repository.owner(), unavailable.getMessage());
          away.add(repository.owner());
        }
      }
    }
  }

  /** Deliveries that GitHub does not give again keep nothing else from being repaired. */
  private void askAgain() {
    Instant now = clock.instant();
    try {
      for (FailedDelivery failed : forge.failedDeliveries(now.minus(REDELIVERABLE))) {
        if (isDue(failed, now) && !inbox.knows("github", failed.guid())) {
          askAgain(failed);
        }
      }
    } catch (Problem | Unavailable e) {
      LOG.warn("failed deliveries are not asked for: {}", e.getMessage());
    }
  }

  private void askAgain(FailedDelivery failed) {
    try {
      forge.redeliver(failed.id());
    } catch (Problem problem) {
      LOG.warn("delivery {}: {}", failed.guid(), problem.getMessage());
    }
  }

  /** What fails again and again fails for another reason than that nobody was there. */
  private static boolean isDue(FailedDelivery failed, Instant now) {
    int late = failed.attempts() - EAGER;
    return late < 0
        || !now.isBefore(failed.last().plus(LATER.multipliedBy(1L << Math.min(late, 10))));
  }

  /** Wakes every pull request of a repository that is not as it was when it was last looked at. */
  void reconcile(RepositoryName repository) {
    Map<PullRequestId, Standing> known = new HashMap<>(standings.open());
    known.keySet().removeIf(id -> !id.repository().equals(repository));
    for (PullRequest pull : forge.openPullRequests(repository)) {
      Standing standing = known.remove(pull.id());
      if (standing == null || !standing.covers(pull)) {
        inbox.wake(pull.id(), "reconcile");
      }
    }
    known.keySet().forEach(id -> insist(id, "reconcile"));
  }

  /**
   * Looks at every stage that carries our labels. One that its pull request does not remember, or
   * that has expired, wakes that pull request's lane, which decides under its lease; one of a
   * repository that nobody knows has no lane, and goes when its time has been up for a while.
   */
  void sweep() {
    Map<String, RepositoryName> repositories = repositoriesByLabel();
    Set<String> live = new HashSet<>();
    for (Standing standing : standings.open().values()) {
      Standing.Stage stage = standing.stage();
      if (stage != null) {
        live.add(stage.project() + "." + StageLabels.value(stage.suffix()));
      }
    }
    Instant now = clock.instant();
    for (Clean.Stage stage : stages.all()) {
      RepositoryName repository = repositories.get(stage.repository());
      Integer number = stage.pullRequest();
      Instant staged = stage.staged();
      boolean young = staged != null && staged.isAfter(now.minus(GRACE));
      boolean stays = young || live.contains(stage.project() + "." + stage.suffix());
      if (repository == null || number == null) {
        if (expired(stage, now.minus(GRACE))) {
          sweep(stage);
        }
      } else if (!stays || (!young && expired(stage, now))) {
        insist(new PullRequestId(repository, number), SWEEP);
      }
    }
  }

  private Map<String, RepositoryName> repositoriesByLabel() {
    Set<RepositoryName> all = new HashSet<>(forge.repositories());
    standings.known().forEach(id -> all.add(id.repository()));
    Map<String, RepositoryName> byLabel = new HashMap<>();
    all.forEach(name -> byLabel.put(StageLabels.value(name.toString()), name));
    return byLabel;
  }

  /** Wakes a lane also where it was given up: what is over is tidied all the same. */
  private void insist(PullRequestId lane, String why) {
    inbox.wake(lane, why);
    if (lanes.find(lane).filter(LaneRow::dead).isPresent()) {
      lanes.revive(lane);
    }
  }

  /** The next sweep tries again what cannot be removed now. */
  private void sweep(Clean.Stage stage) {
    try {
      stages.remove(stage).removed().forEach(dataset -> LOG.info("swept {}", dataset));
    } catch (Problem | Unavailable e) {
      LOG.warn("{} of {} is not swept: {}", stage.suffix(), stage.project(), e.getMessage());
    }
  }

  private static boolean expired(Clean.Stage stage, Instant at) {
    Instant expires = stage.expires();
    return expires != null && expires.isBefore(at);
  }
}
