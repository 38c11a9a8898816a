package dev.understudy.cli;

import dev.understudy.forge.PullRequestId;
import dev.understudy.forge.RepositoryName;
import dev.understudy.sandbox.Check;
import dev.understudy.sandbox.Comment;
import dev.understudy.sandbox.Deployment;
import dev.understudy.sandbox.GitHubSandbox;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/**
 * What there should be in the end, as a function of the pull requests, their commits and who may
 * give commands: whatever happened to the bot, to GitHub and to the deliveries between them. Every
 * pull request of this world changes the view {@code p.d.w}, which reads {@code p.raw.t} through
 * {@code p.d.v}.
 */
final class Model {
  private static final String REPLY = "<!-- understudy:reply ";

  private final Map<PullRequestId, String> open = new HashMap<>();
  private final Set<PullRequestId> closed = new HashSet<>();
  private final Map<Long, PullRequestId> refused = new HashMap<>();
  private final Map<Long, PullRequestId> asked = new HashMap<>();

  /** A pull request is open at this commit. */
  void open(PullRequestId pull, String sha) {
    open.put(pull, sha);
    closed.remove(pull);
  }

  /** A pull request was merged or closed. */
  void closed(PullRequestId pull) {
    open.remove(pull);
    closed.add(pull);
  }

  /**
   * Somebody who may not gave a command: it is refused with a reason, once, and changes nothing.
   */
  void refused(PullRequestId pull, long comment) {
    refused.put(comment, pull);
  }

  /**
   * Somebody who may asked for the stage once more: it is answered once, with a reason where the
   * pull request was closed by then.
   */
  void asked(PullRequestId pull, long comment) {
    asked.put(comment, pull);
  }

  Map<PullRequestId, String> open() {
    return Map.copyOf(open);
  }

  /** In what the world is not as it should be; empty where all is well. */
  List<String> differences(
      GitHubSandbox github, RepositoryName repository, Collection<String> datasets) {
    List<String> wrong = new ArrayList<>();
    differ(wrong, "datasets", datasets(), new TreeSet<>(datasets));
    differ(wrong, "deployments", deployments(), deployments(github.deployments(repository)));
    open.forEach(
        (pull, sha) -> {
          comment(wrong, github, pull, 1, "Staged `" + sha.substring(0, 7) + "`");
          checks(wrong, github.checks(sha), sha);
        });
    closed.forEach(pull -> comment(wrong, github, pull, 0, "Stage removed"));
    refused.forEach((comment, pull) -> answer(wrong, github, pull, comment, Set.of("-1")));
    asked.forEach((comment, pull) -> answer(wrong, github, pull, comment, Set.of("rocket", "-1")));
    return wrong;
  }

  /** A reaction alone where it was done, and one reply with the reason where it was not. */
  private static void answer(
      List<String> wrong,
      GitHubSandbox github,
      PullRequestId pull,
      long comment,
      Set<String> possible) {
    List<Comment> all = github.comments(pull);
    List<String> reactions =
        all.stream()
            .filter(one -> one.id() == comment)
            .flatMap(one -> one.reactions().stream())
            .map(Comment.Reaction::content)
            .toList();
    long replies =
        all.stream().filter(one -> one.body().startsWith(REPLY + comment + " -->")).count();
    boolean answered = reactions.size() == 1 && possible.contains(reactions.getFirst());
    if (!answered || replies != (reactions.getFirst().equals("-1") ? 1 : 0)) {
      wrong.add(pull + " answers " + comment + " with " + reactions + " and " + replies + " words");
    }
  }

  private static void differ(List<String> wrong, String what, Object expected, Object found) {
    if (!expected.equals(found)) {
      wrong.add(what + ": " + expected + " should be there, but " + found + " are");
    }
  }

  private Set<String> datasets() {
    Set<String> names = new TreeSet<>();
    open.forEach(
        (pull, sha) -> {
          String suffix = "_p_pr" + pull.number() + "_" + sha.substring(0, 12);
          names.add("d" + suffix);
          names.add("raw" + suffix);
        });
    return names;
  }

  private Set<String> deployments() {
    Set<String> all = new TreeSet<>();
    open.forEach((pull, sha) -> all.add("stage-pr-" + pull.number() + " " + sha + " success"));
    return all;
  }

  private static Set<String> deployments(List<Deployment> found) {
    Set<String> all = new TreeSet<>();
    for (Deployment one : found) {
      String text = one.task() + " " + one.sha() + " " + one.state();
      all.add(all.contains(text) ? text + ", twice" : text);
    }
    return all;
  }

  /** One, or none where it was closed before there was anything to tell. */
  private static void comment(
      List<String> wrong, GitHubSandbox github, PullRequestId pull, int least, String says) {
    List<Comment> ours =
        github.comments(pull).stream()
            .filter(comment -> comment.author().equals(github.botLogin()))
            .filter(comment -> !comment.body().startsWith(REPLY))
            .toList();
    if (ours.size() < least || ours.size() > 1) {
      wrong.add(pull + " has " + ours.size() + " comments");
    }
    for (Comment comment : ours) {
      if (!comment.body().contains(says)) {
        wrong.add(pull + " does not say " + says + ": " + comment.body());
      }
    }
  }

  private static void checks(List<String> wrong, List<Check> checks, String sha) {
    Set<String> names = new HashSet<>();
    for (Check check : checks) {
      if (!names.add(check.name())) {
        wrong.add(sha + " has the check " + check.name() + " twice");
      }
      if (!"success".equals(check.conclusion())) {
        wrong.add(sha + " has the check " + check.name() + " " + check.conclusion());
      }
    }
    if (!names.contains("understudy / stage")) {
      wrong.add(sha + " lacks its check");
    }
  }
}
