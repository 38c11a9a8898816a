package dev.understudy.web;

import dev.understudy.forge.PullRequestId;
import dev.understudy.web.Html.Cell;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** The pages' HTML: no script, no asset from anywhere, light and dark, for a phone as well. */
final class Pages {
  private static final int SHORT_SHA = 7;
  private static final int SHORT_TIME = "2026-11-21 12:00".length();
  private static final int REFRESH_SECONDS = 5;
  private static final Duration LONG = Duration.ofMinutes(5);

  private Pages() {}

  /** Stages, lanes and recent runs. */
  static String overview(Board.Overview overview) {
    Html html = new Html().element("h1", "Understudy");
    html.table(
        "Stages",
        "No stage exists.",
        List.of("Pull request", "Commit", "Stage", "Datasets", "Expires"),
        overview.stages().stream().map(Pages::row).toList());
    html.table(
        "Lanes",
        "Nothing waits and nothing is worked on.",
        List.of("Pull request", "State", "Attempts", "Since", "Why"),
        overview.lanes().stream().map(Pages::row).toList());
    html.table(
        "Recent runs",
        "No pull request was staged yet.",
        List.of("Pull request", "Commit", "Outcome", "Started", "Took"),
        overview.runs().stream().map(Pages::row).toList());
    return document("Understudy", html, false);
  }

  private static List<Cell> row(Board.Stage stage) {
    return List.of(
        Html.text(stage.pullRequest().toString()),
        Html.code(shortened(stage.sha())),
        Html.code(stage.name()),
        Html.text(Integer.toString(stage.datasets())),
        Html.text(time(stage.expires()).substring(0, SHORT_TIME) + " UTC"));
  }

  private static List<Cell> row(Board.Lane lane) {
    return List.of(
        Html.text(name(lane.pullRequest())),
        state(lane),
        Html.text(Integer.toString(lane.attempts())),
        Html.text(time(lane.since())),
        Html.text(lane.note()));
  }

  /** A repository's own lane has the number 0, and no comment to answer. */
  private static String name(PullRequestId lane) {
    return lane.number() == 0 ? lane.repository().toString() : lane.toString();
  }

  private static Cell state(Board.Lane lane) {
    String advice = lane.pullRequest().number() == 0 ? "" : ": comment /retry";
    return switch (lane.state()) {
      case READY -> Html.text("waits");
      case LEASED -> Html.text("is worked on");
      case DEAD -> Html.marked(Html.Mood.BAD, "given up" + advice);
    };
  }

  private static List<Cell> row(Board.Run run) {
    return List.of(
        Html.link("runs/" + run.id(), run.pullRequest().toString()),
        Html.code(shortened(run.sha())),
        outcome(run.outcome()),
        Html.text(time(run.started())),
        Html.text(took(run.took())));
  }

  private static Cell outcome(String word) {
    return switch (word) {
      case "staged", "deployed" -> Html.marked(Html.Mood.GOOD, word);
      case "failed", "broken" -> Html.marked(Html.Mood.BAD, word);
      default -> Html.text(word);
    };
  }

  /** One run: its closure and its log. While it runs, the page loads itself again. */
  static String run(Board.RunPage page) {
    Board.Run run = page.run();
    Html html = new Html().element("h1", "Run of " + run.pullRequest());
    html.paragraph(Html.link("../", "All runs").beside(pullRequest(page)));
    html.table(
        "Run",
        "",
        List.of("Outcome", "Commit", "Started", "Took"),
        List.of(
            List.of(
                outcome(run.outcome()),
                Html.code(run.sha()),
                Html.text(time(run.started())),
                Html.text(took(run.took())))));
    html.table(
        "Closure",
        "Nothing is needed on the stage.",
        List.of("Artifact", "State", "Kind", "Why"),
        page.closure().stream().map(Pages::row).toList());
    if (!page.told().isEmpty()) {
      html.element("h2", "Told on the pull request");
      html.element("pre", page.told());
    }
    html.element("h2", "Log");
    html.element("pre", page.log().isEmpty() ? "Nothing was logged." : log(page.log()));
    return document("Run of " + run.pullRequest(), html, run.took() == null);
  }

  private static Cell pullRequest(Board.RunPage page) {
    URI link = page.link();
    boolean shown = link != null && "https".equals(link.getScheme());
    String name = page.run().pullRequest().toString();
    return shown ? Html.link(String.valueOf(link), name) : Html.text(name);
  }

  private static List<Cell> row(Board.Member member) {
    Cell state = outcome(member.state());
    return List.of(
        Html.code(member.id()),
        member.message().isEmpty() ? state : state.over(Html.text(member.message())),
        Html.text(member.kind()),
        Html.text(member.why()));
  }

  private static String log(List<Board.Line> lines) {
    return lines.stream()
        .map(line -> time(line.at()) + "  " + line.text())
        .collect(Collectors.joining("\n"));
  }

  /** A page that says one thing. */
  static String sentence(String sentence, String home) {
    return document(
        "Understudy",
        new Html().element("p", sentence).paragraph(Html.link(home, "All runs")),
        false);
  }

  private static String document(String title, Html content, boolean running) {
    return "<!doctype html>\n<html lang=\"en\"><head><meta charset=\"utf-8\">\n"
        + "<meta name=\"viewport\" content=\"width=device-width,initial-scale=1\">\n"
        + (running ? "<meta http-equiv=\"refresh\" content=\"" + REFRESH_SECONDS + "\">\n" : "")
        + "<title>"
        + Html.escaped(title)
        + "</title>\n<style>"
        + Style.CSS
        + "</style></head>\n<body>\n"
        + content
        + "</body></html>\n";
  }

  private static String shortened(String sha) {
    return sha.length() > SHORT_SHA ? sha.substring(0, SHORT_SHA) : sha;
  }

  private static String time(Instant at) {
    return at.truncatedTo(ChronoUnit.SECONDS).toString().replace('T', ' ').replace("Z", " UTC");
  }

  private static String took(@Nullable Duration took) {
    if (took == null) {
      return "";
    }
    return took.compareTo(LONG) < 0 ? took.toSeconds() + " s" : took.toMinutes() + " min";
  }
}
