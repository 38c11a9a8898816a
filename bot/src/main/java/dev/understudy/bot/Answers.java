package dev.understudy.bot;

import dev.understudy.artifact.Identifier;
import dev.understudy.forge.PullRequest;
import dev.understudy.intake.Commands;
import dev.understudy.plan.Impact;
import dev.understudy.plan.Member;
import dev.understudy.plan.StagePlan;
import dev.understudy.report.Foreign;
import dev.understudy.report.comment.Stamp;
import java.util.List;
import java.util.stream.Collectors;

/** Answers to what people ask in comments, as Markdown. */
final class Answers {
  private static final int MOST = 30;

  private Answers() {}

  static String help() {
    return Commands.grammar().stream()
        .map(line -> "- `" + line + "`")
        .collect(
            Collectors.joining(
                "\n",
                "A command stands alone on one of the first lines of a new comment:\n\n",
                ""));
  }

  static String status(PullRequest pull, Standing standing) {
    Standing.Stage stage = standing.stage();
    String head = Foreign.code(pull.headSha().substring(0, 12));
    Standing.Generated generated = standing.generated();
    if (standing.waits() && generated != null) {
      return head
          + " waits for its SQL to be generated, until "
          + Stamp.time(generated.until())
          + ".";
    }
    if (stage == null) {
      return standing.covers(pull) ? head + " has no stage." : head + " is not staged yet.";
    }
    String how = how(stage);
    return Foreign.code(stage.sha().substring(0, 12))
        + how
        + " under the suffix "
        + Foreign.code(stage.suffix())
        + " in "
        + Foreign.code(stage.project())
        + ", until "
        + Stamp.time(stage.expires())
        + ".";
  }

  private static String how(Standing.Stage stage) {
    if (stage.outcome() == null) {
      return " is being staged";
    }
    return OutcomeCodec.read(stage.outcome()).complete()
        ? " is staged"
        : " could not be staged whole; what could be is";
  }

  /** Why an artifact is on the stage, and what reads it. */
  static String explain(Identifier id, StagePlan plan) {
    List<Member> members = plan.members().stream().filter(m -> m.id().equals(id)).toList();
    List<Impact> impact = plan.impact().stream().filter(i -> i.id().equals(id)).toList();
    StringBuilder text = new StringBuilder(Foreign.code(id.toString()));
    if (members.isEmpty() && impact.isEmpty()) {
      return text.append(" is neither changed, nor needed by the change, nor does it read it.")
          .toString();
    }
    for (Member member : members) {
      text.append(" is on the stage as ").append(Foreign.code(member.stageId().toString()));
      text.append(": ").append(Foreign.text(member.why())).append('.');
      list(text, "\n\nIt needs", member.dependsOn());
      list(text, "\n\nThese need it", member.requiredBy());
    }
    for (Impact reader : impact) {
      text.append(members.isEmpty() ? " reads the change" : "\n\nIt reads the change");
      text.append(reader.depth() == 1 ? " directly" : " in " + reader.depth() + " steps");
      list(text, ", through", reader.via());
    }
    return text.toString();
  }

  private static void list(StringBuilder text, String words, List<Identifier> ids) {
    if (!ids.isEmpty()) {
      text.append(words).append(": ");
      text.append(
          ids.stream()
              .limit(MOST)
              .map(id -> Foreign.code(id.toString()))
              .collect(Collectors.joining(", ")));
      text.append(ids.size() > MOST ? " and " + (ids.size() - MOST) + " more" : "");
    }
  }
}
