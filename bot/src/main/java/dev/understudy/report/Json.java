package dev.understudy.report;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.understudy.artifact.Artifact;
import dev.understudy.artifact.Change;
import dev.understudy.artifact.DependencyGraph.Edge;
import dev.understudy.artifact.Identifier;
import dev.understudy.failure.Location;
import dev.understudy.plan.Finding;
import dev.understudy.plan.Graphs;
import dev.understudy.plan.Impact;
import dev.understudy.plan.Member;
import dev.understudy.plan.StagePlan;
import java.util.Collection;
import java.util.List;
import java.util.Locale;

/** The documented, stable JSON of every command. */
public final class Json {
  private static final ObjectMapper MAPPER = new ObjectMapper();

  private Json() {}

  /** {@code stage plan --format json}. */
  public static ObjectNode plan(StagePlan plan) {
    ObjectNode root = MAPPER.createObjectNode();
    root.put("suffix", plan.suffix()).put("stageProject", plan.stageProject());
    root.put("base", plan.base()).put("head", plan.head());
    ArrayNode changed = root.putArray("changed");
    plan.changed().forEach(change -> change(changed.addObject(), change));
    ArrayNode artifacts = root.putArray("artifacts");
    plan.members().forEach(member -> member(artifacts.addObject(), member));
    ArrayNode impact = root.putArray("impact");
    plan.impact().forEach(reader -> impact(impact.addObject(), reader));
    ArrayNode problems = root.putArray("problems");
    plan.findings().forEach(finding -> problem(problems.addObject(), finding));
    return root;
  }

  private static void change(ObjectNode node, Change change) {
    node.put("id", change.id().toString());
    node.put("kind", change.kind().label());
    node.put("path", change.path());
    node.put("change", change.type().label());
    if (change.detail() != null) {
      node.put("detail", change.detail());
    }
  }

  private static void member(ObjectNode node, Member member) {
    node.put("id", member.id().toString());
    node.put("kind", member.kind().label());
    node.put("origin", lower(member.origin()));
    node.put("path", member.path());
    node.put("stageId", member.stageId().toString());
    node.put("reason", lower(member.reason()));
    node.put("why", member.why());
    ids(node.putArray("requiredBy"), member.requiredBy());
    node.put("wave", member.wave());
    if (member.inferred()) {
      node.put("inferred", true);
    }
  }

  private static void impact(ObjectNode node, Impact reader) {
    node.put("id", reader.id().toString());
    node.put("kind", reader.kind().label());
    node.put("path", reader.path());
    ids(node.putArray("via"), reader.via());
    node.put("depth", reader.depth());
  }

  /** What any command prints that failed as a whole: its one problem. */
  public static ObjectNode failure(Location location, String message) {
    ObjectNode root = MAPPER.createObjectNode();
    problem(root.putArray("problems").addObject(), Finding.error(null, location, message));
    return root;
  }

  private static void problem(ObjectNode node, Finding finding) {
    Identifier id = finding.id();
    node.put("severity", lower(finding.severity()));
    node.put("id", id == null ? null : id.toString());
    place(node, finding.location());
    node.put("message", finding.message());
  }

  private static void place(ObjectNode node, Location location) {
    node.put("path", location.path());
    node.put("line", location.line());
    node.put("column", location.column());
  }

  private static void ids(ArrayNode array, List<Identifier> ids) {
    ids.forEach(id -> array.add(id.toString()));
  }

  /** {@code stage deploy --format json}: the plan's fields and {@code results}. */
  public static ObjectNode deploy(StagePlan plan, Outcome outcome) {
    ObjectNode root = plan(plan);
    ArrayNode results = root.putArray("results");
    for (Result result : outcome.results()) {
      ObjectNode node = results.addObject();
      node.put("id", result.id().toString());
      node.put("stageId", result.stageId().toString());
      node.put("state", lower(result.state()));
      node.put("message", result.message());
      node.put("millis", result.millis());
    }
    return root;
  }

  /** {@code stage clean --format json}. */
  public static ObjectNode cleaned(Cleaned cleaned) {
    ObjectNode root = MAPPER.createObjectNode();
    ArrayNode removed = root.putArray("removed");
    cleaned.removed().forEach(removed::add);
    ArrayNode kept = root.putArray("kept");
    for (Cleaned.Kept entry : cleaned.and(failures(cleaned)).kept()) {
      kept.addObject().put("dataset", entry.dataset()).put("why", entry.why());
    }
    return root;
  }

  /** What could not be removed is kept too, and its reason says so. */
  private static Cleaned failures(Cleaned cleaned) {
    return new Cleaned(List.of(), cleaned.failed(), List.of());
  }

  /** {@code graph --format json}. */
  public static ObjectNode graph(
      Collection<Artifact> artifacts, List<Edge> edges, List<Graphs.Unreadable> unreadable) {
    ObjectNode root = MAPPER.createObjectNode();
    ArrayNode nodes = root.putArray("artifacts");
    for (Artifact artifact : artifacts) {
      ObjectNode node = nodes.addObject();
      node.put("id", artifact.id().toString());
      node.put("kind", artifact.kind().label());
      node.put("path", artifact.path());
    }
    ArrayNode links = root.putArray("edges");
    for (Edge edge : edges) {
      ObjectNode node = links.addObject();
      node.put("from", edge.from().toString());
      node.put("to", edge.to().toString());
      node.put("kind", edge.to().routine() ? "routine" : "table");
      node.put("definition", edge.definition());
    }
    ArrayNode bad = root.putArray("unreadable");
    for (Graphs.Unreadable file : unreadable) {
      ObjectNode node = bad.addObject();
      place(node, file.location());
      node.put("message", file.message());
    }
    return root;
  }

  private static String lower(Enum<?> value) {
    return value.name().toLowerCase(Locale.ROOT);
  }

  /** A text in double quotes. */
  static String quoted(String text) {
    return MAPPER.getNodeFactory().textNode(text).toString();
  }

  /** The text of a document, indented. */
  public static String text(ObjectNode root) {
    try {
      return MAPPER.writerWithDefaultPrettyPrinter().writeValueAsString(root) + "\n";
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("a report cannot be written as JSON", e);
    }
  }
}
