package dev.understudy.intake;

import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import dev.understudy.forge.RepositoryName;
import java.net.URI;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What happened elsewhere: no more of a payload than the lanes need, because everything that
 * matters is read again before acting. A SHA is 40 hexadecimal digits in lower case.
 */
@JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "event")
@JsonSubTypes({
  @JsonSubTypes.Type(value = Event.PullRequestTouched.class, name = "pull-request"),
  @JsonSubTypes.Type(value = Event.Commanded.class, name = "commands"),
  @JsonSubTypes.Type(value = Event.CheckRequested.class, name = "check"),
  @JsonSubTypes.Type(value = Event.MergeGroupRequested.class, name = "merge-group"),
  @JsonSubTypes.Type(value = Event.BranchPushed.class, name = "push"),
  @JsonSubTypes.Type(value = Event.InstallationChanged.class, name = "installation"),
  @JsonSubTypes.Type(value = Event.PipelineEnded.class, name = "pipeline"),
  @JsonSubTypes.Type(value = Event.Pinged.class, name = "ping"),
  @JsonSubTypes.Type(value = Event.Ignored.class, name = "ignored")
})
public sealed interface Event {
  /** What was done to a pull request. */
  enum Action {
    OPENED,
    SYNCHRONIZED,
    REOPENED,
    READY_FOR_REVIEW,
    CONVERTED_TO_DRAFT,
    CLOSED,
    BASE_CHANGED,
    REVIEWED
  }

  /** A pull request changed; {@code sha} was its head then. */
  record PullRequestTouched(Action action, String sha) implements Event {}

  /**
   * Somebody wrote commands in a new comment.
   *
   * @param commentId where to react
   * @param login who wrote it; what they may do is asked when the command runs
   */
  record Commanded(long commentId, String login, List<Command> commands) implements Event {
    public Commanded {
      commands = List.copyOf(commands);
    }
  }

  /**
   * Somebody pressed a check's button, or asked for the check once more.
   *
   * @param button the pressed button's identifier, or null for "re-run"
   * @param name the check's name, or null for the whole suite
   * @param login who; what they may do is asked when it runs
   */
  record CheckRequested(@Nullable String button, @Nullable String name, String sha, String login)
      implements Event {}

  /**
   * A merge queue wants to know about a commit.
   *
   * @param ref the queue's own branch, without {@code refs/heads/}
   * @param base the branch to be merged into, without {@code refs/heads/}
   */
  record MergeGroupRequested(String sha, String ref, String base) implements Event {}

  /** A branch, named without {@code refs/heads/}, now stands at a commit. */
  record BranchPushed(String branch, String sha) implements Event {}

  /**
   * The app was installed, removed, or given other repositories.
   *
   * @param repositories that were named as added; the others are for the reconciler to find
   */
  record InstallationChanged(List<RepositoryName> repositories) implements Event {
    public InstallationChanged {
      repositories = List.copyOf(repositories);
    }
  }

  /**
   * A workflow of CircleCI ended.
   *
   * @param pipelineId as the API returned it when the pipeline was triggered
   * @param status {@code success}, {@code failed}, {@code error}, {@code canceled} or {@code
   *     unauthorized} ("Outbound webhooks", circleci.com/docs)
   * @param sha null where the pipeline belongs to no commit
   * @param url where a person can read it: shown, never followed
   * @param suffix the pipeline's parameter {@code stage_suffix}, where the payload carries it
   */
  record PipelineEnded(
      String pipelineId,
      String workflow,
      String status,
      @Nullable String sha,
      @Nullable URI url,
      @Nullable String suffix)
      implements Event {}

  /** The webhook was set up. */
  record Pinged() implements Event {}

  /** Nothing for us, with the reason for the log. */
  record Ignored(String why) implements Event {}
}
