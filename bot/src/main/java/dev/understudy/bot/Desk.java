package dev.understudy.bot;

import dev.understudy.config.PullRequestRules;
import dev.understudy.failure.Unavailable;
import dev.understudy.forge.Forge;
import dev.understudy.forge.PullRequest;
import dev.understudy.forge.PullRequestId;
import dev.understudy.forge.Reaction;
import dev.understudy.forge.RepositoryName;
import dev.understudy.intake.Command;
import dev.understudy.intake.Decoded;
import dev.understudy.intake.Event;
import dev.understudy.intake.EventCodec;
import dev.understudy.job.Turn;
import dev.understudy.store.InboxRow;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Hears what people ask for: says that it was seen, asks the forge what each may do, and refuses
 * with the reason.
 */
final class Desk {
  /** How long servers of two versions work beside each other at most. */
  private static final Duration UPGRADE = Duration.ofDays(1);

  private final Forge forge;

  Desk(Forge forge) {
    this.forge = forge;
  }

  /** Somebody's question that is answered with a comment. */
  record Question(long comment, Command command) {}

  /**
   * What is said because something cannot be done.
   *
   * @param key of what was asked, whatever it was
   * @param comment what it was asked with, or null where it was a button
   */
  record Refusal(String key, @Nullable Long comment, String reply) {}

  /**
   * All that was asked for.
   *
   * @param comments those whose commands are carried out
   */
  record Heard(
      Wishes wishes, List<Long> comments, List<Question> questions, List<Refusal> refusals) {}

  /** Hears what waits for a pull request, in order. */
  Heard hear(Turn turn, PullRequest pull, Standing standing, PullRequestRules rules) {
    Hearing hearing = new Hearing(forge, pull, standing, rules);
    for (InboxRow row : turn.waiting()) {
      switch (event(row).orElse(null)) {
        case Event.Commanded asked -> {
          seen(turn, asked);
          hearing.comment(asked);
        }
        case Event.CheckRequested pressed -> hearing.button(row.id(), pressed);
        case Event.PullRequestTouched(var action, var sha)
            when action == Event.Action.SYNCHRONIZED ->
            hearing.pushed(sha);
        case null, default -> {
          // what else happened is read from the pull request itself
        }
      }
    }
    return hearing.heard();
  }

  /**
   * Whether somebody asks for what a run has to end for, and may. While the forge does not say, it
   * goes on.
   */
  boolean mayStop(Event event, PullRequest pull, PullRequestRules rules) {
    try {
      return new Hearing(forge, pull, Standing.NEW, rules).stops(event);
    } catch (Unavailable _) {
      return false;
    }
  }

  /** The event that a row holds; empty where another version wrote it, or it holds none. */
  static Optional<Event> event(InboxRow row) {
    return EventCodec.read(row.payload()) instanceof Decoded.Known(Event event)
        ? Optional.of(event)
        : Optional.empty();
  }

  /**
   * Which rows a turn may say are done: not those that a newer version of the bot wrote, which its
   * servers will find, unless they have not come for long.
   */
  static List<InboxRow> readable(List<InboxRow> rows, Instant now) {
    return rows.stream()
        .filter(
            row ->
                !(EventCodec.read(row.payload()) instanceof Decoded.Newer)
                    || row.receivedAt().isBefore(now.minus(UPGRADE)))
        .toList();
  }

  /** Says that comments were seen. */
  void greet(Turn turn, List<InboxRow> rows) {
    for (InboxRow row : rows) {
      if (event(row).orElse(null) instanceof Event.Commanded asked) {
        seen(turn, asked);
      }
    }
  }

  /** Says that nothing will come of what comments asked for. */
  void giveUp(Turn turn, List<InboxRow> rows) {
    for (InboxRow row : rows) {
      if (event(row).orElse(null) instanceof Event.Commanded asked) {
        settle(turn, asked.commentId(), Reaction.THUMBS_DOWN);
      }
    }
  }

  /** Says that what comments asked for is done. */
  void done(Turn turn, Heard heard) {
    heard.comments().forEach(comment -> settle(turn, comment, Reaction.ROCKET));
  }

  /** Says why something is not done. */
  void refuse(Turn turn, Heard heard) {
    for (Refusal refusal : heard.refusals()) {
      reply(turn, refusal.key(), refusal.reply());
      Long comment = refusal.comment();
      if (comment != null) {
        settle(turn, comment, Reaction.THUMBS_DOWN);
      }
    }
  }

  /** Answers something once, however often it is tried. */
  void reply(Turn turn, String key, String text) {
    Granted.run(turn, () -> say(turn.lane(), key, text));
  }

  private void say(PullRequestId id, String key, String text) {
    String marker = "<!-- understudy:reply " + key + " -->";
    if (forge.ownComments(id).stream().noneMatch(c -> c.body().startsWith(marker))) {
      forge.createComment(id, marker + "\n" + text);
    }
  }

  private void seen(Turn turn, Event.Commanded asked) {
    RepositoryName repository = turn.lane().repository();
    Granted.run(turn, () -> forge.react(repository, asked.commentId(), Reaction.EYES));
  }

  private void settle(Turn turn, long comment, Reaction reaction) {
    RepositoryName repository = turn.lane().repository();
    Granted.run(turn, () -> forge.react(repository, comment, reaction));
    Granted.run(turn, () -> forge.unreact(repository, comment, Reaction.EYES));
  }
}
