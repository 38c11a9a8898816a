package dev.understudy.sql.template;

import com.hubspot.jinjava.lib.fn.ELFunctionDefinition;
import dev.understudy.sql.SqlFacts.SqlError;
import java.time.Duration;
import java.util.Map;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * SQL that is a Jinja template. It is rendered without access to files, the network or Java, and
 * within bounds of time, depth and size.
 */
public final class Jinja {
  private static final Pattern MARKER = Pattern.compile("\\{%-?\\s|\\{\\{-?\\s*[a-z_]|\\{#");
  private static final int LARGEST = 4 << 20;

  private static final Engine PLAIN = engine("never");
  private static final Engine INIT = engine("always");

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
    return (init ? INIT : PLAIN).render(PythonSyntax.translate(template), SCHEDULER);
  }

  private static Engine engine(String init) {
    Engine engine = Engine.forSql(LARGEST, Duration.ofSeconds(5));
    engine
        .jinjava()
        .getGlobalContext()
        .registerFunction(new ELFunctionDefinition("", "is_init", Jinja.class, init));
    return engine;
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
