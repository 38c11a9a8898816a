package dev.understudy.intake;

import dev.understudy.artifact.Identifier;
import dev.understudy.config.Nearest;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Reads the commands at the head of a comment: one a line, alone on it, to the first line that is
 * none. Whoever wrote it, and what they may do, is not looked at here.
 */
public final class Commands {
  private static final int MOST = 10;
  private static final int LONGEST_LINE = 300;
  private static final Pattern LINE =
      Pattern.compile("[ \\t]*/([A-Za-z][A-Za-z-]{1,30})(?:[ \\t]+([\\x20-\\x7e\\t]*))?");
  private static final Pattern ID =
      Pattern.compile("`?((?:[a-z0-9.-]+:)?[a-z][a-z0-9-]*\\.[A-Za-z0-9_-]+\\.[A-Za-z0-9_$*-]+)`?");
  private static final Pattern TIME = Pattern.compile("([1-9][0-9]{0,4})([mhd])");
  private static final Pattern CHECK = Pattern.compile("[A-Za-z0-9][A-Za-z0-9 ._/:-]{0,99}");
  private static final Pattern SHA = Pattern.compile("[0-9a-fA-F]{7,40}");
  private static final Duration LONGEST = Duration.ofDays(90);
  private static final Map<String, String> GRAMMAR = grammarByName();

  private Commands() {}

  private static Map<String, String> grammarByName() {
    Map<String, String> grammar = new LinkedHashMap<>();
    for (String line :
        List.of(
            "/redeploy-stage [--only project.dataset.name] [--force]",
            "/stage [--only project.dataset.name] [--force]",
            "/clean-stage",
            "/keep 48h",
            "/cancel",
            "/retry",
            "/retest [stage|pipeline]",
            "/explain project.dataset.name",
            "/status",
            "/ok-to-stage sha",
            "/help")) {
      grammar.put(line.substring(1).split(" ", 2)[0], line);
    }
    return grammar;
  }

  /** Every command with its arguments, as {@code /help} lists them. */
  public static List<String> grammar() {
    return List.copyOf(GRAMMAR.values());
  }

  /**
   * The commands of a comment, in order; empty where it has none. A line that only resembles a
   * command, or misuses one, is the last of them. A slash word that resembles none is no command:
   * other bots listen too.
   *
   * @param body the comment as GitHub keeps it, with any line ends
   */
  public static List<Command> read(String body) {
    List<Command> commands = new ArrayList<>();
    Iterator<String> lines = new CommentLines(body);
    while (lines.hasNext() && commands.size() < MOST) {
      Optional<Command> command = line(lines.next());
      if (command.isEmpty()) {
        break;
      }
      commands.add(command.get());
      if (command.get() instanceof Command.Unknown || command.get() instanceof Command.Misused) {
        break;
      }
    }
    return commands;
  }

  private static Optional<Command> line(String line) {
    if (line.length() > LONGEST_LINE) {
      return Optional.empty();
    }
    Matcher matcher = LINE.matcher(line);
    if (!matcher.matches()) {
      return Optional.empty();
    }
    String name = matcher.group(1).toLowerCase(Locale.ROOT);
    String grammar = GRAMMAR.get(name);
    if (grammar == null) {
      return Nearest.likely(name, List.copyOf(GRAMMAR.keySet()))
          .map(nearest -> new Command.Unknown("/" + name, "/" + nearest));
    }
    String rest = matcher.group(2) == null ? "" : matcher.group(2).strip();
    Command command = command(name, rest);
    return Optional.of(command == null ? new Command.Misused("/" + name, grammar) : command);
  }

  private static @Nullable Command command(String name, String rest) {
    return switch (name) {
      case "redeploy-stage", "stage" -> stage(rest);
      case "keep" -> keep(rest);
      case "retest" -> retest(rest);
      case "explain" -> id(rest).map(Command.Explain::new).orElse(null);
      case "ok-to-stage" -> allowFork(rest);
      default -> rest.isEmpty() ? bare(name) : null;
    };
  }

  private static @Nullable Command bare(String name) {
    return switch (name) {
      case "clean-stage" -> new Command.Clean();
      case "cancel" -> new Command.Cancel();
      case "retry" -> new Command.Retry();
      case "status" -> new Command.Status();
      case "help" -> new Command.Help();
      default -> null;
    };
  }

  private static @Nullable Command stage(String rest) {
    List<Identifier> only = new ArrayList<>();
    boolean force = false;
    Iterator<String> words = words(rest).iterator();
    while (words.hasNext()) {
      String word = words.next();
      Optional<Identifier> id =
          word.equals("--only") && words.hasNext() ? id(words.next()) : Optional.empty();
      if (id.isPresent()) {
        only.add(id.get());
      } else if (word.equals("--force") && !force) {
        force = true;
      } else {
        return null;
      }
    }
    return new Command.Stage(only, force);
  }

  private static @Nullable Command keep(String rest) {
    Matcher matcher = TIME.matcher(rest);
    if (!matcher.matches()) {
      return null;
    }
    long n = Long.parseLong(matcher.group(1));
    Duration time =
        switch (matcher.group(2)) {
          case "m" -> Duration.ofMinutes(n);
          case "h" -> Duration.ofHours(n);
          default -> Duration.ofDays(n);
        };
    return time.compareTo(LONGEST) > 0 ? null : new Command.Keep(time);
  }

  private static @Nullable Command retest(String rest) {
    if (rest.isEmpty()) {
      return new Command.Retest(null);
    }
    return CHECK.matcher(rest).matches() ? new Command.Retest(rest) : null;
  }

  private static @Nullable Command allowFork(String rest) {
    return SHA.matcher(rest).matches()
        ? new Command.AllowFork(rest.toLowerCase(Locale.ROOT))
        : null;
  }

  private static Optional<Identifier> id(String word) {
    Matcher matcher = ID.matcher(word);
    return matcher.matches() ? Optional.of(Identifier.parse(matcher.group(1))) : Optional.empty();
  }

  private static List<String> words(String rest) {
    return rest.isEmpty() ? List.of() : Arrays.asList(rest.split("[ \\t]+"));
  }
}
