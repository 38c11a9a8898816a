package dev.understudy.sandbox;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.understudy.forge.Permission;

/** Comments and reactions in the form in which GitHub's schema wants them. */
final class CommentViews {
  private final Views views;
  private final PullViews pulls;

  CommentViews(Views views, PullViews pulls) {
    this.views = views;
    this.pulls = pulls;
  }

  ObjectNode comment(Repo repo, Comment comment) {
    ObjectNode view =
        Json.object()
            .put("url", views.url(repo) + "/issues/comments/" + comment.id())
            .put(
                "html_url",
                views.page(repo) + "/pull/" + comment.number() + "#issuecomment-" + comment.id())
            .put("issue_url", pulls.issueUrl(repo, comment.number()))
            .put("id", comment.id())
            .put("node_id", Views.node("IC", comment.id()));
    view.set("user", views.user(comment.author()));
    view.put("created_at", Json.time(comment.createdAt()))
        .put("updated_at", Json.time(comment.updatedAt()))
        .put("author_association", association(repo, comment.author()))
        .put("body", comment.body());
    view.set("performed_via_github_app", comment.author().equals(World.BOT) ? views.app() : null);
    return view;
  }

  private static String association(Repo repo, String login) {
    return repo.role(login) == Permission.NONE ? "NONE" : "COLLABORATOR";
  }

  ObjectNode reaction(Comment.Reaction reaction) {
    ObjectNode view =
        Json.object().put("id", reaction.id()).put("node_id", Views.node("REA", reaction.id()));
    view.set("user", views.user(reaction.author()));
    return view.put("content", reaction.content())
        .put("created_at", Json.time(reaction.createdAt()));
  }
}
