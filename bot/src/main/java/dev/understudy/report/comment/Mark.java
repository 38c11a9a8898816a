package dev.understudy.report.comment;

import dev.understudy.artifact.Identifier;
import dev.understudy.failure.Location;
import dev.understudy.report.Foreign;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.HexFormat;
import java.util.Locale;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Names, places, times and numbers as they stand in the comment. */
record Mark(Links links) {
  /** No brackets, spaces or quotes: it can neither end the link nor bring a title. */
  private static final Pattern ADDRESS =
      Pattern.compile("https?://[A-Za-z0-9][A-Za-z0-9.:-]*(?:/[A-Za-z0-9._~/?#@!$&*+,;=:%-]*)?");

  private static final String UNRESERVED =
      "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~/";

  static String time(@Nullable Duration duration) {
    if (duration == null) {
      return "";
    }
    long seconds = duration.toSeconds();
    return seconds < 120
        ? seconds + " s"
        : seconds < 7200 ? seconds / 60 + " min" : seconds / 3600 + " h";
  }

  static String count(long n, String one, String many) {
    return String.format(Locale.ROOT, "%,d %s", n, n == 1 ? one : many);
  }

  static String count(long n, String words) {
    return count(n, words, words);
  }

  /** A link, or the text alone where the address is missing or odd. */
  static String link(String markdown, @Nullable String url) {
    return url == null || !ADDRESS.matcher(url).matches()
        ? markdown
        : "[" + markdown + "](" + url + ")";
  }

  /** An artifact, linked to its file. */
  String artifact(Identifier id, @Nullable String path) {
    String name = Foreign.code(id.toString());
    return path == null ? name : link(name, file(path, 0));
  }

  /** A place in a file, linked to its line; empty where there is none. */
  String place(Location location) {
    String path = location.path();
    return path == null ? "" : link(Foreign.code(location.toString()), file(path, location.line()));
  }

  /** An artifact of the stage, linked to its dataset's page. */
  String staged(Identifier id) {
    return link(
        Foreign.code(id.dataset() + "." + id.name()),
        links.console().get(id.project() + "." + id.dataset()));
  }

  private @Nullable String file(String path, int line) {
    String files = links.files();
    return files == null ? null : files + encoded(path) + (line > 0 ? "#L" + line : "");
  }

  /** As in an address, slashes kept ("Percent-Encoding", RFC 3986). */
  private static String encoded(String path) {
    StringBuilder encoded = new StringBuilder();
    for (byte b : path.getBytes(StandardCharsets.UTF_8)) {
      if (UNRESERVED.indexOf(b) >= 0) {
        encoded.append((char) b);
      } else {
        encoded.append('%').append(HexFormat.of().withUpperCase().toHexDigits(b));
      }
    }
    return encoded.toString();
  }
}
