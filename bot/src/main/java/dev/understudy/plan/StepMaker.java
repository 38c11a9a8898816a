package dev.understudy.plan;

import dev.understudy.artifact.Artifact;
import dev.understudy.artifact.Identifier;
import dev.understudy.artifact.Kind;
import dev.understudy.artifact.Node;
import dev.understudy.artifact.Schema;
import dev.understudy.failure.Location;
import dev.understudy.failure.Problem;
import dev.understudy.source.MetadataYaml;
import dev.understudy.sql.Rewrite;
import dev.understudy.sql.Rewrite.Replacement;
import dev.understudy.sql.Span;
import dev.understudy.sql.SqlFacts;
import dev.understudy.sql.SqlFacts.SqlError;
import dev.understudy.sql.SqlStatement;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Turns an artifact into the step that makes its copy on the stage. */
final class StepMaker {
  private static final Pattern CREATE_ONLY =
      Pattern.compile(
          "(?i)CREATE(?=\\s+(?:AGGREGATE\\s+|TABLE\\s+)?(?:VIEW|FUNCTION|PROCEDURE)\\b(?!\\s+IF\\b))");

  /** See <a href="https://cloud.google.com/bigquery/quotas#view_limits">view limits</a>. */
  private static final int LONGEST_VIEW = 256 * 1024;

  private final Definitions definitions;
  private final StageRules rules;
  private final String suffix;
  private final StageRewriter rewriter;
  private final Set<Node> rehearsed;
  private final List<Finding> findings;

  /**
   * Makes steps.
   *
   * @param rehearsed tables whose queries are dry-run although their columns are declared
   */
  StepMaker(
      Definitions definitions,
      StageRules rules,
      String suffix,
      StageRewriter rewriter,
      Set<Node> rehearsed,
      List<Finding> findings) {
    this.rehearsed = rehearsed;
    this.definitions = definitions;
    this.rules = rules;
    this.suffix = suffix;
    this.rewriter = rewriter;
    this.findings = findings;
  }

  Step step(Artifact artifact, Identifier target) {
    try {
      return switch (artifact.kind()) {
        case VIEW, ROUTINE, PROCEDURE -> statements(artifact, target);
        case TABLE, MATERIALIZED_VIEW, EXTERNAL_TABLE -> table(artifact, target);
      };
    } catch (Problem problem) {
      return impossible(artifact, target, problem.location(), text(problem));
    }
  }

  /** An artifact that is needed by what it needs, in a circle that ends where it begins. */
  Step inCircle(Artifact artifact, Identifier target, List<Node> circle) {
    Node next = circle.get(circle.indexOf(artifact.node()) + 1);
    String names = circle.stream().map(Node::toString).collect(Collectors.joining(" → "));
    return impossible(
        artifact,
        target,
        Places.of(definitions, artifact, next.id()),
        "these artifacts need each other: " + names);
  }

  private static String text(Problem problem) {
    return Objects.requireNonNullElse(problem.getMessage(), "it cannot be read");
  }

  private Step table(Artifact artifact, Identifier target) {
    TableOptions options = options(definitions.metadata(artifact));
    Schema schema = definitions.schema(artifact);
    if (schema != null && rehearsed.contains(artifact.node())) {
      return forQuery(artifact, target, schema, options);
    }
    if (schema != null) {
      warnOfUnreadable(artifact);
      return new Step.CreateTable(target, schema, options);
    }
    if (artifact.sqlPath() == null) {
      return new Step.Impossible(target, SchemaSources.UNKNOWN);
    }
    return fromQuery(artifact, target, options);
  }

  /** A reader with declared columns: its query is tried against them. */
  private Step forQuery(Artifact artifact, Identifier target, Schema schema, TableOptions options) {
    SqlFacts facts = definitions.sql(artifact).facts();
    Span query = facts.error() == null ? queryOf(artifact, facts) : null;
    if (query == null) {
      warnOfUnreadable(artifact);
      return new Step.CreateTable(target, schema, options);
    }
    String text = definitions.text(artifact, false);
    Step.Query staged = query(artifact, text, query, replacements(artifact, text, facts));
    return new Step.CreateTableForQuery(target, schema, staged, options);
  }

  /** A table that declares its columns can be made whatever its SQL says; a person should know. */
  private void warnOfUnreadable(Artifact artifact) {
    if (artifact.sqlPath() != null && definitions.known(artifact)) {
      SqlError error = definitions.sql(artifact).facts().error();
      if (error != null) {
        findings.add(Finding.error(artifact.id(), at(artifact, error), error.message()));
      }
    }
  }

