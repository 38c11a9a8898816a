package dev.understudy.bot;

import dev.understudy.config.PullRequestRules;
import dev.understudy.forge.CheckRun;
import dev.understudy.forge.Forge;
import dev.understudy.forge.OwnComment;
import dev.understudy.forge.PullRequestId;
import dev.understudy.forge.RepositoryName;
import dev.understudy.job.Turn;
import dev.understudy.report.comment.Annotation;
import dev.understudy.report.comment.CheckText;
import dev.understudy.report.comment.Comment;
import dev.understudy.report.comment.CommentTemplates;
import dev.understudy.report.comment.Conclusion;
import dev.understudy.report.comment.Marker;
import dev.understudy.report.comment.PullRequestReport;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Tells people: the one comment, the checks, and a short new comment where the verdict turns from
 * pass to fail. What says nothing new is not written; what was written but not answered is found
 * again, because each thing carries its own mark.
 */
final class Publisher {
  private final Forge forge;
  private final Standings standings;

  Publisher(Forge forge, Standings standings) {
    this.forge = forge;
    this.standings = standings;
  }

  /** The comment and the checks; returns what is remembered of them, saved. */
  Standing publish(
      Turn turn,
      Standing before,
      PullRequestReport report,
      CommentTemplates templates,
      PullRequestRules.Comments mode) {
    Standing standing = comment(turn, before, report, templates, mode);
    return checks(turn, standing, report);
  }

  /** The comment alone, as a run goes on. */
  Standing comment(
      Turn turn,
      Standing before,
      PullRequestReport report,
      CommentTemplates templates,
      PullRequestRules.Comments mode) {
    return Granted.of(turn, () -> granted(turn, before, report, templates, mode)).orElse(before);
  }

  private Standing granted(
      Turn turn,
      Standing before,
      PullRequestReport report,
      CommentTemplates templates,
      PullRequestRules.Comments mode) {
    Standing.Told told = before.told();
    Long id = told.comment() != null ? told.comment() : adopted(report, turn.lane());
    String fingerprint = Comment.fingerprint(report, templates);
    boolean shown = Comment.isShown(report, mode, id != null);
    if (shown && !(fingerprint.equals(told.fingerprint()) && told.comment() != null)) {
      turn.safePoint(_ -> false);
      String body = Comment.render(report, templates);
      if (id == null || !forge.editComment(turn.lane().repository(), id, body)) {
        turn.safePoint(_ -> false);
        id = forge.createComment(turn.lane(), body);
      }
      turn.safePoint(_ -> false);
      ping(turn, told.verdict(), report, templates);
    }
    Conclusion verdict = report.conclusion().isVerdict() ? report.conclusion() : told.verdict();
    return standings.save(
        turn.lease(),
        before.told(
            new Standing.Told(
                id,
                shown ? fingerprint : told.fingerprint(),
                verdict,
                told.sha(),
                told.checks(),
                told.checkIds(),
                told.conclusion())));
  }

  /** Whether there is a comment of ours, also one that an earlier try did not live to remember. */
  boolean spoke(Standing standing, PullRequestReport report) {
    PullRequestId lane =
        new PullRequestId(
            RepositoryName.of(report.subject().repository()), report.subject().number());
    return standing.told().comment() != null
        || (standing.handled() == null && adopted(report, lane) != null);
  }

  /** A comment that an earlier try wrote without living to remember it. */
  private @Nullable Long adopted(PullRequestReport report, PullRequestId lane) {
    return forge.ownComments(lane).stream()
        .filter(
            own ->
                Marker.read(own.body())
                    .filter(m -> m.number() == lane.number())
                    .filter(m -> m.repository().equals(report.subject().repository()))
                    .isPresent())
        .map(OwnComment::id)
        .findFirst()
        .orElse(null);
  }

  /** Once for each commit, however often its verdict is told. */
  private void ping(
      Turn turn, @Nullable Conclusion last, PullRequestReport report, CommentTemplates templates) {
    Optional<String> text = Comment.ping(last, report, templates);
    if (text.isPresent()) {
      String marker = "<!-- understudy:ping " + report.subject().sha() + " -->";
      boolean said =
          forge.ownComments(turn.lane()).stream().anyMatch(c -> c.body().startsWith(marker));
      if (!said) {
        forge.createComment(turn.lane(), marker + "\n" + text.get());
      }
    }
  }

  /** The checks alone, before there is anything to say in words. */
  Standing checks(Turn turn, Standing before, PullRequestReport report) {
    Standing.Told told = before.told();
    String sha = report.subject().sha();
    boolean same = sha.equals(told.sha());
    List<CheckText> texts = CheckText.of(report);
    String said = CheckText.fingerprint(report);
    if (same && said.equals(told.checks())) {
      return before;
    }
    Map<String, Long> ids = new HashMap<>(same ? told.checkIds() : Map.of());
    for (CheckText text : texts) {
      CheckRun check = check(turn.lane(), report, text);
      Long known = ids.get(text.name());
      Granted.of(turn, () -> written(turn.lane().repository(), known, check))
          .ifPresent(id -> ids.put(text.name(), id));
    }
    return standings.save(
        turn.lease(),
        before.told(
            new Standing.Told(
                told.comment(),
                told.fingerprint(),
                told.verdict(),
                sha,
                said,
                ids,
                report.conclusion())));
  }

  private long written(RepositoryName repository, @Nullable Long known, CheckRun check) {
    Long id = known == null ? forge.findCheck(repository, check).orElse(null) : known;
    return forge.writeCheck(repository, id, check);
  }

  static CheckRun check(PullRequestId lane, PullRequestReport report, CheckText text) {
    return new CheckRun(
        text.name(),
        report.subject().sha(),
        lane.number() + ":" + text.name(),
        text.conclusion() == Conclusion.PENDING
            ? null
            : CheckRun.Conclusion.valueOf(text.conclusion().name()),
        text.title(),
        text.summary(),
        report.links().run(),
        text.annotations().stream().map(Publisher::annotation).toList(),
        text.buttons().stream()
            .map(b -> new CheckRun.Button(b.label(), b.description(), b.identifier()))
            .toList());
  }

  private static CheckRun.Annotation annotation(Annotation annotation) {
    return new CheckRun.Annotation(
        annotation.path(),
        annotation.line(),
        CheckRun.Annotation.Level.valueOf(annotation.level().name()),
        annotation.title(),
        annotation.message());
  }
}
