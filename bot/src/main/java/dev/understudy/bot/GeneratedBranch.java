package dev.understudy.bot;

import dev.understudy.failure.Problem;
import dev.understudy.forge.PullRequest;
import dev.understudy.source.GitRepository;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The branch that a workflow leaves its SQL on, from the name in the configuration. */
final class GeneratedBranch {
  /**
   * How GitHub names the branch of a merge group: after the last pull request of it. Only what it
   * begins with is documented ("Managing a merge queue", docs.github.com).
   */
  private static final Pattern QUEUED =
      Pattern.compile("gh-readonly-queue/.+/pr-([1-9][0-9]{0,8})-[0-9a-f]+");

  private GeneratedBranch() {}

  /**
   * The name for a pull request's commit, or for a merge group's, which has no number of its own.
   *
   * @throws Problem where the name is none for git, or nothing says what its number is
   */
  static String of(String configured, PullRequest pull) {
    String number = configured.contains("{number}") ? number(pull) : "";
    String branch =
        configured
            .replace("{branch}", pull.headRef())
            .replace("{number}", number)
            .replace("{sha}", pull.headSha());
    if (!GitRepository.isBranchName(branch)) {
      throw Problem.usage(
          "CircleCI's SQL is looked for on the branch `"
              + branch
              + "`, which git does not allow as a name: use `{number}` or `{sha}` in"
              + " `circleci.generated_sql.branch`");
    }
    return branch;
  }

  private static String number(PullRequest pull) {
    if (pull.id().number() > 0) {
      return Integer.toString(pull.id().number());
    }
    Matcher queued = QUEUED.matcher(pull.headRef());
    if (queued.matches()) {
      return queued.group(1);
    }
    throw Problem.usage(
        "CircleCI's SQL is looked for on a branch with the number of a pull request, which the merge"
            + " queue's branch `"
            + pull.headRef()
            + "` does not name: use `{sha}` in `circleci.generated_sql.branch`");
  }
}
