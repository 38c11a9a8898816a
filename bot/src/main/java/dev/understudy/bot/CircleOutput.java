package dev.understudy.bot;

import dev.understudy.config.CircleCiRules.Source;
import dev.understudy.failure.Problem;
import dev.understudy.forge.PullRequest;
import dev.understudy.source.GitRepository;
import dev.understudy.source.Graft;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Takes what one run of a workflow generated into the bare copy of the repository, as a commit that
 * comes from the pull request's and, where one is known, from the baseline's commit that was
 * generated from the same state of the sources: so both are what the change is compared with.
 */
final class CircleOutput {
  /** How far back a baseline is searched for the sources of the pull request. */
  private static final int HISTORY = 200;

  private static final Pattern SHA = Pattern.compile("\\b[0-9a-f]{40}\\b");

  private final Sources sources;

  CircleOutput(Sources sources) {
    this.sources = sources;
  }

  /**
   * Takes what a run made.
   *
   * @throws Problem where it made nothing that can be used
   */
  Standing.Generated take(CircleSql.Job job, Standing.Generated found, UUID run) {
    return switch (job.rules().source()) {
      case Source.Branch(var name) -> {
        String tip = tip(job, name);
        yield found.taken(run.toString(), graft(job, new Graft.Files.OfCommit(tip), tip), tip);
      }
      case Source.Artifacts wanted -> {
        try (CircleArtifacts artifacts = new CircleArtifacts(job, wanted)) {
          yield found.taken(run.toString(), graft(job, artifacts.of(run), null), null);
        } catch (Problem problem) {
          throw Problem.of(
              "what CircleCI's job `"
                  + wanted.job()
                  + "` stored as `"
                  + wanted.path()
                  + "` cannot be used: "
                  + problem.getMessage());
        }
      }
    };
  }

  /**
   * Takes what was taken before, on a machine that does not have it.
   *
   * @throws Problem where it is gone
   */
  Standing.Generated again(CircleSql.Job job, Standing.Generated known) {
    UUID run = UUID.fromString(String.valueOf(known.run()));
    String published = known.published();
    if (published == null) {
      return take(job, known, run);
    }
    sources.fetch(job.pull().id().repository(), List.of(published));
    String commit = graft(job, new Graft.Files.OfCommit(published), published);
    return known.taken(run.toString(), commit, published);
  }

  /** Where the branch stands, if that was made from this very commit. */
  private String tip(CircleSql.Job job, String name) {
    PullRequest pull = job.pull();
    String branch = GeneratedBranch.of(name, pull);
    String ref = "refs/heads/" + branch;
    try {
      sources.fetch(pull.id().repository(), List.of(ref));
    } catch (Problem _) {
      throw Problem.of(
          "CircleCI's workflow `"
              + job.rules().workflow()
              + "` ended well, but there is no branch `"
              + branch
              + "` with what it made");
    }
    try (GitRepository git = GitRepository.open(job.opened().folder())) {
      GitRepository.Entry tip = git.history(git.commit(ref), 1).getFirst();
      if (!name.contains("{sha}") && !isMadeFrom(tip, pull.headSha())) {
        throw Problem.of(
            "the branch `"
                + branch
                + "` does not say that CircleCI made it from this commit: let the workflow commit"
                + " with the whole SHA in the message, also where nothing changed"
                + " (`--allow-empty`), or have `{sha}` in the branch's name");
      }
      return tip.commit();
    }
  }

  private static boolean isMadeFrom(GitRepository.Entry tip, String sha) {
    return tip.message().contains(sha) || tip.parents().contains(sha);
  }

  private String graft(CircleSql.Job job, Graft.Files files, @Nullable String published) {
    PullRequest pull = job.pull();
    List<String> parents = new ArrayList<>(List.of(pull.headSha()));
    origin(job).or(() -> Optional.ofNullable(published)).ifPresent(parents::add);
    job.tick().run();
    return sources.graft(
        pull.id().repository(),
        new Graft(
            files,
            parents,
            "Generated from " + pull.headSha(),
            "refs/understudy/generated/" + pull.id().number()));
  }

  /** The baseline's newest commit that was generated from a commit that the pull request has. */
  private static Optional<String> origin(CircleSql.Job job) {
    String baseline = job.opened().config().pullRequests().baseline();
    if (baseline == null) {
      return Optional.empty();
    }
    try (GitRepository git = GitRepository.open(job.opened().folder())) {
      Optional<String> tip = git.branch(baseline);
      if (tip.isEmpty()) {
        return Optional.empty();
      }
      for (GitRepository.Entry entry : git.history(tip.get(), HISTORY)) {
        Matcher sha = SHA.matcher(entry.message());
        while (sha.find()) {
          if (git.isAncestor(sha.group(), job.pull().headSha())) {
            return Optional.of(entry.commit());
          }
        }
      }
      return Optional.empty();
    }
  }
}
