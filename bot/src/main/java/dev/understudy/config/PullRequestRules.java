package dev.understudy.config;

import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * How the bot behaves on a repository's pull requests.
 *
 * @param comments what is said in the comment
 * @param drafts what happens on a draft
 * @param forks what happens on a pull request from a fork that nobody has allowed yet
 * @param baseline a branch that mirrors production, to compare with; null to compare with the pull
 *     request's base
 * @param commands who may give which command, for every command
 * @param stageLife how long a pull request's stage lives after its last deploy
 * @param keepMost the longest that {@code /keep} may ask for
 */
public record PullRequestRules(
    Comments comments,
    Drafts drafts,
    Forks forks,
    @Nullable String baseline,
    Map<String, CommandRule> commands,
    Duration stageLife,
    Duration keepMost,
    CircleCiRules circleCi) {
  /** What a repository that says nothing gets. */
  public static final PullRequestRules DEFAULTS =
      new PullRequestRules(
          Comments.ALL,
          Drafts.STAGE,
          Forks.ANALYSE,
          null,
          CommandRule.DEFAULTS,
          Duration.ofDays(3),
          Duration.ofDays(14),
          CircleCiRules.NONE);

  public PullRequestRules {
    commands = Map.copyOf(commands);
  }

  /** Who may give a command; nobody but an administrator where it is not known here. */
  public CommandRule command(String name) {
    return commands.getOrDefault(name, CommandRule.UNKNOWN);
  }

  /** The same, but whatever changes something is for administrators alone. */
  public PullRequestRules forAdministrators() {
    Map<String, CommandRule> questions = new HashMap<>(CommandRule.DEFAULTS);
    questions.values().removeIf(rule -> rule.permission() != CommandRule.Permission.READ);
    return new PullRequestRules(
        comments, drafts, forks, baseline, questions, stageLife, keepMost, circleCi);
  }

  /** When the comment is written. */
  public enum Comments {
    /** While the run goes on, too. */
    ALL,
    /** When something ended. */
    OUTCOMES,
    /** Never; the checks say it all. */
    NONE
  }

  /** What happens on a draft. */
  public enum Drafts {
    STAGE,
    IGNORE
  }

  /** What happens on a fork's pull request before a maintainer's consent. */
  public enum Forks {
    /** It is read and checked, without any credential. */
    ANALYSE,
    IGNORE
  }
}
