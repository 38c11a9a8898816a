package dev.understudy.bot;

import dev.understudy.config.CircleCiRules;
import dev.understudy.forge.PullRequest;
import dev.understudy.report.comment.Note;
import java.util.List;

/** What is told of the workflow that generates a repository's SQL. */
final class GeneratedNotes {
  private GeneratedNotes() {}

  /** What is waited for, and until when. */
  static List<Note> of(GeneratedSql.Waiting waiting) {
    return List.of(
        new Note.Generated(
            waiting.workflow(), waiting.what().page(), waiting.message(), waiting.what().until()));
  }

  /** What should be said beside a rehearsal of generated SQL, or of a commit without it. */
  static List<Note> of(PullRequest pull, Sources.Opened opened, Standing standing) {
    CircleCiRules.GeneratedSql rules = CircleSql.rules(opened);
    if (rules == null) {
      return List.of();
    }
    Standing.Generated known = standing.generatedFrom(pull);
    if (known == null) {
      return List.of(
          new Note.Said(
              Note.Level.WARNING,
              "What CircleCI's `"
                  + rules.workflow()
                  + "` generates from this commit was not looked at: only the files of the commit"
                  + " itself were, compared with `"
                  + pull.baseRef()
                  + "`."));
    }
    boolean compared = opened.config().pullRequests().baseline() != null;
    return List.of(
        new Note.Generated(
            rules.workflow(),
            known.page(),
            compared
                ? "made the SQL that is staged"
                : "made the SQL that is staged, which is compared with `"
                    + pull.baseRef()
                    + "` because no `baseline` is set",
            null));
  }

  /** Where the run is that made nothing which can be used. */
  static List<Note> of(GeneratedSql.Failed failed) {
    Standing.Generated what = failed.what();
    String page = what == null ? null : what.page();
    return page == null
        ? List.of()
        : List.of(new Note.Generated(failed.workflow(), page, "says more", null));
  }
}
