package dev.understudy.web;

import dev.understudy.web.Html.Cell;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** The pages' HTML: no script, no asset from anywhere, light and dark, for a phone as well. */
final class Pages {
  private static final int SHORT_SHA = 7;
  private static final String STYLE =
      """
      :root{color-scheme:light dark}
      body{font:16px/1.5 system-ui,sans-serif;margin:0 auto;max-width:70rem;padding:1rem}
      h1{font-size:1.4rem}h2{font-size:1.1rem;margin-top:2rem}
      div{overflow-x:auto}table{border-collapse:collapse;width:100%}
      th,td{border-bottom:1px solid #8886;padding:.35rem .6rem;text-align:left;vertical-align:top}
      th{font-weight:600}code,pre{font:14px/1.5 ui-monospace,monospace;overflow-wrap:anywhere}
      pre{white-space:pre-wrap;background:#8882;padding:.6rem}
      """;

  private Pages() {}

  /** The hash by which the pages' own style is allowed, and no other ("CSP level 3", w3.org). */
  static String styleHash() {
    try {
      byte[] digest =
          MessageDigest.getInstance("SHA-256").digest(STYLE.getBytes(StandardCharsets.UTF_8));
      return "sha256-" + Base64.getEncoder().encodeToString(digest);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("this Java has no SHA-256", e);
    }
  }

  /** Stages, lanes and recent runs. */
  static String overview(Board.Overview overview) {
    Html html = new Html().element("h1", "Understudy");
    html.table(
        "Stages",
        List.of("Pull request", "Commit", "Stage", "Datasets", "Expires"),
        overview.stages().stream().map(Pages::row).toList());
    html.table(
        "Lanes",
        List.of("Pull request", "State", "Attempts", "Since", ""),
        overview.lanes().stream().map(Pages::row).toList());
    html.table(
        "Recent runs",
        List.of("Run", "Pull request", "Commit", "Outcome", "Started", "Took"),
        overview.runs().stream().map(Pages::row).toList());
    return document("Understudy", html);
  }

  private static List<Cell> row(Board.Stage stage) {
    return List.of(
        Html.text(stage.pullRequest().toString()),
        Html.code(shortened(stage.sha())),
        Html.code(stage.name()),
        Html.text(Integer.toString(stage.datasets())),
        Html.text(time(stage.expires())));
  }

  private static List<Cell> row(Board.Lane lane) {
    return List.of(
        Html.text(lane.pullRequest().toString()),
        Html.text(lane.state().name().toLowerCase(Locale.ROOT)),
        Html.text(Integer.toString(lane.attempts())),
        Html.text(time(lane.since())),
        Html.text(lane.note()));
  }

  private static List<Cell> row(Board.Run run) {
    return List.of(
        Html.link("/runs/" + run.id(), run.id()),
        Html.text(run.pullRequest().toString()),
        Html.code(shortened(run.sha())),
        Html.text(run.outcome()),
        Html.text(time(run.started())),
        Html.text(took(run.took())));
  }

  /** One run: its closure and its log. */
  static String run(Board.RunPage page) {
    Board.Run run = page.run();
    Html html = new Html().element("h1", "Run of " + run.pullRequest());
    html.paragraph(Html.link("/", "All runs"));
    html.paragraph(pullRequest(page));
    html.table(
        "Run",
        List.of("Commit", "Outcome", "Started", "Took"),
        List.of(
            List.of(
                Html.code(run.sha()),
                Html.text(run.outcome()),
                Html.text(time(run.started())),
                Html.text(took(run.took())))));
    html.table(
        "Closure",
        List.of("Artifact", "Kind", "Why", "State"),
        page.closure().stream().map(Pages::row).toList());
    html.element("h2", "Log");
    html.element("pre", log(page.log()));
    return document("Run of " + run.pullRequest(), html);
  }

  private static Cell pullRequest(Board.RunPage page) {
    URI link = page.link();
    boolean shown = link != null && "https".equals(link.getScheme());
    String name = page.run().pullRequest().toString();
    return shown ? Html.link(String.valueOf(link), name) : Html.text(name);
  }

  private static List<Cell> row(Board.Member member) {
    return List.of(
        Html.code(member.id()),
        Html.text(member.kind()),
        Html.text(member.why()),
        Html.text(member.state()));
  }

  private static String log(List<Board.Line> lines) {
    return lines.stream()
        .map(line -> time(line.at()) + "  " + line.text())
        .collect(Collectors.joining("\n"));
  }

  /** A page that says one thing. */
  static String sentence(String sentence) {
    return document(
        "Understudy", new Html().element("p", sentence).paragraph(Html.link("/", "All runs")));
  }

  private static String document(String title, Html content) {
    return "<!doctype html>\n<html lang=\"en\"><head><meta charset=\"utf-8\">\n"
        + "<meta name=\"viewport\" content=\"width=device-width,initial-scale=1\">\n<title>"
        + Html.escaped(title)
        + "</title>\n<style>"
        + STYLE
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
    return took == null ? "running" : took.toSeconds() + " s";
  }
}