  private Step fromQuery(Artifact artifact, Identifier target, TableOptions options) {
    SqlSource source = definitions.sql(artifact);
    boolean init = readsItself(artifact, source.facts()) && source.init() != null;
    SqlFacts facts = init ? Objects.requireNonNull(source.init()) : source.facts();
    SqlError error = facts.error();
    if (error != null) {
      return impossible(artifact, target, at(artifact, error), error.message());
    }
    String text = definitions.text(artifact, init);
    List<Replacement> replacements = replacements(artifact, text, facts);
    Span query = queryOf(artifact, facts);
    if (query != null) {
      return new Step.CreateTableLikeQuery(
          target, query(artifact, text, query, replacements), options);
    }
    for (SqlStatement statement : facts.statements()) {
      if (statement.type() == SqlStatement.Type.CREATE_TABLE && makes(artifact, statement)) {
        return new Step.RunStatements(
            target,
            Kind.TABLE,
            List.of(Rewrite.apply(text, statement.span(), replacements)),
            List.of(source(artifact, text, statement.span(), replacements)));
      }
    }
    String reason =
        "no statement of "
            + artifact.path()
            + " tells the columns of "
            + artifact.id()
            + "; declare them in a schema.yaml beside it";
    return impossible(artifact, target, Location.of(artifact.path()), reason);
  }

  /**
   * The query that fills an artifact's table, with the temporary functions right before it, which
   * live no longer than it does; null where a script does or nothing.
   */
  private @Nullable Span queryOf(Artifact artifact, SqlFacts facts) {
    int functions = -1;
    for (SqlStatement statement : facts.statements()) {
      Span query = statement.query();
      if (query != null && makes(artifact, statement)) {
        boolean plain = functions >= 0 && statement.type() == SqlStatement.Type.QUERY;
        return plain ? new Span(functions, query.end()) : query;
      }
      boolean first = functions < 0;
      functions = !isTemporary(statement) ? -1 : first ? statement.span().start() : functions;
    }
    return null;
  }

  private static boolean isTemporary(SqlStatement statement) {
    return statement.type() == SqlStatement.Type.CREATE_FUNCTION && statement.created() == null;
  }

  private Step.Query query(
      Artifact artifact, String text, Span span, List<Replacement> replacements) {
    String sql = Rewrite.apply(text, span, replacements);
    return new Step.Query(
        sql,
        QueryParameters.of(sql, definitions.metadata(artifact), definitions.declared(artifact)),
        source(artifact, text, span, replacements));
  }

  private SourceMap source(
      Artifact artifact, String text, Span span, List<Replacement> replacements) {
    String path = Objects.requireNonNullElse(artifact.sqlPath(), artifact.path());
    return definitions.sql(artifact).template()
        ? SourceMap.ofTemplate(path)
        : SourceMap.of(path, text, span, replacements);
  }

  /** A plain query fills its artifact's table; a CREATE makes it by name. */
  private boolean makes(Artifact artifact, SqlStatement statement) {
    return statement.created() == null
        ? statement.type() == SqlStatement.Type.QUERY
        : definitions.resolve(statement.created(), artifact).id().equals(artifact.id());
  }

  private boolean readsItself(Artifact artifact, SqlFacts facts) {
    return facts.references().stream()
        .anyMatch(r -> definitions.resolve(r, artifact).equals(artifact.node()));
  }

  private Step statements(Artifact artifact, Identifier target) {
    SqlFacts facts = definitions.sql(artifact).facts();
    SqlError error = facts.error();
    if (error != null) {
      return impossible(artifact, target, at(artifact, error), error.message());
    }
    String text = definitions.text(artifact, false);
    Set<Node> created = definitions.createdBy(artifact);
    if (!created.contains(artifact.node())) {
      return mismatch(artifact, target, facts, created);
    }
    List<Replacement> replacements = replacements(artifact, text, facts);
    List<Step.Upload> uploads = List.of();
    String bucket = rules.libraryBucket();
    if (bucket != null && artifact.kind().isRoutine()) {
      StagedLibraries libraries = StagedLibraries.of(definitions, bucket, suffix, text);
      replacements.addAll(libraries.replacements());
      uploads = libraries.uploads();
    }
    List<String> statements = new ArrayList<>();
    List<SourceMap> sources = new ArrayList<>();
    for (SqlStatement statement : facts.statements()) {
      if (creates(artifact, statement)) {
        orReplace(text, statement.span()).ifPresent(replacements::add);
        statements.add(Rewrite.apply(text, statement.span(), replacements));
        sources.add(source(artifact, text, statement.span(), replacements));
      }
    }
    if (artifact.kind() == Kind.VIEW && statements.getFirst().length() > LONGEST_VIEW) {
      String length = "its text has more than " + LONGEST_VIEW + " characters on the stage";
      return impossible(
          artifact, target, Location.NONE, length + "; BigQuery takes no longer view");
    }
    return new Step.RunStatements(target, artifact.kind(), statements, sources, uploads);
  }

