package dev.understudy.bot;

import dev.understudy.config.PullRequestRules;
import dev.understudy.forge.PullRequest;
import dev.understudy.intake.Event;
import dev.understudy.store.InboxRow;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Predicate;

/**
 * Which of the events that come while a commit is worked on make it pointless to go on: another
 * commit, an end, another wish of somebody who may have it. For one turn and its thread.
 */
final class News implements Predicate<InboxRow> {
  private final Desk desk;
  private final PullRequest pull;
  private final PullRequestRules rules;
  private final Map<Long, Boolean> wishes = new HashMap<>();

  News(Desk desk, PullRequest pull, PullRequestRules rules) {
    this.desk = desk;
    this.pull = pull;
    this.rules = rules;
  }

  @Override
  public boolean test(InboxRow row) {
    return switch (Desk.event(row).orElse(null)) {
      case Event.PullRequestTouched(var action, var sha) ->
          switch (action) {
            case CLOSED, CONVERTED_TO_DRAFT, BASE_CHANGED -> true;
            default -> !sha.equals(pull.headSha());
          };
      case null -> false;
      case Event wish -> wishes.computeIfAbsent(row.id(), _ -> desk.mayStop(wish, pull, rules));
    };
  }
}
