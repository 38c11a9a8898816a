package dev.understudy.sql.template;

import com.hubspot.jinjava.Jinjava;
import com.hubspot.jinjava.JinjavaConfig;
import com.hubspot.jinjava.interpret.Context;
import com.hubspot.jinjava.interpret.JinjavaInterpreter;
import com.hubspot.jinjava.interpret.RenderResult;
import com.hubspot.jinjava.interpret.TemplateError;
import com.hubspot.jinjava.lib.filter.JoinFilter;
import com.hubspot.jinjava.lib.fn.ELFunctionDefinition;
import dev.understudy.sql.SqlFacts.SqlError;
import java.nio.charset.StandardCharsets;
import java.util.EnumMap;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * SQL that is a Jinja template. It is rendered without access to files, the network or Java, and
 * within bounds of time, depth and size.
 */
public final class Jinja {
  private static final Pattern MARKER = Pattern.compile("\\{%-?\\s|\\{\\{-?\\s*[a-z_]|\\{#");
  private static final int LARGEST = 4 << 20;

  private static final Jinjava PLAIN = engine("never");
  private static final Jinjava INIT = engine("always");

  /**
   * What a scheduler fills in when a query runs.
   *
   * @see <a href="https://airflow.apache.org/docs/apache-airflow/stable/templates-ref.html">Airflow
   *     templates reference</a>
   */
  private static final Map<String, String> SCHEDULER =
      Map.of("ds", "2020-01-01", "ds_nodash", "20200101", "ts", "2020-01-01T00:00:00+00:00");

  private Jinja() {}

  /**
   * A rendered template.
   *
   * @param error why it could not be rendered, or null; the text is then empty
   */
  public record Rendered(String text, @Nullable SqlError error) {}

  /** Whether a text is a template. Plain SQL and JavaScript may hold two braces too. */
  public static boolean isTemplate(String text) {
    return MARKER.matcher(text).find();
  }

  /** Renders a template with {@code is_init()} answering as told. */
  public static Rendered render(String template, boolean init) {
    RenderResult result;
    Deadline.start();
    try {
      result = (init ? INIT : PLAIN).renderForResult(PythonSyntax.translate(template), SCHEDULER);
    } catch (StackOverflowError _) {
      return failed("the template cannot be rendered: it nests too deep", 0, 0);
    } catch (RuntimeException | Deadline.Passed e) {
      return failed("the template cannot be rendered: " + firstLine(e.getMessage()), 0, 0);
    }
    if (Deadline.passed()) {
      return failed("the template cannot be rendered: " + Deadline.SENTENCE, 0, 0);
    }
    for (TemplateError error : result.getErrors()) {
      if (error.getSeverity() == TemplateError.ErrorType.FATAL || isCutShort(error)) {
        return failed(
            "the template cannot be rendered: " + firstLine(error.getMessage()),
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

  private static Rendered failed(String message, int line, int column) {
    return new Rendered("", new SqlError(message, line, column));
  }

  private static String firstLine(@Nullable String message) {
    return message == null ? "no reason given" : message.lines().findFirst().orElse(message);
  }

  private static Jinjava engine(String init) {
    Map<Context.Library, Set<String>> disabled = new EnumMap<>(Context.Library.class);
    disabled.put(Context.Library.TAG, Set.of("include", "import", "from", "extends"));
    disabled.put(Context.Library.FILTER, Set.of("center")); // pads to any width
    JinjavaConfig config =
        JinjavaConfig.newBuilder()
            .withCharset(StandardCharsets.UTF_8)
            .withDisabled(disabled)
            .withFailOnUnknownTokens(true)
            .withMaxOutputSize(LARGEST)
            .withMaxRenderDepth(20)
            .withEnableRecursiveMacroCalls(true)
            .withMaxMacroRecursionDepth(20)
            .withMaxListSize(100_000)
            .withMaxMapSize(100_000)
            .withMaxStringLength(LARGEST)
            .withRangeLimit(10_000)
            .withTrimBlocks(false)
            .withLstripBlocks(false)
            .withKeepTrailingNewline(true)
            .withNestedInterpretationEnabled(false)
            .build();
    Jinjava jinjava = new Jinjava(config);
    jinjava.setResourceLocator(
        (name, encoding, interpreter) -> {
          throw new com.hubspot.jinjava.loader.ResourceNotFoundException(
              "templates may not load " + name);
        });
    jinjava
        .getGlobalContext()
        .registerFunction(new ELFunctionDefinition("", "is_init", Jinja.class, init));
    jinjava.getGlobalContext().registerFilter(new JoinKeys());
    jinjava.getGlobalContext().registerTag(new Deadline.Loop());
    jinjava.getGlobalContext().registerTag(new Deadline.Condition());
    jinjava.getGlobalContext().registerTag(new Deadline.Assignment());
    jinjava.getGlobalContext().setExpressionStrategy(new Deadline.Expressions());
    return jinjava;
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

  /** What {@code is_init()} answers for a table that exists. Called by templates. */
  public static boolean never() {
    return false;
  }

  /** What {@code is_init()} answers for a table that is to be made. Called by templates. */
  public static boolean always() {
    return true;
  }
}