  private static boolean creates(Artifact artifact, SqlStatement statement) {
    return artifact.kind().isRoutine()
        ? Definitions.createsRoutine(statement)
        : statement.type() == SqlStatement.Type.CREATE_VIEW;
  }

  /** A step may run twice. */
  private static Optional<Replacement> orReplace(String text, Span statement) {
    Matcher matcher = CREATE_ONLY.matcher(text).region(statement.start(), statement.end());
    return matcher.lookingAt()
        ? Optional.of(
            new Replacement(new Span(matcher.start(), matcher.end()), "CREATE OR REPLACE"))
        : Optional.empty();
  }

  private Step mismatch(Artifact artifact, Identifier target, SqlFacts facts, Set<Node> created) {
    Location place = Location.of(artifact.path());
    for (SqlStatement statement : facts.statements()) {
      if (statement.created() != null) {
        place = Places.of(definitions, artifact, statement.created().span());
        break;
      }
    }
    String made = created.isEmpty() ? "nothing" : created.iterator().next().toString();
    return impossible(
        artifact,
        target,
        place,
        "by its path this is " + artifact.id() + ", but the statement creates " + made);
  }

  private List<Replacement> replacements(Artifact artifact, String text, SqlFacts facts) {
    StageRewriter.Rewritten rewritten = rewriter.rewrite(artifact, text, facts);
    List<Replacement> replacements = new ArrayList<>(rewritten.replacements());
    for (StageRewriter.Unstaged unstaged : rewritten.unstaged()) {
      Node to = unstaged.target();
      if (rules.mayRead(to.toString())) {
        replacements.add(new Replacement(unstaged.reference().span(), "`" + to + "`"));
      } else if (isUsed(artifact, facts, unstaged)) {
        findings.add(
            Finding.error(
                artifact.id(),
                Places.of(definitions, artifact, unstaged.reference().span()),
                artifact.id()
                    + " would read "
                    + to
                    + " in production: it is not on the stage; list it under"
                    + " stage.production_reads if it may"));
      }
    }
    for (SqlError opaque : facts.opaque()) {
      findings.add(Finding.warning(artifact.id(), at(artifact, opaque), opaque.message()));
    }
    return replacements;
  }

  /** Tests beside a routine are not deployed. */
  private static boolean isUsed(
      Artifact artifact, SqlFacts facts, StageRewriter.Unstaged unstaged) {
    return !artifact.kind().isRoutine()
        || facts.statements().stream()
            .filter(Definitions::createsRoutine)
            .anyMatch(s -> s.references().contains(unstaged.reference()));
  }

  private Step impossible(Artifact artifact, Identifier target, Location location, String reason) {
    Location place = location.path() == null ? Location.of(artifact.path()) : location;
    findings.add(Finding.error(artifact.id(), place, reason));
    return new Step.Impossible(target, place + ": " + reason);
  }

  private static Location at(Artifact artifact, SqlError error) {
    return new Location(artifact.path(), error.line(), error.column());
  }

  private static TableOptions options(MetadataYaml metadata) {
    return new TableOptions(
        metadata.friendlyName(),
        metadata.description(),
        time(metadata),
        range(metadata),
        metadata.clustering(),
        metadata.labels());
  }

  private static TableOptions.@Nullable TimePartitioning time(MetadataYaml metadata) {
    String type = metadata.partitionType();
    return type == null
        ? null
        : new TableOptions.TimePartitioning(
            type, metadata.partitionField(), metadata.requirePartitionFilter());
  }

  private static TableOptions.@Nullable RangePartitioning range(MetadataYaml metadata) {
    MetadataYaml.Range range = metadata.range();
    return range == null
        ? null
        : new TableOptions.RangePartitioning(
            range.field(), range.start(), range.end(), range.interval());
  }
}
