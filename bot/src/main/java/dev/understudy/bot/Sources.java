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
import dev.understudy.forge.RepositoryName;
import dev.understudy.report.comment.CommentTemplates;
import dev.understudy.source.GitRepository;
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
   */
  record Opened(
      Path folder,
      String baseTip,
      RepositoryConfig config,
      CommentTemplates templates,
      @Nullable Problem broken) {}

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
        return new Opened(git.folder(), tip, config, templates, unsupported(config));
      } catch (Problem problem) {
        RepositoryConfig defaults = RepositoryConfig.defaults(settings.stageProject());
        return new Opened(git.folder(), tip, defaults, templates, problem);
      }
    }
  }

  /** A key that only the command line's pipeline honours must not be passed over in silence. */
  private static @Nullable Problem unsupported(RepositoryConfig config) {
    return config.pullRequests().circleCi().generatedSql() == null
        ? null
        : Problem.usage(
            Location.of(RepositoryConfig.FILE),
            "`circleci.generated_sql` is set, but the bot cannot wait for generated SQL: remove the"
                + " key, and stage what the workflow makes with `understudy stage deploy` there");
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
      return flow.plan(selection, wanted.suffix(), true, wanted.actor());
    }
  }
}
