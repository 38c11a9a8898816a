package dev.understudy.sql.template;

import com.hubspot.jinjava.interpret.JinjavaInterpreter;
import com.hubspot.jinjava.lib.expression.DefaultExpressionStrategy;
import com.hubspot.jinjava.lib.tag.FlexibleTag;
import com.hubspot.jinjava.lib.tag.Tag;
import com.hubspot.jinjava.tree.TagNode;
import com.hubspot.jinjava.tree.output.RenderedOutputNode;
import com.hubspot.jinjava.tree.parse.ExpressionToken;
import com.hubspot.jinjava.tree.parse.TagToken;
import java.time.Duration;

/**
 * Ends a rendering that takes too long: every loop, condition, assignment and expression looks at
 * the clock. Jinjava's own limits count output and depth, and loops in loops need neither.
 */
final class Deadline {
  private static final ThreadLocal<Long> END = ThreadLocal.withInitial(() -> Long.MAX_VALUE);

  private Deadline() {}

  /** Begins a rendering on this thread. */
  static void start(Duration limit) {
    END.set(System.nanoTime() + limit.toNanos());
  }

  /** What is said of a rendering that takes too long. */
  static String sentence(Duration limit) {
    return "it takes longer than " + limit.toSeconds() + " s";
  }

  /** Whether the last rendering that this thread started took too long. */
  static boolean passed() {
    long end = END.get();
    return end != Long.MAX_VALUE && System.nanoTime() - end > 0;
  }

  private static void check() {
    if (passed()) {
      throw new Passed();
    }
  }

  /** An error and no exception, so that no handler within the renderer goes on after it. */
  static final class Passed extends Error {
    private static final long serialVersionUID = 1L;

    Passed() {
      super("the template takes too long", null, false, false);
    }
  }

  /** A tag that looks at the clock. */
  record Watched(Tag tag) implements FlexibleTag, Tag {
    private static final long serialVersionUID = 1L;

    @Override
    public String getName() {
      return tag.getName();
    }

    @Override
    public String getEndTagName() {
      return tag.getEndTagName();
    }

    @Override
    public boolean hasEndTag(TagToken token) {
      return !(tag instanceof FlexibleTag flexible) || flexible.hasEndTag(token);
    }

    @Override
    public boolean isRenderedInValidationMode() {
      return tag.isRenderedInValidationMode();
    }

    @Override
    public String interpret(TagNode node, JinjavaInterpreter interpreter) {
      check();
      return tag.interpret(node, interpreter);
    }
  }

  /** Expressions that look at the clock. */
  static final class Expressions extends DefaultExpressionStrategy {
    private static final long serialVersionUID = 1L;

    @Override
    public RenderedOutputNode interpretOutput(
        ExpressionToken expression, JinjavaInterpreter interpreter) {
      check();
      return super.interpretOutput(expression, interpreter);
    }
  }
}
