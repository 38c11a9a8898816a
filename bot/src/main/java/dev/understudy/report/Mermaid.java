package dev.understudy.report;

import dev.understudy.artifact.Identifier;
import dev.understudy.plan.Member;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** What is staged, as a drawing ("Flowcharts – Basic Syntax", mermaid.js.org). */
public final class Mermaid {
  private static final String LEGEND =
      """
        classDef changed fill:#ffe3c2,stroke:#e67700,stroke-width:3px,color:#000
        classDef reader fill:#dbeafe,stroke:#1971c2,color:#000
        classDef required fill:#eef2f7,stroke:#8a94a6,color:#000
        classDef placeholder fill:#fff,stroke:#8a94a6,stroke-dasharray:4 3,color:#555
      """;

  private Mermaid() {}

  /** The drawing, from what is needed to what needs it. */
  public static String of(List<Member> members) {
    Map<Identifier, String> nodes = new HashMap<>();
    StringBuilder text = new StringBuilder("graph LR\n");
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
    return text.append(LEGEND).toString();
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
