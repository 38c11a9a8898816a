package dev.understudy.forge.github;

import com.fasterxml.jackson.databind.JsonNode;
import dev.understudy.forge.OwnComment;
import dev.understudy.forge.PullRequestId;
import dev.understudy.forge.Reaction;
import dev.understudy.forge.RepositoryName;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.kohsuke.github.GHIssueComment;
import org.kohsuke.github.GHReaction;
import org.kohsuke.github.GHUser;
import org.kohsuke.github.ReactionContent;

/**
 * Comments and reactions. What is ours is told by who wrote it, never by what it says: anybody can
 * copy a mark.
 *
 * @see <a href="https://docs.github.com/en/rest/issues/comments">Issue comments</a>
 * @see <a href="https://docs.github.com/en/rest/reactions/reactions">Reactions</a>
 */
final class Comments {
  private static final String NEEDS = "Issues: write and Pull requests: write";
  private static final int PAGE = 100;

  private final Accounts accounts;

  Comments(Accounts accounts) {
    this.accounts = accounts;
  }

  /** Not with kohsuke's objects: they ask for each author before they say who it is. */
  List<OwnComment> own(PullRequestId id) {
    RepositoryName repository = id.repository();
    long us = accounts.userId(repository);
    String path = "/repos/" + repository + "/issues/" + id.number() + "/comments?per_page=" + PAGE;
    return Refusals.told(
        "read the comments of " + id,
        NEEDS,
        () -> {
          List<OwnComment> own = new ArrayList<>();
          for (JsonNode each : accounts.in(repository).rest().list(path)) {
            if (each.at("/user/id").asLong(-1) == us) {
              long comment = GitHubRest.number(each, "/id");
              own.add(new OwnComment(comment, each.path("body").asText("")));
            }
          }
          return own;
        });
  }

  long create(PullRequestId id, String body) {
    Kohsuke kohsuke = accounts.in(id.repository()).kohsuke();
    return Refusals.told(
        "comment on " + id,
        NEEDS,
        () -> kohsuke.call(_ -> kohsuke.conversation(id).comment(body).getId()));
  }

  boolean edit(RepositoryName repository, long comment, String body) {
    return ifThere(
        repository,
        "edit comment " + comment + " in " + repository,
        comment,
        there -> there.update(body));
  }

  void react(RepositoryName repository, long comment, Reaction reaction) {
    ifThere(
        repository,
        "react to comment " + comment + " in " + repository,
        comment,
        there -> there.createReaction(content(reaction)));
  }

  void unreact(RepositoryName repository, long comment, Reaction reaction) {
    long us = accounts.userId(repository);
    ifThere(
        repository,
        "take back a reaction to comment " + comment + " in " + repository,
        comment,
        there -> {
          for (GHReaction each : there.listReactions().withPageSize(PAGE)) {
            GHUser user = each.getUser();
            if (user != null && user.getId() == us && each.getContent() == content(reaction)) {
              there.deleteReaction(each);
            }
          }
        });
  }

  @FunctionalInterface
  private interface Use {
    void of(GHIssueComment comment) throws IOException;
  }

  private boolean ifThere(RepositoryName repository, String what, long comment, Use use) {
    Kohsuke kohsuke = accounts.in(repository).kohsuke();
    return Refusals.told(
        what,
        NEEDS,
        () -> {
          try {
            return kohsuke.call(
                _ -> {
                  use.of(kohsuke.comment(repository, comment));
                  return true;
                });
          } catch (Refused refused) {
            if (refused.isGone()) {
              return false;
            }
            throw refused;
          }
        });
  }

  private static ReactionContent content(Reaction reaction) {
    return switch (reaction) {
      case EYES -> ReactionContent.EYES;
      case ROCKET -> ReactionContent.ROCKET;
      case THUMBS_DOWN -> ReactionContent.MINUS_ONE;
    };
  }
}
