package dev.understudy.bot;

import dev.understudy.config.PullRequestRules;
import dev.understudy.failure.Unavailable;
import dev.understudy.forge.Forge;
import dev.understudy.forge.OwnComment;
import dev.understudy.forge.PullRequest;
import dev.understudy.forge.PullRequestId;
import dev.understudy.forge.Reaction;
import dev.understudy.intake.Command;
import dev.understudy.intake.Decoded;
import dev.understudy.intake.Event;
import dev.understudy.intake.EventCodec;
import dev.understudy.store.InboxRow;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

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

  /** A comment that is answered with this, because something in it cannot be done. */
  record Refusal(long comment, String reply) {}

  /**
   * All that was asked for.
   *
   * @param comments those whose commands are carried out
   */
  record Heard(
      Wishes wishes, List<Long> comments, List<Question> questions, List<Refusal> refusals) {}

  /** Hears what waits for a pull request, in order. */
  Heard hear(List<InboxRow> rows, PullRequest pull, Standing standing, PullRequestRules rules) {
    Hearing hearing = new Hearing(forge, pull, standing, rules);
    for (InboxRow row : rows) {
      switch (event(row).orElse(null)) {
        case Event.Commanded asked -> hearing.comment(asked);
        case Event.CheckRequested pressed -> hearing.button(pressed);
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
  void greet(PullRequestId id, List<InboxRow> rows) {
    for (InboxRow row : rows) {
      if (event(row).orElse(null) instanceof Event.Commanded asked) {
        Granted.run(id, () -> forge.react(id.repository(), asked.commentId(), Reaction.EYES));
      }
    }
  }

  /** Says that nothing will come of what comments asked for. */
  void giveUp(PullRequestId id, List<InboxRow> rows) {
    for (InboxRow row : rows) {
      if (event(row).orElse(null) instanceof Event.Commanded asked) {
        settle(id, asked.commentId(), Reaction.THUMBS_DOWN);
      }
    }
  }

  /** Says that what comments asked for is done. */
  void done(PullRequestId id, Heard heard) {
    heard.comments().forEach(comment -> settle(id, comment, Reaction.ROCKET));
  }

  /** Says why something is not done. */
  void refuse(PullRequestId id, Heard heard) {
    for (Refusal refusal : heard.refusals()) {
      reply(id, refusal.comment(), refusal.reply());
      settle(id, refusal.comment(), Reaction.THUMBS_DOWN);
    }
  }

  /** Answers a comment once, however often it is tried. */
  void reply(PullRequestId id, long comment, String text) {
    Granted.run(id, () -> say(id, comment, text));
  }

  private void say(PullRequestId id, long comment, String text) {
    String marker = "<!-- understudy:reply " + comment + " -->";
    List<OwnComment> own = comment == 0 ? List.of() : forge.ownComments(id);
    if (comment != 0 && own.stream().noneMatch(c -> c.body().startsWith(marker))) {
      forge.createComment(id, marker + "\n" + text);
    }
  }

  private void settle(PullRequestId id, long comment, Reaction reaction) {
    Granted.run(
        id,
        () -> {
          forge.react(id.repository(), comment, reaction);
          forge.unreact(id.repository(), comment, Reaction.EYES);
        });
  }
}
