package dev.understudy.report;

import dev.understudy.artifact.DependencyGraph.Edge;
import dev.understudy.artifact.Node;
import dev.understudy.plan.Graphs;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** A graph for people and for drawing tools. */
public final class GraphText {
  private GraphText() {}

  /** The forms of a graph. */
  public enum Format {
    TEXT,
    JSON,
    MERMAID,
    DOT
  }

  /** The edges in a form other than JSON. */
  public static String of(Format format, List<Edge> edges, List<Graphs.Unreadable> unreadable) {
    return switch (format) {
      case TEXT -> text(edges, unreadable);
      case MERMAID -> mermaid(edges);
      case DOT -> dot(edges);
      case JSON -> throw new IllegalArgumentException("JSON is written by Json");
    };
  }

  private static String text(List<Edge> edges, List<Graphs.Unreadable> unreadable) {
    StringBuilder text = new StringBuilder();
    Node reader = null;
    for (Edge edge : edges) {
      if (!edge.from().equals(reader)) {
        reader = edge.from();
        text.append(reader).append('\n');
      }
      text.append(edge.definition() ? "  needs " : "  reads ").append(edge.to());
      text.append(edge.to().routine() ? "()\n" : "\n");
    }
    for (Graphs.Unreadable file : unreadable) {
      text.append("unreadable: ").append(file.location()).append(": ");
      text.append(file.message()).append('\n');
    }
    return text.toString();
  }

  private static String mermaid(List<Edge> edges) {
    Map<Node, String> names = new LinkedHashMap<>();
    StringBuilder lines = new StringBuilder();
    for (Edge edge : edges) {
      String from = name(names, edge.from());
      String to = name(names, edge.to());
      lines.append("  ").append(to).append(edge.definition() ? " --> " : " -.-> ");
      lines.append(from).append('\n');
    }
    StringBuilder text = new StringBuilder("graph LR\n");
    names.forEach(
        (node, name) ->
            text.append("  ").append(name).append("[\"").append(label(node)).append("\"]\n"));
    return text.append(lines).toString();
  }

  private static String name(Map<Node, String> names, Node node) {
    return names.computeIfAbsent(node, _ -> "n" + names.size());
  }

  private static String label(Node node) {
    String plain = node.toString().replace("\"", "").replace("\n", " ");
    return node.routine() ? plain + "()" : plain;
  }

  private static String dot(List<Edge> edges) {
    StringBuilder text = new StringBuilder("digraph understudy {\n  rankdir=LR;\n");
    for (Edge edge : edges) {
      text.append("  \"").append(label(edge.to())).append("\" -> \"");
      text.append(label(edge.from())).append('"');
      text.append(edge.definition() ? ";\n" : " [style=dashed];\n");
    }
    return text.append("}\n").toString();
  }
}
