package dev.understudy.bot;

import dev.understudy.config.CommandRule;
import dev.understudy.config.PullRequestRules;
import dev.understudy.failure.Problem;
import dev.understudy.forge.Forge;
import dev.understudy.forge.Permission;
import dev.understudy.forge.PullRequest;
import dev.understudy.intake.Command;
import dev.understudy.intake.Event;
import dev.understudy.report.comment.CheckText;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * One reading of all that waits for a pull request: what each command means, whether who gave it
 * may give it, and what is left of all of them together.
 */
final class Hearing {
  private static final String STAGE = shortName(CheckText.STAGE);
  private static final String PIPELINE = shortName(CheckText.PIPELINE);

  private static final Map<Class<? extends Command>, String> NAMES =
      Map.of(
          Command.Stage.class, "redeploy-stage",
          Command.Clean.class, "clean-stage",
          Command.Keep.class, "keep",
          Command.Cancel.class, "cancel",
          Command.Retry.class, "retry",
          Command.Retest.class, "retest",
          Command.Explain.class, "explain",
          Command.Status.class, "status",
          Command.AllowFork.class, "ok-to-stage",
          Command.Help.class, "help");

  private final Forge forge;
  private final PullRequest pull;
  private final Standing standing;
  private final PullRequestRules rules;
  private final List<Long> done = new ArrayList<>();
  private final List<Desk.Question> questions = new ArrayList<>();
  private final List<Desk.Refusal> refusals = new ArrayList<>();
  private Wishes wishes = Wishes.NONE;

  Hearing(Forge forge, PullRequest pull, Standing standing, PullRequestRules rules) {
    this.forge = forge;
    this.pull = pull;
    this.standing = standing;
    this.rules = rules;
  }

  void comment(Event.Commanded asked) {
    long comment = asked.commentId();
    if (standing.carriedOut().contains(comment)) {
      done.add(comment);
      asked.commands().stream().filter(Hearing::isQuestion).forEach(c -> question(comment, c));
      return;
    }
    List<String> refused = new ArrayList<>();
    for (Command command : keepLast(asked.commands())) {
      String why = refusal(command, asked.login());
      if (why == null) {
        take(command, comment, asked.login());
      } else {
        refused.add(why);
      }
    }
    if (refused.isEmpty()) {
      done.add(comment);
    } else {
      refusals.add(new Desk.Refusal(Long.toString(comment), comment, String.join("\n\n", refused)));
    }
  }

  /** Who asked for the stage to go, or the run to end, did not mean the commit that came later. */
  void pushed(String sha) {
    if (sha.equals(pull.headSha()) && !standing.covers(pull)) {
      wishes = wishes.pushed();
    }
  }

  /** What is to be kept may be made by another line of the same comment. */
  private static List<Command> keepLast(List<Command> commands) {
    return commands.stream().sorted(Comparator.comparing(Command.Keep.class::isInstance)).toList();
  }

  private static Command meaning(Event.CheckRequested pressed) {
    String name = pressed.name();
    if ("clean".equals(pressed.button())) {
      return new Command.Clean();
    }
    boolean pipeline = name != null && PIPELINE.equals(shortName(name));
    return pipeline ? new Command.Retest(name) : new Command.Stage(List.of(), false);
  }

  /** Whether somebody asks for what a run has to end for, and may. */
  boolean stops(Event event) {
    return switch (event) {
      case Event.Commanded asked -> stops(asked.commands(), asked.login());
      case Event.CheckRequested pressed -> stops(List.of(meaning(pressed)), pressed.login());
      default -> false;
    };
  }

  private boolean stops(List<Command> commands, String login) {
    return commands.stream()
        .filter(
            command ->
                command instanceof Command.Cancel
                    || command instanceof Command.Clean
                    || command instanceof Command.Stage)
        .anyMatch(command -> denied(command, login) == null);
  }

  /** Where a pull request is closed, its checks are asked for again with others of the commit. */
  void button(long row, Event.CheckRequested pressed) {
    Command command = meaning(pressed);
    String why = refusal(command, pressed.login());
    if (why == null) {
      take(command, 0, pressed.login());
    } else if (pull.state() == PullRequest.State.OPEN) {
      String reply = "@" + pressed.login() + " pressed a button that stands for a command. " + why;
      refusals.add(new Desk.Refusal("button " + row, null, reply));
    }
  }

