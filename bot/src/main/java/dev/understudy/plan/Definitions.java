package dev.understudy.plan;

import dev.understudy.artifact.Artifact;
import dev.understudy.artifact.Catalog;
import dev.understudy.artifact.Identifier;
import dev.understudy.artifact.Kind;
import dev.understudy.artifact.Node;
import dev.understudy.artifact.Schema;
import dev.understudy.failure.Problem;
import dev.understudy.source.Libraries;
import dev.understudy.source.MetadataYaml;
import dev.understudy.source.SchemaYaml;
import dev.understudy.source.SourceTree;
import dev.understudy.sql.Reference;
import dev.understudy.sql.SqlFacts;
import dev.understudy.sql.SqlStatement;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * The artifacts of one tree of the repository and what they say, read only as far as somebody asks.
 * Safe for many threads.
 */
public final class Definitions {
  private final SourceTree tree;
  private final Catalog catalog;
  private final SqlSources sources;
  private final NameResolver names;
  private final Map<Node, List<Dependency>> dependencies = new ConcurrentHashMap<>();
  private final Map<Node, Optional<Node>> helpers = new ConcurrentHashMap<>();
  private final Map<Node, String> externalQueries = new ConcurrentHashMap<>();
  private final Map<Node, Problem> unreadable = new ConcurrentHashMap<>();
  private final Map<String, Schema> schemas = new ConcurrentHashMap<>();

  /** Nothing is read yet. */
  public Definitions(SourceTree tree, Catalog catalog, NameRules rules, SqlSources sources) {
    this.tree = tree;
    this.catalog = catalog;
    this.sources = sources;
    this.names = new NameResolver(catalog, rules);
  }

  /** The artifacts. */
  public Catalog catalog() {
    return catalog;
  }

  /** What an artifact's SQL says; no statements at all for an artifact without SQL. */
  SqlSource sql(Artifact artifact) {
    String path = artifact.sqlPath();
    return path == null ? SqlSource.NONE : sources.read(tree, path);
  }

  /** The SQL that the facts' spans count in: rendered where it is a template. */
  String text(Artifact artifact, boolean init) {
    return sources.text(tree, sqlPath(artifact), init);
  }

  private static String sqlPath(Artifact artifact) {
    String path = artifact.sqlPath();
    if (path == null) {
      throw new IllegalArgumentException(artifact.id() + " has no SQL");
    }
    return path;
  }

  /** The full name that a reference in an artifact's SQL means. */
  Node resolve(Reference reference, Artifact in) {
    return names.resolve(reference, in.id());
  }

  /**
   * What an artifact needs, in the order in which it says so. A query that reads its own table does
   * not need it to be made.
   */
  public List<Dependency> dependencies(Artifact artifact) {
    return dependencies.computeIfAbsent(artifact.node(), _ -> readDependencies(artifact));
  }

  private List<Dependency> readDependencies(Artifact artifact) {
    Set<Dependency> found = new LinkedHashSet<>();
    SqlSource source = sql(artifact);
    for (SqlFacts facts : source.renderings()) {
      for (SqlStatement statement : facts.statements()) {
        boolean definition = defines(artifact, statement);
        for (Reference reference : statement.references()) {
          Node target = resolve(reference, artifact);
          boolean itself = target.equals(artifact.node());
          boolean made = !itself && makesTable(facts, target, artifact);
          if (!made && (!itself || !artifact.kind().isRoutine())) {
            found.add(new Dependency(target, definition && !itself, reference));
          }
        }
      }
      if (!hasSchema(artifact)) {
        for (SqlFacts.ExternalQuery query : facts.externalQueries()) {
          found.add(new Dependency(externalQuery(artifact, query), true, null));
        }
      }
    }
    if (!hasSchema(artifact) && artifact.kind() == Kind.TABLE) {
      for (Identifier parent : derivedFrom(artifact)) {
        if (!parent.equals(artifact.id())) {
          found.add(new Dependency(Node.table(parent), true, null));
        }
      }
    }
    return List.copyOf(found);
  }

  /** Metadata that cannot be read says nothing here: the artifact's own step tells of it. */
  private List<Identifier> derivedFrom(Artifact artifact) {
    try {
      return metadata(artifact).derivedFrom();
    } catch (Problem problem) {
      unreadable.put(artifact.node(), problem);
      return List.of();
    }
  }

  /** Why the metadata that an artifact's dependencies count on could not be read, if so. */
  Optional<Problem> unreadableMetadata(Artifact artifact) {
    dependencies(artifact);
    return Optional.ofNullable(unreadable.get(artifact.node()));
  }

  /** Whether a text makes the table that it names, such as a helper table of a script. */
  boolean makesTable(SqlFacts facts, Node target, Artifact artifact) {
    return !target.routine()
        && facts.statements().stream()
            .map(SqlStatement::created)
            .filter(Objects::nonNull)
            .anyMatch(created -> resolve(created, artifact).equals(target));
  }

