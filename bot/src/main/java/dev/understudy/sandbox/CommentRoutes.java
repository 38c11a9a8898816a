package dev.understudy.sandbox;

import dev.understudy.sandbox.Comment.Reaction;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/** {@code /repos/…/issues}: comments of pull requests, and reactions to them. */
final class CommentRoutes {
  private static final String ISSUE = "/repos/{owner}/{repo}/issues/{number}";
  private static final String COMMENT = "/repos/{owner}/{repo}/issues/comments/{comment}";
  private static final Set<String> REACTIONS =
      Set.of("+1", "-1", "laugh", "confused", "heart", "hooray", "rocket", "eyes");
  private static final Need READ = Need.read("issues", "pull_requests");
  private static final Need WRITE = Need.write("issues", "pull_requests");

  private final World world;
  private final PullViews pulls;
  private final CommentViews views;
  private final Events events;
  private final Page page;

  CommentRoutes(World world, Views views, Events events, Page page) {
    this.world = world;
    this.pulls = new PullViews(world, views);
    this.views = new CommentViews(views, pulls);
    this.events = events;
    this.page = page;
  }

  List<Route> routes() {
    return List.of(
        Route.of("GET " + ISSUE, READ, call -> Answer.ok(pulls.issue(pull(call)))),
        Route.of("GET " + ISSUE + "/comments", READ, this::list),
        Route.of("POST " + ISSUE + "/comments", WRITE, this::create),
        Route.of("GET " + COMMENT, READ, this::get),
        Route.of("PATCH " + COMMENT, WRITE, this::edit),
        Route.of("DELETE " + COMMENT, WRITE, this::delete),
        Route.of("GET " + COMMENT + "/reactions", READ, this::reactions),
        Route.of("POST " + COMMENT + "/reactions", WRITE, this::react),
        Route.of("DELETE " + COMMENT + "/reactions/{reaction}", WRITE, this::unreact));
  }

  private Repo repo(Call call) {
    return world.repo(call.repository());
  }

  private Pull pull(Call call) {
    return repo(call).pull(call.number("number"));
  }

  private Comment comment(Call call) {
    return repo(call).comment(call.number("comment"));
  }

  private Answer list(Call call) {
    Pull pull = pull(call);
    Instant since = since(call);
    return page.of(
        call,
        pull.repo.comments.values().stream()
            .filter(c -> c.number() == pull.number && !c.updatedAt().isBefore(since))
            .map(c -> views.comment(pull.repo, c))
            .toList());
  }

  private static Instant since(Call call) {
    try {
      return Instant.parse(call.query("since", Instant.EPOCH.toString()));
    } catch (DateTimeParseException _) {
      throw new Refusal(422, "The since parameter is no ISO 8601 date and time");
    }
  }

  private Answer create(Call call) {
    Comment comment = write(pull(call), call.text("body"), call.author());
    return Answer.of(201, views.comment(repo(call), comment));
  }

  /** Also what a person does on the page. */
  Comment write(Pull pull, String body, String author) {
    refuseLong(body);
    Instant now = world.clock.instant();
    Comment comment = new Comment(world.nextId(), pull.number, author, body, now, now, List.of());
    pull.repo.comments.put(comment.id(), comment);
    events.comment(pull.repo, comment, "created", author, null);
    return comment;
  }

  /** Also what a person does on the page. */
  Comment rewrite(Repo repo, Comment before, String body, String author) {
    refuseLong(body);
    Comment comment = before.withBody(body, world.clock.instant());
    repo.comments.put(comment.id(), comment);
    events.comment(repo, comment, "edited", author, before.body());
    return comment;
  }

  private static void refuseLong(String body) {
    if (body.isBlank()) {
      throw Refusal.invalid("IssueComment", "body", "cannot be blank");
    }
    if (body.codePointCount(0, body.length()) > Comment.LIMIT) {
      throw Refusal.invalid(
          "IssueComment", "body", "is too long (maximum is " + Comment.LIMIT + " characters)");
    }
  }

  private Answer get(Call call) {
    return Answer.ok(views.comment(repo(call), comment(call)));
  }

  private Answer edit(Call call) {
    Comment comment = rewrite(repo(call), comment(call), call.text("body"), call.author());
    return Answer.ok(views.comment(repo(call), comment));
  }

  private Answer delete(Call call) {
    remove(repo(call), comment(call), call.author());
    return Answer.empty(204);
  }

  /** Also what a person does on the page. */
  void remove(Repo repo, Comment comment, String author) {
    repo.comments.remove(comment.id());
    events.comment(repo, comment, "deleted", author, null);
  }

  private Answer reactions(Call call) {
    String content = call.query("content", "");
    return page.of(
        call,
        comment(call).reactions().stream()
            .filter(r -> content.isEmpty() || r.content().equals(content))
            .map(views::reaction)
            .toList());
  }

  private Answer react(Call call) {
    Comment comment = comment(call);
    String content = call.text("content");
    if (!REACTIONS.contains(content)) {
      throw Refusal.invalid("Reaction", "content", "is not a reaction");
    }
    for (Reaction there : comment.reactions()) {
      if (there.author().equals(call.author()) && there.content().equals(content)) {
        return Answer.ok(views.reaction(there));
      }
    }
    Reaction added = new Reaction(world.nextId(), call.author(), content, world.clock.instant());
    List<Reaction> all = new ArrayList<>(comment.reactions());
    all.add(added);
    repo(call).comments.put(comment.id(), comment.withReactions(all));
    return Answer.of(201, views.reaction(added));
  }

  private Answer unreact(Call call) {
    Comment comment = comment(call);
    long id = call.number("reaction");
    Reaction reaction =
        comment.reactions().stream()
            .filter(r -> r.id() == id)
            .findFirst()
            .orElseThrow(Refusal::notFound);
    if (!reaction.author().equals(call.author())) {
      throw Refusal.forbidden();
    }
    List<Reaction> others = new ArrayList<>(comment.reactions());
    others.remove(reaction);
    repo(call).comments.put(comment.id(), comment.withReactions(others));
    return Answer.empty(204);
  }
}
