package dev.understudy.deploy;

import dev.understudy.artifact.Identifier;
import dev.understudy.failure.Problem;
import dev.understudy.plan.Member;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Members so that each comes after what it depends on, and what the longest chain waits for comes
 * first: where a rate limit lets only some begin, those are the ones that decide when all is done.
 */
final class Order {
  private final Map<Identifier, List<Member>> byId;
  private final Set<Identifier> done = new HashSet<>();
  private final LinkedHashSet<Identifier> open = new LinkedHashSet<>();
  private final List<Member> sorted = new ArrayList<>();

  private Order(List<Member> members) {
    byId =
        members.stream()
            .collect(Collectors.groupingBy(Member::id, HashMap::new, Collectors.toList()));
  }

  /**
   * Sorts.
   *
   * @throws Problem naming the members of a cycle
   */
  static List<Member> of(List<Member> members) {
    Order order = new Order(members);
    members.forEach(member -> order.visit(member.id()));
    return order.longestChainFirst();
  }

  /** What depends on a member has a shorter chain than the member, so the order still holds. */
  private List<Member> longestChainFirst() {
    Map<Identifier, Integer> chains = new HashMap<>();
    for (Member member : sorted.reversed()) {
      int chain = chains.merge(member.id(), 1, Math::max);
      member.dependsOn().forEach(id -> chains.merge(id, chain + 1, Math::max));
    }
    return sorted.stream()
        .sorted(Comparator.comparingInt(member -> -chains.getOrDefault(member.id(), 1)))
        .toList();
  }

  private void visit(Identifier id) {
    List<Member> members = byId.getOrDefault(id, List.of());
    if (members.isEmpty() || done.contains(id)) {
      return;
    }
    if (!open.add(id)) {
      throw Problem.of("these artifacts depend on each other in a cycle: " + cycle(id));
    }
    members.forEach(member -> member.dependsOn().forEach(this::visit));
    open.remove(id);
    done.add(id);
    sorted.addAll(members);
  }

  private String cycle(Identifier id) {
    List<Identifier> path = new ArrayList<>(open);
    path = new ArrayList<>(path.subList(path.indexOf(id), path.size()));
    path.add(id);
    return path.stream().map(Identifier::toString).collect(Collectors.joining(" → "));
  }
}
