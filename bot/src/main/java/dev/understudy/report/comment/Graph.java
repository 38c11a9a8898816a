package dev.understudy.report.comment;

import dev.understudy.plan.Member;
import dev.understudy.report.Mermaid;
import java.util.List;

/** What is staged, drawn where a comment has room for it. */
final class Graph {
  /** More nodes than this nobody reads. */
  static final int MOST_NODES = 80;

  private static final int MOST_EDGES = 300;
  private static final int LONGEST = 16_000;

  private Graph() {}

  /** The drawing in its fence, or nothing where there is nothing to see or too much. */
  static String of(List<Member> members) {
    long edges = members.stream().mapToLong(member -> member.dependsOn().size()).sum();
    if (members.size() < 2 || members.size() > MOST_NODES || edges > MOST_EDGES) {
      return "";
    }
    String drawing = "```mermaid\n" + Mermaid.of(members) + "```";
    return drawing.length() > LONGEST ? "" : drawing;
  }
}
