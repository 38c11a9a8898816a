package dev.understudy.bot;

import dev.understudy.artifact.Identifier;
import dev.understudy.artifact.Schema;
import dev.understudy.config.RepositoryConfig;
import dev.understudy.config.Settings;
import dev.understudy.deploy.Actor;
import dev.understudy.deploy.Selection;
import dev.understudy.deploy.StageFlow;
import dev.understudy.deploy.Workspace;
import dev.understudy.failure.Location;
import dev.understudy.failure.Problem;
import dev.understudy.forge.CloneAccess;
import dev.understudy.forge.Forge;
import dev.understudy.forge.PullRequest;
import dev.understudy.forge.RepositoryName;
import dev.understudy.report.comment.CommentTemplates;
import dev.understudy.source.GitRepository;
import dev.understudy.source.Graft;
import dev.understudy.source.Mirrors;
import dev.understudy.source.SourceTree;
import dev.understudy.sql.googlesql.GoogleSql;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** The commits of pull requests, fetched into bare clones and read without a work tree. */
final class Sources {
  private final Forge forge;
  private final Mirrors mirrors;
  private final Settings settings;
  private final GoogleSql sql;
  private final InstantSource clock;

  Sources(Forge forge, Mirrors mirrors, Settings settings, GoogleSql sql, InstantSource clock) {
    this.forge = forge;
    this.mirrors = mirrors;
    this.settings = settings;
    this.sql = sql;
    this.clock = clock;
  }

  /**
   * What the base branch says of the repository; the change itself has no say in it.
   *
   * @param folder the bare clone
   * @param baseTip where the base branch stands
   * @param broken why the base branch's configuration cannot be read, or null
   * @param generated what is rehearsed instead of the change's own files, or null
   */
  record Opened(
      Path folder,
      String baseTip,
      RepositoryConfig config,
      CommentTemplates templates,
      @Nullable Problem broken,
      @Nullable Generated generated) {
    Opened generated(Generated from) {
      return new Opened(folder, baseTip, config, templates, broken, from);
    }

    /** The commit whose files are rehearsed for a pull request. */
    String head(PullRequest pull) {
      return generated == null ? pull.headSha() : generated.commit();
    }

    /** The branch they are compared with: what is generated is not compared with its sources. */
    String base(PullRequest pull) {
      String baseline = config.pullRequests().baseline();
      boolean sources =
          generated == null && config.pullRequests().circleCi().generatedSql() != null;
      return baseline == null || sources ? pull.baseRef() : baseline;
    }
  }

  /**
   * Files that were generated from a commit.
   *
   * @param commit that holds them; it exists in the bare clone alone
   * @param source the commit that they were generated from
   */
  record Generated(String commit, String source) {}

  /**
   * A rehearsal as it is to be planned.
   *
   * @param base the branch that stands for production, without {@code refs/heads/}
   * @param production the schema of a production table, where one may read it
   */
  record Wanted(
      Actor actor,
      String base,
      String head,
      String suffix,
      Function<Identifier, Optional<Schema>> production) {}

  /** Fetches a branch and what else is wanted, and reads the branch's configuration. */
  Opened open(RepositoryName repository, String baseBranch, List<String> refs) {
    CloneAccess access = forge.cloneAccess(repository);
    List<String> all = new ArrayList<>(List.of("refs/heads/" + baseBranch));
    all.addAll(refs);
    try (GitRepository git =
        mirrors.fetch(repository.toString(), access.url(), access.token(), all)) {
      String tip = git.commit("refs/heads/" + baseBranch);
      SourceTree tree = git.tree(tip);
      CommentTemplates templates =
          CommentTemplates.of(
              path -> tree.blob(path).isEmpty() ? Optional.empty() : Optional.of(tree.read(path)));
      try {
        RepositoryConfig config = RepositoryConfig.read(tree, settings.stageProject());
        fetchBaseline(repository, config);
        return new Opened(git.folder(), tip, config, templates, null, null);
      } catch (Problem problem) {
        RepositoryConfig defaults = RepositoryConfig.defaults(settings.stageProject());
        return new Opened(git.folder(), tip, defaults, templates, problem, null);
      }
    }
  }

  private void fetchBaseline(RepositoryName repository, RepositoryConfig config) {
    String baseline = config.pullRequests().baseline();
    if (baseline == null) {
      return;
    }
    try {
      fetch(repository, List.of("refs/heads/" + baseline));
    } catch (Problem problem) {
      throw Problem.usage(
          Location.of(RepositoryConfig.FILE),
          "`baseline` names the branch `" + baseline + "`: " + problem.getMessage());
    }
  }

  /** Fetches more into the clone that {@link #open} made: branches, or commits by their id. */
  void fetch(RepositoryName repository, List<String> refs) {
    CloneAccess access = forge.cloneAccess(repository);
    mirrors.fetch(repository.toString(), access.url(), access.token(), refs).close();
  }

  /** Makes a commit of files from elsewhere in that clone; returns its id. */
  String graft(RepositoryName repository, Graft graft) {
    return mirrors.graft(repository.toString(), graft);
  }

  /**
   * Plans, with what directly reads the change: what a change breaks is what people wait for.
   *
   * @throws Problem where the change cannot be planned at all
   */
  StageFlow.Planned plan(Opened opened, Wanted wanted) {
    try (Workspace workspace = new Workspace(opened.folder(), settings, sql, opened.baseTip())) {
      StageFlow flow = new StageFlow(workspace, sql, clock, wanted.production());
      Selection selection =
          new Selection(opened.folder(), null, wanted.head(), wanted.base(), List.of());
      StageFlow.Planned planned = flow.plan(selection, wanted.suffix(), true, wanted.actor());
      Generated generated = opened.generated();
      return generated == null
          ? planned
          : planned.withConfigChanged(changesConfiguration(opened, generated.source()));
    }
  }

  /** Generated files need not hold the configuration: what matters is what they came from. */
  private static boolean changesConfiguration(Opened opened, String source) {
    try (GitRepository git = GitRepository.open(opened.folder())) {
      String base = git.mergeBase(opened.baseTip(), source).orElse(opened.baseTip());
      return !git.tree(base)
          .blob(RepositoryConfig.FILE)
          .equals(git.tree(source).blob(RepositoryConfig.FILE));
    }
  }
}
