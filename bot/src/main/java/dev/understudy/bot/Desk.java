package dev.understudy.bot;

import dev.understudy.config.PullRequestRules;
import dev.understudy.forge.Forge;
import dev.understudy.forge.OwnComment;
import dev.understudy.forge.PullRequest;
import dev.understudy.forge.PullRequestId;
import dev.understudy.forge.Reaction;
import dev.understudy.forge.RepositoryName;
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
 * with the reason. Hearing the same rows again changes nothing.
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

  /** Whether somebody asks for what a run has to end for, and may. */
  boolean mayStop(Event event, PullRequest pull, PullRequestRules rules) {
    return new Hearing(forge, pull, Standing.NEW, rules).stops(event);
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
  void greet(RepositoryName repository, List<InboxRow> rows) {
    for (InboxRow row : rows) {
      if (event(row).orElse(null) instanceof Event.Commanded asked) {
        forge.react(repository, asked.commentId(), Reaction.EYES);
      }
    }
  }

  /** Says that nothing will come of what comments asked for. */
  void giveUp(RepositoryName repository, List<InboxRow> rows) {
    for (InboxRow row : rows) {
      if (event(row).orElse(null) instanceof Event.Commanded asked) {
        settle(repository, asked.commentId(), Reaction.THUMBS_DOWN);
      }
    }
  }

  /** Says that what comments asked for is done. */
  void done(RepositoryName repository, Heard heard) {
    heard.comments().forEach(comment -> settle(repository, comment, Reaction.ROCKET));
  }

  /** Says why something is not done. */
  void refuse(PullRequestId id, Heard heard) {
    for (Refusal refusal : heard.refusals()) {
      reply(id, refusal.comment(), refusal.reply());
      settle(id.repository(), refusal.comment(), Reaction.THUMBS_DOWN);
    }
  }

  /** Answers a comment once, however often it is tried. */
  void reply(PullRequestId id, long comment, String text) {
    String marker = "<!-- understudy:reply " + comment + " -->";
    List<OwnComment> own = comment == 0 ? List.of() : forge.ownComments(id);
    if (comment != 0 && own.stream().noneMatch(c -> c.body().startsWith(marker))) {
      forge.createComment(id, marker + "\n" + text);
    }
  }

  private void settle(RepositoryName repository, long comment, Reaction reaction) {
    forge.react(repository, comment, reaction);
    forge.unreact(repository, comment, Reaction.EYES);
  }
}
