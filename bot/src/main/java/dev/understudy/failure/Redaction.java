package dev.understudy.failure;

import java.util.Arrays;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * Takes secrets out of a text on its way to a log, a comment or a row: the ones that are known, raw
 * or escaped in JSON, line by line where they have several, and whatever looks like a token of
 * GitHub's or a signed JSON token.
 */
public final class Redaction {
  private static final String GONE = "***";
  private static final int SHORTEST = 6;
  private static final Pattern TOKENS =
      Pattern.compile(
          "gh[opsur]_[A-Za-z0-9]{16,255}|github_pat_[A-Za-z0-9_]{16,255}"
              + "|eyJ[A-Za-z0-9_-]{8,4096}\\.[A-Za-z0-9_-]{8,4096}\\.[A-Za-z0-9_-]{8,4096}");

  private final List<String> known;

  /** A redaction of these; one of less than six characters is left, for it would hide any text. */
  public Redaction(Collection<Secret> secrets) {
    this.known =
        secrets.stream()
            .flatMap(secret -> forms(secret.reveal()))
            .filter(form -> form.length() >= SHORTEST)
            .distinct()
            .sorted(Comparator.comparingInt(String::length).reversed())
            .toList();
  }

  private static Stream<String> forms(String secret) {
    Stream<String> lines = Arrays.stream(secret.split("\\R")).map(String::strip);
    return Stream.concat(Stream.of(secret), lines).flatMap(Redaction::escaped);
  }

  /** As it stands, and as writers of JSON escape it: some escape the slash too. */
  private static Stream<String> escaped(String text) {
    String json =
        text.replace("\\", "\\\\")
            .replace("\"", "\\\"")
            .replace("\n", "\\n")
            .replace("\r", "\\r")
            .replace("\t", "\\t");
    return Stream.of(text, json, json.replace("/", "\\/"));
  }

  /** The text without secrets. */
  public String of(String text) {
    String redacted = text;
    for (String secret : known) {
      redacted = redacted.replace(secret, GONE);
    }
    return TOKENS.matcher(redacted).replaceAll(GONE);
  }
}
