package dev.understudy.report.comment;

import dev.understudy.artifact.Identifier;
import dev.understudy.plan.Member;
import dev.understudy.report.Foreign;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** What is staged, as a mermaid drawing. */
final class Graph {
  /** More nodes than this nobody reads. */
  static final int MOST_NODES = 80;

  private static final int MOST_EDGES = 300;
  private static final int LONGEST = 16_000;

  private static final String LEGEND =
      """
        classDef changed fill:#ffe3c2,stroke:#e67700,stroke-width:3px,color:#000
        classDef reader fill:#dbeafe,stroke:#1971c2,color:#000
        classDef required fill:#eef2f7,stroke:#8a94a6,color:#000
        classDef placeholder fill:#fff,stroke:#8a94a6,stroke-dasharray:4 3,color:#555
      """;

  private Graph() {}

  /** The drawing in its fence, or nothing where there is nothing to see or too much. */
  static String of(List<Member> members) {
    long edges = members.stream().mapToLong(member -> member.dependsOn().size()).sum();
    if (members.size() < 2 || members.size() > MOST_NODES || edges > MOST_EDGES) {
      return "";
    }
    Map<Identifier, String> nodes = new HashMap<>();
    StringBuilder text = new StringBuilder("```mermaid\ngraph LR\n");
    for (int i = 0; i < members.size(); i++) {
      Member member = members.get(i);
      nodes.putIfAbsent(member.id(), "n" + i);
      text.append("  n").append(i).append("[\"");
      text.append(Foreign.inMermaid(member.id().toString())).append("\"]:::");
      text.append(look(member)).append('\n');
    }
    for (int i = 0; i < members.size(); i++) {
      for (Identifier need : members.get(i).dependsOn()) {
        if (nodes.containsKey(need)) {
          text.append("  ").append(nodes.get(need)).append(" --> n").append(i).append('\n');
        }
      }
    }
    String drawing = text.append(LEGEND).append("```").toString();
    return drawing.length() > LONGEST ? "" : drawing;
  }

  private static String look(Member member) {
    if (member.origin() == Member.Origin.PLACEHOLDER) {
      return "placeholder";
    }
    return switch (member.reason()) {
      case CHANGED -> "changed";
      case REQUIRED -> "required";
      case READER -> "reader";
    };
  }
}
