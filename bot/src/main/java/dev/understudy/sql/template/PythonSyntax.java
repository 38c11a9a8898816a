package dev.understudy.sql.template;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Writes what Jinja takes from Python and Jinjava does not know in other words: a comma before a
 * closing bracket, a sum without spaces ({@code d+1}), and a condition without {@code else}. Lines
 * stay where they are.
 */
final class PythonSyntax {
  private static final Pattern BLOCK = Pattern.compile("\\{%.*?%}|\\{\\{.*?}}", Pattern.DOTALL);
  private static final Pattern QUOTED_OR_COMMA =
      Pattern.compile(
          "'(?:[^'\\\\]|\\\\.)*'|\"(?:[^\"\\\\]|\\\\.)*\"|(?<=[\\w)\\]])(\\+)(?=\\d)|,(\\s*[\\]}])(?!})");
  private static final Pattern IF_WITHOUT_ELSE =
      Pattern.compile("(?s)(\\{\\{-?)(.*\\sif\\s(?!.*\\selse\\s).*?)(-?}})");

  private PythonSyntax() {}

  static String translate(String template) {
    Matcher blocks = BLOCK.matcher(template);
    StringBuilder result = new StringBuilder();
    while (blocks.find()) {
      blocks.appendReplacement(result, Matcher.quoteReplacement(block(blocks.group())));
    }
    return blocks.appendTail(result).toString();
  }

  private static String block(String block) {
    Matcher commas = QUOTED_OR_COMMA.matcher(block);
    String plain =
        commas.replaceAll(
            m ->
                Matcher.quoteReplacement(
                    m.group(1) != null
                        ? " + "
                        : m.group(2) == null ? m.group() : " " + m.group(2)));
    Matcher condition = IF_WITHOUT_ELSE.matcher(plain);
    return condition.matches()
        ? condition.group(1) + condition.group(2) + " else '' " + condition.group(3)
        : plain;
  }
}
