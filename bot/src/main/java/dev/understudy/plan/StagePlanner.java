package dev.understudy.plan;

import dev.understudy.artifact.Artifact;
import dev.understudy.artifact.Catalog;
import dev.understudy.artifact.Change;
import dev.understudy.artifact.Identifier;
import dev.understudy.artifact.Kind;
import dev.understudy.artifact.Node;
import dev.understudy.failure.Location;
import dev.understudy.failure.Problem;
import dev.understudy.plan.Member.Origin;
import dev.understudy.source.Libraries;
import dev.understudy.source.SourceTree;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Decides what a rehearsal makes, in which order and under which names. */
public final class StagePlanner {
  private final Definitions definitions;
  private final StageRules rules;
  private final StageNaming naming;
  private final SchemaSources schemas;
  private final List<Finding> findings = new ArrayList<>();
  private final Map<Node, Identifier> staged = new LinkedHashMap<>();
  private final Set<Node> removed = new LinkedHashSet<>();

  /** A planner for one plan. */
  public StagePlanner(
      Definitions definitions, StageRules rules, String suffix, SchemaSources schemas) {
    this.definitions = definitions;
    this.rules = rules;
    this.naming = new StageNaming(rules.project(), rules.dataset(), rules.name(), suffix);
    this.schemas = schemas;
  }

  /**
   * What identifies a rehearsal.
   *
   * @param base the commit compared with, or null
   * @param head the commit rehearsed, or null
   * @param installation who makes the stage
   * @param repository for which repository
   * @param pullRequest for which pull request, or null
   * @param now from which the stage's expiry counts
   */
  public record Rehearsal(
      @Nullable String base,
      @Nullable String head,
      String installation,
      String repository,
      @Nullable Integer pullRequest,
      Instant now) {}

  /**
   * The plan for a change.
   *
   * @throws Problem where two artifacts would get one name
   */
  public StagePlan plan(List<Change> changes, Rehearsal rehearsal) {
    return plan(changes, rehearsal, false);
  }

  /**
   * The plan for a change.
   *
   * @param withReaders whether what directly reads the change is rehearsed too: views and routines
   *     are made again, and the queries of tables are dry-run
   * @throws Problem where two artifacts would get one name
   */
  public StagePlan plan(List<Change> changes, Rehearsal rehearsal, boolean withReaders) {
    Set<Node> seeds = new LinkedHashSet<>();
    Set<Node> touched = new LinkedHashSet<>();
    for (Change change : changes) {
      if (change.staged()) {
        touched.add(change.node());
        (change.type() == Change.Type.REMOVED ? removed : seeds).add(change.node());
      }
    }
    List<Impact> impact = Impact.of(definitions, touched);
    findDangling(removed, seeds, impact);
    noteLibraries(changes);
    Set<Node> readers = withReaders ? direct(impact) : Set.of();
    Closure closure = Closure.of(definitions, seeds, readers);
    readers.forEach(reader -> noteCircle(reader, closure));
    Closure.Ordered order = closure.inOrder();
    name(order.nodes(), closure);
    List<Member> members = members(order, closure);
    return new StagePlan(
        naming.suffix(),
        naming.project(),
        rehearsal.base(),
        rehearsal.head(),
        changes,
        members,
        impact,
        findings,
        datasets(members, rehearsal));
  }

  /**
   * Tells of files that make no artifact. Called before {@link #plan}.
   *
   * @param introduced those that the change brings: errors; the others are worth knowing
   */
  public void noteFlaws(List<Catalog.Flaw> introduced) {
    for (Catalog.Flaw flaw : definitions.catalog().flaws()) {
      Node node = flaw.node();
      Identifier id = node == null ? null : node.id();
      findings.add(
          introduced.contains(flaw)
              ? Finding.error(id, flaw.location(), flaw.message())
              : Finding.warning(id, flaw.location(), flaw.message()));
    }
  }

