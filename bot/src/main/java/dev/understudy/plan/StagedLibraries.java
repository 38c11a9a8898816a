package dev.understudy.plan;

import dev.understudy.plan.Step.Upload;
import dev.understudy.source.Libraries;
import dev.understudy.sql.Rewrite.Replacement;
import dev.understudy.sql.Span;
import dev.understudy.sql.Tokens;
import dev.understudy.sql.Tokens.Token;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;

/**
 * The JavaScript libraries of a routine, moved to the stage's bucket: {@code
 * gs://<bucket>/<suffix>/<path in the repository>}. A library that the repository does not hold
 * stays where it is.
 *
 * @see <a
 *     href="https://cloud.google.com/bigquery/docs/user-defined-functions#including-javascript-libraries">including
 *     JavaScript libraries</a>
 */
record StagedLibraries(List<Replacement> replacements, List<Upload> uploads) {
  static StagedLibraries of(Definitions definitions, String bucket, String suffix, String text) {
    List<Replacement> replacements = new ArrayList<>();
    List<Upload> uploads = new ArrayList<>();
    Libraries libraries = definitions.libraries();
    for (Token token : Tokens.of(text)) {
      Matcher uri = Libraries.URI.matcher(token.text());
      while (token.isString() && uri.find()) {
        int start = token.span().start();
        Span span = new Span(start + uri.start(), start + uri.end());
        libraries
            .file(uri.group())
            .ifPresent(
                path -> {
                  String name = suffix + "/" + path;
                  replacements.add(new Replacement(span, "gs://" + bucket + "/" + name));
                  uploads.add(new Upload(bucket, name, definitions.file(path)));
                });
      }
    }
    return new StagedLibraries(replacements, uploads);
  }
}
