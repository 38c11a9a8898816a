package dev.understudy.plan;

import dev.understudy.artifact.Artifact;
import dev.understudy.artifact.Identifier;
import dev.understudy.failure.Location;
import dev.understudy.sql.Reference;
import dev.understudy.sql.Span;

/** Finds the line and column of what a finding is about. */
final class Places {
  private Places() {}

  /** Where an artifact's SQL names something; the file alone where that is not known. */
  static Location of(Definitions definitions, Artifact artifact, Identifier target) {
    for (Reference reference : definitions.sql(artifact).facts().references()) {
      if (definitions.resolve(reference, artifact).id().equals(target)) {
        return of(definitions, artifact, reference.span());
      }
    }
    return Location.of(artifact.path());
  }

  /** A span of an artifact's SQL. In a template lines may have moved: then the file alone. */
  static Location of(Definitions definitions, Artifact artifact, Span span) {
    if (definitions.sql(artifact).template()) {
      return Location.of(artifact.path());
    }
    String text = definitions.raw(artifact).substring(0, span.start());
    int line = (int) text.chars().filter(c -> c == '\n').count() + 1;
    return new Location(artifact.path(), line, text.length() - text.lastIndexOf('\n'));
  }
}