  /** The stage has no bucket of its own: a changed library is not what the routine runs there. */
  private void noteLibraries(List<Change> changes) {
    for (Change change : changes) {
      String detail = change.detail();
      boolean library = detail != null && detail.contains(Libraries.CHANGED);
      if (library && change.staged() && rules.libraryBucket() == null) {
        findings.add(
            Finding.warning(
                change.id(),
                Location.of(change.path()),
                detail
                    + ", but the staged routine still loads it from the bucket that it names: the"
                    + " changed file is not rehearsed; set stage.library_bucket to rehearse it"));
      }
    }
  }

  private static Set<Node> direct(List<Impact> impact) {
    Set<Node> readers = new LinkedHashSet<>();
    for (Impact reader : impact) {
      if (reader.depth() == 1) {
        readers.add(new Node(reader.id(), reader.kind().isRoutine()));
      }
    }
    return readers;
  }

  private void noteCircle(Node reader, Closure closure) {
    if (!closure.readers().contains(reader)) {
      String circle = " is not dry-run: what it reads is made from its own table";
      findings.add(Finding.warning(reader.id(), Location.NONE, reader + circle));
    }
  }

  /**
   * The files of what was planned, under their stage names. Called after {@link #plan}.
   *
   * @param root the folder below which artifacts lie
   */
  public List<StagedFile> files(SourceTree tree, String root, StagePlan plan) {
    StageRewriter rewriter = new StageRewriter(definitions, naming, staged);
    return new FileWriter(tree, root, definitions, rewriter, staged).files(plan.members());
  }

  private void name(List<Node> order, Closure closure) {
    Map<String, Node> taken = new LinkedHashMap<>();
    for (Node node : order) {
      Identifier to = naming.stageOf(node);
      Node other = taken.putIfAbsent((node.routine() ? "routine " : "table ") + to, node);
      if (other != null) {
        throw Problem.usage(
            other
                + " and "
                + node
                + " would both be called "
                + to
                + " on the stage; use a template in stage.dataset or stage.name that tells them"
                + " apart");
      }
      staged.put(node, to);
    }
    for (Node wildcard : closure.wildcards()) {
      staged.put(wildcard, naming.stageOf(wildcard));
    }
  }

  private List<Member> members(Closure.Ordered order, Closure closure) {
    StageRewriter rewriter = new StageRewriter(definitions, naming, staged);
    StepMaker steps =
        new StepMaker(definitions, rules, naming.suffix(), rewriter, closure.readers(), findings);
    Map<Node, Member> members = new LinkedHashMap<>();
    for (Node node : order.nodes()) {
      List<Node> circle = order.circles().getOrDefault(node, List.of());
      members.put(node, member(node, closure, members, a -> step(a, circle, steps)));
    }
    schemas.fill(members, definitions, findings);
    IngestionTime.settle(members);
    return List.copyOf(members.values());
  }

  private Step step(Artifact artifact, List<Node> circle, StepMaker steps) {
    Identifier target = target(artifact.node());
    return circle.isEmpty()
        ? steps.step(artifact, target)
        : steps.inCircle(artifact, target, circle);
  }

  private Identifier target(Node node) {
    return tableOf(staged.getOrDefault(node, naming.stageOf(node)));
  }

  private Member member(
      Node node, Closure closure, Map<Node, Member> before, Function<Artifact, Step> steps) {
    Optional<Artifact> artifact = definitions.catalog().find(node);
    Set<Node> needs = closure.needs().getOrDefault(node, Set.of());
    int wave = 0;
    List<Identifier> dependsOn = new ArrayList<>();
    for (Node need : needs) {
      Member member = before.get(need);
      if (member != null) {
        wave = Math.max(wave, member.wave() + 1);
        dependsOn.add(need.id());
      }
    }
    Step step = artifact.map(steps).orElseGet(() -> missing(node, target(node)));
    return new Member(
        node.id(),
        artifact.map(Artifact::kind).orElse(node.routine() ? Kind.ROUTINE : Kind.TABLE),
        artifact.isPresent() ? Origin.REPOSITORY : Origin.PLACEHOLDER,
        artifact.map(Artifact::path).orElse(null),
        closure.reason(node),
        closure.why(node),
        closure.requiredBy(node),
        dependsOn,
        wave,
        false,
        step);
  }