  /** A declared schema cuts the closure: the table can be made without what its query reads. */
  private boolean defines(Artifact artifact, SqlStatement statement) {
    return switch (artifact.kind()) {
      case VIEW -> true;
      case TABLE, MATERIALIZED_VIEW, EXTERNAL_TABLE -> !hasSchema(artifact);
      case ROUTINE, PROCEDURE -> createsRoutine(statement);
    };
  }

  static boolean createsRoutine(SqlStatement statement) {
    return switch (statement.type()) {
      case CREATE_FUNCTION, CREATE_TABLE_FUNCTION, CREATE_PROCEDURE -> true;
      default -> false;
    };
  }

  /** Whether nothing has to exist for the artifact to be made, whatever its query reads. */
  boolean isCut(Artifact artifact) {
    return switch (artifact.kind()) {
      case TABLE, MATERIALIZED_VIEW, EXTERNAL_TABLE -> hasSchema(artifact);
      case VIEW, ROUTINE, PROCEDURE -> false;
    };
  }

  static boolean hasSchema(Artifact artifact) {
    return artifact.schemaPath() != null;
  }

  /** The placeholder of an external query: named by its connection and its text. */
  Node externalQuery(Artifact in, SqlFacts.ExternalQuery query) {
    String connection = query.connection().replaceAll("[^A-Za-z0-9]+", "_");
    String hash = Integer.toHexString((query.connection() + '\0' + query.sql()).hashCode());
    Node node =
        Node.table(new Identifier(in.id().project(), "external_query", connection + "_" + hash));
    String inner = query.sql();
    if (inner != null) {
      externalQueries.put(node, inner);
    }
    return node;
  }

  /** The inner SQL of an external query's placeholder, if the node is one and it is a literal. */
  Optional<String> externalSql(Node node) {
    return Optional.ofNullable(externalQueries.get(node));
  }

  /**
   * The node whose file makes a node: itself, or for a helper function the routine in whose file it
   * is created.
   */
  Node owning(Node node) {
    if (!node.routine() || catalog.find(node).isPresent()) {
      return node;
    }
    return helpers.computeIfAbsent(node, this::findHelper).orElse(node);
  }

  private Optional<Node> findHelper(Node helper) {
    for (Artifact artifact : catalog.routinesOf(helper.id().project(), helper.id().dataset())) {
      if (createdBy(artifact).contains(helper)) {
        return Optional.of(artifact.node());
      }
    }
    return Optional.empty();
  }

  /** Every name that an artifact's statements create. */
  Set<Node> createdBy(Artifact artifact) {
    Set<Node> created = new LinkedHashSet<>();
    for (SqlStatement statement : sql(artifact).facts().statements()) {
      Reference name = statement.created();
      if (name != null) {
        created.add(resolve(name, artifact));
      }
    }
    return created;
  }

  /**
   * The declared columns of an artifact.
   *
   * @return null where it declares none
   * @throws Problem where its schema.yaml cannot be read
   */
  @Nullable Schema schema(Artifact artifact) {
    String path = artifact.schemaPath();
    return path == null ? null : schemas.computeIfAbsent(path, p -> SchemaYaml.read(tree, p));
  }

  /** The declared columns of an artifact, if it declares any that can be read. */
  Optional<Schema> declared(Artifact artifact) {
    try {
      return Optional.ofNullable(schema(artifact));
    } catch (Problem _) {
      return Optional.empty();
    }
  }

  /**
   * The metadata beside an artifact, empty where it has none.
   *
   * @throws Problem where its metadata.yaml cannot be read
   */
  MetadataYaml metadata(Artifact artifact) {
    String path = artifact.metadataPath();
    return path == null ? MetadataYaml.NONE : MetadataYaml.read(tree, path);
  }

  /** Every artifact that has something to read, for a scan of the whole repository. */
  public List<Artifact> withSql() {
    List<Artifact> found = new ArrayList<>();
    for (Artifact artifact : catalog.artifacts()) {
      if (artifact.sqlPath() != null) {
        found.add(artifact);
      }
    }
    return found;
  }

  /** Whether an artifact's facts are known without reading its file. */
  boolean known(Artifact artifact) {
    String path = artifact.sqlPath();
    return path == null || sources.known(tree, path);
  }

  /** The JavaScript files of the repository that routines load. */
  Libraries libraries() {
    return new Libraries(tree, catalog);
  }

  /** A file of the repository. */
  String file(String path) {
    return tree.read(path);
  }

  /** An artifact's SQL file as it stands, unrendered. */
  String raw(Artifact artifact) {
    return tree.read(sqlPath(artifact));
  }
}
