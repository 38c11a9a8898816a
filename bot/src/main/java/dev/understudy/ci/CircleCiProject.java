package dev.understudy.ci;

import dev.understudy.failure.Problem;
import java.util.UUID;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A project of CircleCI's ("Getting started with the API", API developer's guide, circleci.com).
 *
 * @param slug {@code gh/organization/repository} where CircleCI came by GitHub's OAuth app, and the
 *     opaque {@code circleci/…/…} where it came by the GitHub App
 * @param definition the pipeline definition to run, which projects of the GitHub App need; null
 *     starts the project's only pipeline, as OAuth projects do
 */
public record CircleCiProject(String slug, @Nullable UUID definition) {
  private static final Pattern SLUG =
      Pattern.compile("(gh|github|bb|bitbucket|circleci)(/(?!\\.+(/|$))[A-Za-z0-9._-]{1,100}){2}");

  public CircleCiProject {
    if (!SLUG.matcher(slug).matches()) {
      throw Problem.usage(
          "a project of CircleCI is named `gh/organization/repository` or `circleci/…/…`");
    }
    if (definition == null && slug.startsWith("circleci/")) {
      throw Problem.usage(
          "the CircleCI project `" + slug + "` needs the id of its pipeline definition");
    }
  }

  /**
   * Reads {@code slug} or {@code slug:definition}.
   *
   * @throws Problem where it is not of that form
   */
  static CircleCiProject of(String text) {
    int colon = text.indexOf(':');
    return colon < 0
        ? new CircleCiProject(text, null)
        : new CircleCiProject(
            text.substring(0, colon), Ids.of(text.substring(colon + 1), "a pipeline definition"));
  }
}
