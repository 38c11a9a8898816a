package dev.understudy.bot;

import dev.understudy.artifact.Identifier;
import dev.understudy.plan.Member;
import dev.understudy.plan.StagePlan;
import dev.understudy.report.Outcome;
import dev.understudy.report.Result;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What of a plan is carried out, and what an earlier run made of the rest. The verdict is always
 * that of the whole plan: a part that succeeds turns nothing green that has failed before.
 *
 * @param members what is carried out, with all that it depends on
 * @param before what became of the others, by their stage name
 */
record Part(List<Member> members, Map<Identifier, Result> before) {
  Part {
    members = List.copyOf(members);
    before = Map.copyOf(before);
  }

  /** All of it. */
  static Part whole(StagePlan plan) {
    return new Part(plan.members(), Map.of());
  }

  /**
   * Some artifacts with what they depend on; all of the plan where none of them is in it, or where
   * it is not known what became of the others.
   *
   * @param earlier the outcome of the same commit's last run on this stage, or null
   */
  static Part of(StagePlan plan, List<Identifier> only, @Nullable Outcome earlier) {
    List<Member> wanted = needed(plan, new HashSet<>(only));
    if (wanted.isEmpty() || earlier == null) {
      return whole(plan);
    }
    Map<Identifier, Result> before = new HashMap<>();
    earlier.results().forEach(result -> before.put(result.stageId(), result));
    boolean known =
        plan.members().stream()
            .allMatch(m -> wanted.contains(m) || before.containsKey(m.stageId()));
    return known && earlier.failedDatasets().isEmpty() ? new Part(wanted, before) : whole(plan);
  }

  /** A plan's members stand after what they depend on, so one pass from the end finds all. */
  private static List<Member> needed(StagePlan plan, Set<Identifier> ids) {
    List<Member> needed = new ArrayList<>();
    for (Member member : plan.members().reversed()) {
      if (ids.contains(member.id())) {
        needed.addFirst(member);
        ids.addAll(member.dependsOn());
      }
    }
    return needed;
  }

  /** What became of the whole plan, now that this part of it was carried out. */
  Outcome whole(StagePlan plan, Outcome done) {
    Map<Identifier, Result> results = new HashMap<>(before);
    done.results().forEach(result -> results.put(result.stageId(), result));
    Set<String> left = new HashSet<>(done.left());
    List<String> all = new ArrayList<>(done.left());
    before.values().stream()
        .filter(result -> result.state() == Result.State.DEPLOYED)
        .map(result -> result.stageId().toString())
        .filter(left::add)
        .forEach(all::add);
    return new Outcome(
        plan.members().stream()
            .filter(member -> results.containsKey(member.stageId()))
            .map(member -> results.get(member.stageId()))
            .toList(),
        done.failedDatasets(),
        all,
        done.cancelled(),
        done.unavailable(),
        done.misconfigured());
  }
}
