package dev.understudy.sandbox;

import java.util.function.Function;
import java.util.regex.Pattern;

/**
 * One operation of the API.
 *
 * @param path with the names of the parameters as groups
 */
record Route(String method, Pattern path, Need need, Function<Call, Answer> handler) {
  /**
   * Reads a template.
   *
   * @param operation method and path as GitHub documents them, with {@code {name}} for a part of
   *     the path
   */
  static Route of(String operation, Need need, Function<Call, Answer> handler) {
    int space = operation.indexOf(' ');
    String path = operation.substring(space + 1).replaceAll("\\{(\\w+)}", "(?<$1>[^/]+)");
    return new Route(operation.substring(0, space), Pattern.compile(path), need, handler);
  }
}
