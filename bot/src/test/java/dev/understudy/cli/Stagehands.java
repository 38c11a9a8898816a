package dev.understudy.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.understudy.failure.Secret;
import dev.understudy.forge.Permission;
import dev.understudy.forge.PullRequestId;
import dev.understudy.sandbox.Check;
import dev.understudy.sandbox.Comment;
import dev.understudy.sandbox.NewPullRequest;
import dev.understudy.sandbox.OpenApiConformance;
import dev.understudy.store.LogLine;
import dev.understudy.store.Runs;
import java.io.IOException;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.extension.ExtensionContext;

/**
 * A small warehouse with the people around it: Ada may write, Mia maintains, Eve may read. Each
 * test begins with production as it was in the beginning.
 */
final class Stagehands extends TestWorld {
  static final String V = "sql/p/d/v/view.sql";
  static final String W = "sql/p/d/w/view.sql";
  static final String CONFIG = ".understudy.yml";

  private final InstantSource clock;
  private final SandboxWorld.Manner manner;

  @SuppressWarnings("NullAway.Init")
  private OpenApiConformance conformance;

  private int branches;

  Stagehands() {
    this(InstantSource.system(), USUAL);
  }

  Stagehands(InstantSource clock, SandboxWorld.Manner manner) {
    this.clock = clock;
    this.manner = manner;
  }

  @Override
  SandboxWorld start(Path folder) {
    SandboxWorld started =
        new SandboxWorld(
            folder,
            clock,
            git -> {
              git.write("sql/p/raw/t/schema.yaml", "fields: [{name: a, type: INTEGER}]\n");
              git.write(V, "CREATE OR REPLACE VIEW `p.d.v` AS SELECT a FROM `p.raw.t`\n");
              git.write(W, view("SELECT a FROM `p.d.v`"));
            },
            manner);
    conformance = OpenApiConformance.of(started.gitHub());
    started.gitHub().permission(started.name(), "ada", Permission.WRITE);
    started.gitHub().permission(started.name(), "mia", Permission.MAINTAIN);
    started.gitHub().permission(started.name(), "eve", Permission.READ);
    return started;
  }

  @Override
  void stop() {
    conformance.close();
  }

  @Override
  public void beforeEach(ExtensionContext context) throws IOException {
    super.beforeEach(context);
    production("");
  }

  static String view(String select) {
    return "CREATE OR REPLACE VIEW `p.d.w` AS " + select + "\n";
  }

  /** Production as it was in the beginning, with this configuration; empty for none. */
  void production(String configuration) {
    world.files().goTo(world.production());
    if (!configuration.isEmpty()) {
      world.files().write(CONFIG, configuration);
      world.pushTo("ada", "main");
    } else {
      world.reset("ada");
    }
  }

  /** Ada's pull request that changes the view; of the usual kind unless it is changed. */
  PullRequestId opened(String select, UnaryOperator<NewPullRequest> kind) {
    world.files().write(W, view(select));
    branches++;
    return world.open("ada", "change-" + branches, kind);
  }

  PullRequestId opened(String select) {
    return opened(select, wanted -> wanted);
  }

  /** The same, staged. */
  PullRequestId staged(String select) {
    PullRequestId pull = opened(select);
    verdict(pull);
    return pull;
  }

  /** Pushes another text of the view to a pull request; returns the commit. */
  String push(PullRequestId pull, String select) {
    world.files().write(W, view(select));
    return world.push("ada", pull, "Another");
  }

  /** How the required check of a pull request's commit ended. */
  String verdict(PullRequestId pull) {
    return world.awaitVerdict(world.head(pull));
  }

  /** Waits until the one comment of a pull request holds a text, and returns it. */
  String told(PullRequestId pull, String text) {
    world.await(
        () -> world.comment(pull).contains(text), "a comment with " + text, () -> all(pull));
    return world.comment(pull);
  }

  private String all(PullRequestId pull) {
    return world.gitHub().comments(pull).stream().map(Comment::body).toList().toString();
  }

  /** Comments, waits until the bot has taken note of it to the end, and returns its reaction. */
  String asks(String login, PullRequestId pull, String text) {
    long id = world.gitHub().as(login).comment(pull, text);
    return settled(pull, id);
  }

  /** The reaction that a comment ends with. */
  String settled(PullRequestId pull, long comment) {
    world.await(
        () -> reactions(pull, comment).equals(List.of("rocket")) || refused(pull, comment),
        "an answer to " + comment,
        () -> reactions(pull, comment) + " " + all(pull));
    return reactions(pull, comment).getFirst();
  }

  private boolean refused(PullRequestId pull, long comment) {
    return reactions(pull, comment).equals(List.of("-1"));
  }

  List<String> reactions(PullRequestId pull, long comment) {
    return world.gitHub().comments(pull).stream()
        .filter(c -> c.id() == comment)
        .flatMap(c -> c.reactions().stream())
        .map(Comment.Reaction::content)
        .toList();
  }

  /** The last comment's text. */
  String last(PullRequestId pull) {
    return world.gitHub().comments(pull).getLast().body();
  }

  /** The datasets of a pull request's stage. */
  List<String> datasets(PullRequestId pull) {
    return datasets(world.stageProject(), pull);
  }

  List<String> datasets(String project, PullRequestId pull) {
    String infix = "_pr" + pull.number() + "_";
    return world.datasets(project).stream().filter(name -> name.contains(infix)).toList();
  }

  /** How a pull request's runs ended, the newest first. */
  List<String> outcomes(PullRequestId pull) {
    return new Runs(world.database())
        .recent(50).stream()
            .filter(run -> run.lane().equals(pull))
            .map(run -> String.valueOf(run.verdict()))
            .toList();
  }

  /** What the log of a pull request's last run says. */
  List<String> log(PullRequestId pull) {
    Runs runs = new Runs(world.database());
    return runs.recent(50).stream()
        .filter(run -> run.lane().equals(pull))
        .limit(1)
        .flatMap(run -> runs.lines(run.id()).stream())
        .map(LogLine::line)
        .toList();
  }

  /** CircleCI delivers something, which the bot takes. */
  void hearsFromCircleCi(Secret secret, String payload) throws IOException, InterruptedException {
    String url = world.page() + "webhooks/circleci";
    assertThat(Webhook.sendOfCircleCi(url, secret, payload)).isEqualTo(202);
  }

  /** The required check. */
  Optional<Check> check(PullRequestId pull) {
    return world.check(world.head(pull));
  }
}
