package dev.understudy.ci;

/**
 * What the bot tells a pipeline that is to test a stage. The last four become the pipeline
 * parameters {@code stage_suffix}, {@code stage_project}, {@code sha} and {@code pr}, which the
 * team's {@code .circleci/config.yml} has to declare.
 *
 * @param branch the pull request's branch, whose files are checked out
 * @param configBranch the branch whose {@code .circleci/config.yml} is run; only a project with a
 *     pipeline definition can tell it from the other
 * @param sha the staged commit; the branch may have moved on since
 */
public record Trigger(
    CircleCiProject project,
    String branch,
    String configBranch,
    String stageSuffix,
    String stageProject,
    String sha,
    int pr) {}
