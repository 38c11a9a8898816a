package dev.understudy.intake;

import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import dev.understudy.artifact.Identifier;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What a person may ask for in a comment: a closed grammar, nothing is passed through. */
@JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "command")
@JsonSubTypes({
  @JsonSubTypes.Type(value = Command.Stage.class, name = "stage"),
  @JsonSubTypes.Type(value = Command.Clean.class, name = "clean"),
  @JsonSubTypes.Type(value = Command.Keep.class, name = "keep"),
  @JsonSubTypes.Type(value = Command.Cancel.class, name = "cancel"),
  @JsonSubTypes.Type(value = Command.Retry.class, name = "retry"),
  @JsonSubTypes.Type(value = Command.Retest.class, name = "retest"),
  @JsonSubTypes.Type(value = Command.Explain.class, name = "explain"),
  @JsonSubTypes.Type(value = Command.Status.class, name = "status"),
  @JsonSubTypes.Type(value = Command.AllowFork.class, name = "allow-fork"),
  @JsonSubTypes.Type(value = Command.Help.class, name = "help"),
  @JsonSubTypes.Type(value = Command.Unknown.class, name = "unknown"),
  @JsonSubTypes.Type(value = Command.Misused.class, name = "misused")
})
public sealed interface Command {
  /**
   * {@code /redeploy-stage} or {@code /stage}: stage again.
   *
   * @param only these artifacts with what they depend on; empty means all
   * @param force take away first what is there
   */
  record Stage(List<Identifier> only, boolean force) implements Command {
    public Stage {
      only = List.copyOf(only);
    }
  }

  /** {@code /clean-stage}: take the stage away. */
  record Clean() implements Command {}

  /**
   * {@code /keep 48h}: keep the stage, and what later pushes make of it, for at least so long from
   * now.
   */
  record Keep(Duration time) implements Command {}

  /** {@code /cancel}: stop the run at its next safe point. */
  record Cancel() implements Command {}

  /** {@code /retry}: take up what was given up after too many failures. */
  record Retry() implements Command {}

  /**
   * {@code /retest}: run the checks again.
   *
   * @param check this one; null means all
   */
  record Retest(@Nullable String check) implements Command {}

  /** {@code /explain project.dataset.name}: why it is in the closure, and what reads it. */
  record Explain(Identifier id) implements Command {}

  /** {@code /status}: how things stand. */
  record Status() implements Command {}

  /**
   * {@code /ok-to-stage <sha>}: a maintainer's consent to run a fork's commit with credentials.
   *
   * @param sha 7 to 40 hexadecimal digits in lower case: the beginning of the commit's SHA
   */
  record AllowFork(String sha) implements Command {}

  /** {@code /help}: what can be asked for. */
  record Help() implements Command {}

  /**
   * Probably meant as a command: the last of its comment.
   *
   * @param written the word, with its slash, printable ASCII
   * @param nearest the command it resembles most, with its slash
   */
  record Unknown(String written, String nearest) implements Command {}

  /**
   * A command with arguments that it does not take: the last of its comment.
   *
   * @param written the command as it stands, without its arguments
   * @param expected its grammar, such as {@code /keep 48h}
   */
  record Misused(String written, String expected) implements Command {}
}
