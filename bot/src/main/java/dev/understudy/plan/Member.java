package dev.understudy.plan;

import dev.understudy.artifact.Identifier;
import dev.understudy.artifact.Kind;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One artifact that has to exist on the stage.
 *
 * @param path its main file; null for a placeholder
 * @param reason whether it changed itself, or something that changed needs it
 * @param why the reason in words: "changed", "read by p.d.v, which changed"
 * @param requiredBy members that directly need it
 * @param dependsOn members that must exist before it
 * @param wave 0 where it depends on nothing, else one more than its highest dependency
 * @param inferred the schema is inferred from the statements that read it
 */
public record Member(
    Identifier id,
    Kind kind,
    Origin origin,
    @Nullable String path,
    Reason reason,
    String why,
    List<Identifier> requiredBy,
    List<Identifier> dependsOn,
    int wave,
    boolean inferred,
    Step step) {
  public Member {
    requiredBy = List.copyOf(requiredBy);
    dependsOn = List.copyOf(dependsOn);
  }

  /** Its name on the stage. */
  public Identifier stageId() {
    return step.target();
  }

  /** Where its definition comes from. */
  public enum Origin {
    REPOSITORY,
    PLACEHOLDER
  }

  /** Why it is a member. */
  public enum Reason {
    CHANGED,
    REQUIRED,
    /** It directly reads what changed, and readers are staged too. */
    READER
  }
}