  private @Nullable String refusal(Command command, String login) {
    return switch (command) {
      case Command.Unknown(var written, var nearest) ->
          "There is no command `"
              + written
              + "`; did you mean `"
              + nearest
              + "`? `/help` lists all.";
      case Command.Misused(var written, var expected) ->
          "`" + written + "` is written like this: `" + expected + "`.";
      case Command.Retest(var check) when check != null && !checks().contains(shortName(check)) ->
          "There is no check `"
              + check
              + "` to run again: "
              + String.join(
                  " or ", checks().stream().map(name -> "`/retest " + name + "`").toList())
              + ".";
      case Command.AllowFork(var sha) when !pull.headSha().equals(sha) ->
          "This pull request stands at `"
              + pull.headSha()
              + "`: look at that commit, and consent to it by its whole SHA.";
      default -> {
        if (impossible(command)) {
          yield "This pull request is closed.";
        }
        String denied = denied(command, login);
        yield denied == null ? pointless(command) : denied;
      }
    };
  }

  /** Why there is nothing that a command could do. */
  private @Nullable String pointless(Command command) {
    boolean ignored = pull.draft() && rules.drafts() == PullRequestRules.Drafts.IGNORE;
    boolean staging = wishes.asked() || !(standing.covers(pull) || ignored);
    boolean stopped = pull.headSha().equals(standing.stopped());
    return switch (command) {
      case Command.Keep _ when standing.stage() == null && !staging ->
          "There is no stage to keep; `/redeploy-stage` makes one.";
      case Command.Cancel _ when !staging && !stopped ->
          "Nothing is under way that could be stopped.";
      default -> null;
    };
  }

  /** The checks that can be run again; what only informs goes with the stage. */
  private List<String> checks() {
    return rules.circleCi().trigger() == null ? List.of(STAGE) : List.of(STAGE, PIPELINE);
  }

  private boolean impossible(Command command) {
    boolean answer =
        command instanceof Command.Status
            || command instanceof Command.Help
            || command instanceof Command.Clean;
    return pull.state() != PullRequest.State.OPEN && !answer;
  }

  /** `/stage` is `/redeploy-stage`: whoever restricts the one means the other too. */
  private @Nullable String denied(Command command, String login) {
    String why = denied(name(command), login);
    return why == null && command instanceof Command.Stage ? denied("stage", login) : why;
  }

  /** Asked when it is carried out, and refused where the forge does not say that they may. */
  private @Nullable String denied(String name, String login) {
    try {
      return asked(name, login);
    } catch (Problem problem) {
      return "Whether you may give `/"
          + name
          + "` cannot be found out: "
          + problem.getMessage()
          + ".";
    }
  }

  private @Nullable String asked(String name, String login) {
    CommandRule rule = rules.command(name);
    Permission needed = Permission.valueOf(rule.permission().name());
    boolean may = forge.permission(pull.id().repository(), login).includes(needed);
    if (may
        && (rule.teams().isEmpty()
            || rule.teams().stream().anyMatch(t -> forge.inTeam(t, login)))) {
      return null;
    }
    String teams =
        rule.teams().isEmpty() ? "" : " and is in " + String.join(" or ", quoted(rule.teams()));
    return "`/"
        + name
        + "` is for who has the "
        + needed.name().toLowerCase(Locale.ROOT)
        + " permission on this repository"
        + teams
        + ".";
  }

  private static List<String> quoted(List<String> teams) {
    return teams.stream().map(team -> "`" + team + "`").toList();
  }

  private void take(Command command, long comment, String login) {
    switch (command) {
      case Command.Stage(var only, var force) -> wishes = wishes.staging(only, force);
      case Command.Clean _ -> wishes = wishes.cleaning();
      case Command.Keep(var time) -> wishes = wishes.keeping(atMost(time));
      case Command.Cancel _ -> wishes = wishes.cancelling(login);
      case Command.Retry _ -> wishes = wishes.staging();
      case Command.Retest(var check) when check != null && STAGE.equals(shortName(check)) ->
          wishes = wishes.staging();
      case Command.Retest _ -> wishes = wishes.retesting();
      case Command.AllowFork(var sha) -> wishes = wishes.allowing(sha);
      case Command.Explain _, Command.Status _, Command.Help _ -> question(comment, command);
      case Command.Unknown _, Command.Misused _ -> throw new IllegalStateException("refused");
    }
  }

  private static boolean isQuestion(Command command) {
    return command instanceof Command.Explain
        || command instanceof Command.Status
        || command instanceof Command.Help;
  }

  private void question(long comment, Command command) {
    questions.add(new Desk.Question(comment, command));
  }

  private Duration atMost(Duration time) {
    return time.compareTo(rules.keepMost()) > 0 ? rules.keepMost() : time;
  }

  /** All that was asked for. */
  Desk.Heard heard() {
    return new Desk.Heard(wishes, done, questions, refusals);
  }

  /** A check's name without what all of ours begin with. */
  private static String shortName(String check) {
    return check.toLowerCase(Locale.ROOT).replaceFirst("^understudy */ *", "");
  }

  private static String name(Command command) {
    return NAMES.getOrDefault(command.getClass(), "");
  }
}
