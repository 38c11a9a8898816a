package dev.understudy.sql.template;

import com.hubspot.jinjava.Jinjava;
import com.hubspot.jinjava.JinjavaConfig;
import com.hubspot.jinjava.interpret.Context;
import com.hubspot.jinjava.interpret.JinjavaInterpreter;
import com.hubspot.jinjava.interpret.RenderResult;
import com.hubspot.jinjava.interpret.TemplateError;
import com.hubspot.jinjava.lib.filter.JoinFilter;
import com.hubspot.jinjava.lib.tag.ForTag;
import com.hubspot.jinjava.lib.tag.IfTag;
import com.hubspot.jinjava.lib.tag.SetTag;
import com.hubspot.jinjava.lib.tag.Tag;
import com.hubspot.jinjava.loader.ResourceNotFoundException;
import dev.understudy.sql.SqlFacts.SqlError;
import dev.understudy.sql.template.Jinja.Rendered;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Jinjava without access to files, the network or Java, and within bounds of time, depth and size.
 */
final class Engine {
  private final Jinjava jinjava;
  private final Duration limit;

  private Engine(Jinjava jinjava, Duration limit) {
    this.jinjava = jinjava;
    this.limit = limit;
  }

  /** An engine for SQL: what a template has between its tags stays as it is. */
  static Engine forSql(int largest, Duration limit) {
    return new Engine(jinjava(config(largest).build()), limit);
  }

  /** An engine for texts: a line with nothing but a tag leaves no line. */
  static Engine forTexts(int largest, Duration limit) {
    JinjavaConfig config = config(largest).withTrimBlocks(true).withLstripBlocks(true).build();
    return new Engine(jinjava(config), limit);
  }

  Jinjava jinjava() {
    return jinjava;
  }

  private static JinjavaConfig.Builder config(int largest) {
    Map<Context.Library, Set<String>> disabled = new EnumMap<>(Context.Library.class);
    disabled.put(Context.Library.TAG, Set.of("include", "import", "from", "extends"));
    disabled.put(Context.Library.FILTER, Set.of("center")); // pads to any width
    return JinjavaConfig.newBuilder()
        .withCharset(StandardCharsets.UTF_8)
        .withDisabled(disabled)
        .withFailOnUnknownTokens(true)
        .withMaxOutputSize(largest)
        .withMaxRenderDepth(20)
        .withEnableRecursiveMacroCalls(true)
        .withMaxMacroRecursionDepth(20)
        .withMaxListSize(100_000)
        .withMaxMapSize(100_000)
        .withMaxStringLength(largest)
        .withRangeLimit(10_000)
        .withTrimBlocks(false)
        .withLstripBlocks(false)
        .withKeepTrailingNewline(true)
        .withNestedInterpretationEnabled(false);
  }

  private static Jinjava jinjava(JinjavaConfig config) {
    Jinjava jinjava = new Jinjava(config);
    jinjava.setResourceLocator(
        (name, encoding, interpreter) -> {
          throw new ResourceNotFoundException("templates may not load " + name);
        });
    Context context = jinjava.getGlobalContext();
    context.registerFilter(new JoinKeys());
    for (Tag tag : List.of(new ForTag(), new IfTag(), new SetTag())) {
      context.registerTag(new Deadline.Watched(tag));
    }
    context.setExpressionStrategy(new Deadline.Expressions());
    return jinjava;
  }

  Rendered render(String template, Map<String, ?> values) {
    RenderResult result;
    Deadline.start(limit);
    try {
      result = jinjava.renderForResult(template, values);
    } catch (StackOverflowError _) {
      return failed("it nests too deep", 0, 0);
    } catch (Deadline.Passed _) {
      return failed(Deadline.sentence(limit), 0, 0);
    } catch (RuntimeException e) {
      return failed(firstLine(e.getMessage()), 0, 0);
    }
    if (Deadline.passed()) {
      return failed(Deadline.sentence(limit), 0, 0);
    }
    for (TemplateError error : result.getErrors()) {
      if (error.getSeverity() == TemplateError.ErrorType.FATAL || isCutShort(error)) {
        return failed(
            firstLine(error.getMessage()),
            Math.max(0, error.getLineno()),
            Math.max(0, error.getStartPosition()));
      }
    }
    return new Rendered(result.getOutput(), null);
  }

  /** Jinjava leaves out what recurses too deep and goes on. */
  private static boolean isCutShort(TemplateError error) {
    String message = error.getMessage();
    return error.getSeverity() == TemplateError.ErrorType.WARNING
        && message != null
        && (message.contains("recursion") || message.contains("ycle"));
  }

  private static Rendered failed(String why, int line, int column) {
    return new Rendered("", new SqlError("the template cannot be rendered: " + why, line, column));
  }

  /** Without the name of the class that says it. */
  private static String firstLine(@Nullable String message) {
    return message == null
        ? "no reason given"
        : message
            .lines()
            .findFirst()
            .orElse(message)
            .replaceFirst("^(?:[\\w.$]+(?:Exception|Error): )+", "");
  }

  /** As in Python, the elements of a map are its keys. */
  private static final class JoinKeys extends JoinFilter {
    @Override
    public @Nullable Object filter(
        @Nullable Object value, JinjavaInterpreter interpreter, String... arguments) {
      Object elements = value instanceof Map<?, ?> map ? map.keySet() : value;
      return super.filter(elements, interpreter, arguments);
    }
  }
}
