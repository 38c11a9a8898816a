package dev.understudy.sql.template;

import dev.understudy.failure.Location;
import dev.understudy.failure.Problem;
import java.time.Duration;
import java.util.Map;

/**
 * A text with gaps, in Jinja: for what the bot writes, where a team may bring a layout of its own.
 * It sees the values it is given and nothing else: no files, no network, no Java. A value is put in
 * as it is and never read as a template.
 *
 * @param source the template
 * @param path where it comes from, for complaints
 */
public record TextTemplate(String source, String path) {
  private static final int LARGEST = 1 << 18;
  private static final Engine ENGINE = Engine.forTexts(LARGEST, Duration.ofSeconds(1));

  /**
   * Fills the gaps.
   *
   * @param values strings, numbers, booleans, and lists and maps of them
   * @throws Problem with the file, and the line where it is known, where the template is wrong,
   *     names what is not there, takes longer than a second or makes more than 256 KiB
   */
  public String render(Map<String, ?> values) {
    if (source.length() > LARGEST) {
      throw Problem.usage(Location.of(path), "the template is larger than 256 KiB");
    }
    Jinja.Rendered rendered = ENGINE.render(source, values);
    if (rendered.error() != null) {
      int line = rendered.error().line();
      int column = line == 0 ? 0 : rendered.error().column();
      throw Problem.usage(new Location(path, line, column), rendered.error().message());
    }
    return rendered.text();
  }
}
