package dev.understudy.sandbox;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.understudy.forge.PullRequestId;
import dev.understudy.forge.RepositoryName;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import java.util.function.Supplier;

/**
 * Somebody who uses GitHub's pages. Every act delivers its webhooks and returns when their receiver
 * has answered, or did not in time.
 */
public final class Person {
  private final String login;
  private final World world;
  private final Web web;
  private final Teller teller;

  /** Performs an act and delivers what follows. */
  interface Teller {
    <T> T tell(Supplier<T> action);
  }

  Person(String login, World world, Web web, Teller teller) {
    this.login = login;
    this.world = world;
    this.web = web;
    this.teller = teller;
  }

  /** Pushes a branch and opens a pull request from it. */
  public PullRequestId openPullRequest(RepositoryName repository, NewPullRequest wanted) {
    return teller.tell(
        () -> {
          Repo repo = world.repo(repository);
          int number = repo.pulls.size() + 1;
          long id = world.nextId();
          Pull pull = new Pull(repo, number, id, login, wanted, world);
          repo.pulls.put(number, pull);
          moveHead(pull, wanted.headSha());
          web.events.pullRequest(pull, "opened", login);
          return new PullRequestId(repository, number);
        });
  }

  /** The head's repository has the commit, and for a fork the base knows it too. */
  private void moveHead(Pull pull, String sha) {
    String before = pull.headRepo.branches.get(pull.headRef);
    pull.headRepo.move(pull.headRef, sha);
    pull.repo.commits.add(sha);
    if (pull.headRepo == pull.repo) {
      web.events.push(pull.repo, pull.headRef, before, sha, login);
    }
  }

  /** Pushes to a pull request's branch, also by force. */
  public void push(PullRequestId id, String sha) {
    act(
        id,
        pull -> {
          ObjectNode more = Json.object().put("before", pull.headSha).put("after", sha);
          moveHead(pull, sha);
          pull.headSha = sha;
          pull.baseSha = world.head(pull.repo, pull.baseRef);
          web.events.pullRequest(pull, "synchronize", login, more);
        });
  }

  /** Pushes to a branch of a repository. */
  public void push(RepositoryName repository, String branch, String sha) {
    teller.tell(
        () -> {
          Repo repo = world.repo(repository);
          String before = repo.branches.get(branch);
          repo.move(branch, sha);
          web.events.push(repo, branch, before, sha, login);
          return repo;
        });
  }

  /** Closes without merging. */
  public void close(PullRequestId id) {
    act(id, this::closed);
  }

  private void closed(Pull pull) {
    pull.open = false;
    pull.closedAt = world.clock.instant();
    web.events.pullRequest(pull, "closed", login);
  }

  /**
   * Merges into the base branch.
   *
   * @param sha the commit that the merge makes there
   */
  public void merge(PullRequestId id, String sha) {
    act(
        id,
        pull -> {
          String before = pull.repo.branches.get(pull.baseRef);
          pull.mergeSha = sha;
          pull.mergedBy = login;
          closed(pull);
          pull.repo.move(pull.baseRef, sha);
          web.events.push(pull.repo, pull.baseRef, before, sha, login);
        });
  }

  /** Opens it again. */
  public void reopen(PullRequestId id) {
    act(
        id,
        pull -> {
          pull.open = true;
          pull.closedAt = null;
          web.events.pullRequest(pull, "reopened", login);
        });
  }

  /** Makes it a draft. */
  public void convertToDraft(PullRequestId id) {
    act(
        id,
        pull -> {
          pull.draft = true;
          web.events.pullRequest(pull, "converted_to_draft", login);
        });
  }

  /** Ends its being a draft. */
  public void readyForReview(PullRequestId id) {
    act(
        id,
        pull -> {
          pull.draft = false;
          web.events.pullRequest(pull, "ready_for_review", login);
        });
  }

  /** Points it at another base branch. */
  public void retarget(PullRequestId id, String branch) {
    act(
        id,
        pull -> {
          ObjectNode more = Json.object();
          ObjectNode base = more.putObject("changes").putObject("base");
          base.putObject("ref").put("from", pull.baseRef);
          base.putObject("sha").put("from", pull.baseSha);
          pull.baseSha = world.head(pull.repo, branch);
          pull.baseRef = branch;
          web.events.pullRequest(pull, "edited", login, more);
        });
  }

  /** Puts it into the merge queue, which tries it as a commit of its own. */
  public void queueMerge(PullRequestId id, String groupSha) {
    act(
        id,
        pull -> {
          pull.repo.commits.add(groupSha);
          web.events.mergeGroup(pull, groupSha, login);
        });
  }

  /** Reviews it. */
  public void review(PullRequestId id, Verdict verdict, String body) {
    act(id, pull -> web.events.review(pull, verdict.state, body, login));
  }

  /** What a review says. */
  public enum Verdict {
    APPROVED("approved"),
    CHANGES_REQUESTED("changes_requested"),
    COMMENTED("commented");

    private final String state;

    Verdict(String state) {
      this.state = state;
    }
  }

  /** Comments, and returns the comment's id. */
  public long comment(PullRequestId id, String body) {
    return teller.tell(() -> web.comments.write(pull(id), body, login).id());
  }

  /** Changes a comment's text. */
  public void editComment(RepositoryName repository, long comment, String body) {
    teller.tell(
        () -> {
          Repo repo = world.repo(repository);
          return web.comments.rewrite(repo, repo.comment(comment), body, login);
        });
  }

  /** Deletes a comment. */
  public void deleteComment(RepositoryName repository, long comment) {
    teller.tell(
        () -> {
          Repo repo = world.repo(repository);
          web.comments.remove(repo, repo.comment(comment), login);
          return repo;
        });
  }

  /**
   * Clicks a button below a check.
   *
   * @param identifier the button's
   */
  public void clickButton(RepositoryName repository, long check, String identifier) {
    onCheck(
        repository,
        check,
        (repo, run) -> web.events.check(repo, run, "requested_action", login, identifier));
  }

  /** Asks for a check once more. */
  public void rerequest(RepositoryName repository, long check) {
    onCheck(
        repository, check, (repo, run) -> web.events.check(repo, run, "rerequested", login, null));
  }

  /** Asks for all checks of a commit once more. */
  public void rerequestAll(RepositoryName repository, String sha) {
    teller.tell(
        () -> {
          Repo repo = world.repo(repository);
          web.events.suite(repo, sha, login);
          return repo;
        });
  }

  private void onCheck(RepositoryName repository, long check, BiConsumer<Repo, ObjectNode> act) {
    teller.tell(
        () -> {
          Repo repo = world.repo(repository);
          act.accept(repo, repo.check(check));
          return repo;
        });
  }

  private Pull pull(PullRequestId id) {
    return world.repo(id.repository()).pull(id.number());
  }

  private void act(PullRequestId id, Consumer<Pull> act) {
    teller.tell(
        () -> {
          Pull pull = pull(id);
          pull.updatedAt = world.clock.instant();
          act.accept(pull);
          return pull;
        });
  }
}