  /** A wildcard that matches nothing we know is staged as one table that it matches. */
  private static Identifier tableOf(Identifier stage) {
    return stage.isWildcard()
        ? new Identifier(stage.project(), stage.dataset(), stage.name().replace("*", "20200101"))
        : stage;
  }

  private Step missing(Node node, Identifier target) {
    if (removed.contains(node)) {
      return new Step.Impossible(target, "this change removes " + node);
    }
    if (node.routine()) {
      String reason = "nothing in the repository defines the routine " + node;
      findings.add(Finding.error(node.id(), Location.NONE, reason));
      return new Step.Impossible(target, reason);
    }
    return new Step.Impossible(target, SchemaSources.UNKNOWN);
  }

  /** What reads something that the change removes will break, whether it changed too or not. */
  private void findDangling(Set<Node> removed, Set<Node> seeds, List<Impact> impact) {
    for (Impact reader : impact) {
      if (reader.depth() == 1) {
        dangling(new Node(reader.id(), reader.kind().isRoutine()), removed);
      }
    }
    seeds.forEach(seed -> dangling(seed, removed));
  }

  private void dangling(Node reader, Set<Node> removed) {
    Artifact artifact = definitions.catalog().find(reader).orElse(null);
    if (artifact == null) {
      return;
    }
    Set<Node> gone = new TreeSet<>();
    for (Dependency dependency : definitions.dependencies(artifact)) {
      Node target = dependency.target();
      if (removed.contains(target) && gone.add(target)) {
        findings.add(
            Finding.error(
                reader.id(),
                Places.of(definitions, artifact, target.id()),
                reader.id() + " reads " + target.id() + ", which this change removes"));
      }
    }
  }

  private List<StageDataset> datasets(List<Member> members, Rehearsal rehearsal) {
    Map<String, StageDataset> datasets = new LinkedHashMap<>();
    Instant expires = rehearsal.now().plus(rules.timeToLive());
    Map<String, String> labels = new LinkedHashMap<>(rules.labels());
    labels.putAll(
        StageLabels.of(
            rehearsal.installation(),
            rehearsal.repository(),
            naming.suffix(),
            rehearsal.head(),
            rehearsal.pullRequest(),
            expires));
    labels.put(StageLabels.STAGED_ON, Long.toString(rehearsal.now().toEpochMilli()));
    Set<String> names = new LinkedHashSet<>();
    members.forEach(member -> names.add(member.stageId().dataset()));
    for (Member member : members) {
      definitions
          .catalog()
          .find(new Node(member.id(), member.kind().isRoutine()))
          .filter(artifact -> !definitions.isCut(artifact))
          .ifPresent(artifact -> names.addAll(informationSchemas(artifact)));
    }
    for (String name : names) {
      datasets.put(
          name,
          new StageDataset(
              naming.project(),
              name,
              rules.location(),
              labels,
              rules.timeToLive(),
              rules.access()));
    }
    return List.copyOf(datasets.values());
  }

  /** The stage datasets whose INFORMATION_SCHEMA an artifact reads. */
  private Set<String> informationSchemas(Artifact artifact) {
    Set<String> names = new LinkedHashSet<>();
    for (Dependency dependency : definitions.dependencies(artifact)) {
      String scope = dependency.target().id().project();
      int dot = scope.lastIndexOf('.');
      if (dependency.target().isInformationSchema()
          && dot > 0
          && !scope.substring(dot + 1).startsWith("region-")) {
        names.add(naming.datasetOf(scope.substring(0, dot), scope.substring(dot + 1)));
      }
    }
    return names;
  }
}
