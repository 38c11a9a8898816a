package dev.understudy.intake;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.core.exc.StreamConstraintsException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.understudy.failure.Problem;
import dev.understudy.forge.RepositoryName;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * A place in a payload, read with care: what is missing or of another type is a {@link Problem}
 * that names it.
 *
 * @param path the keys that led here, for the sentence
 */
record Payload(JsonNode node, String path) {
  /** What GitHub sends at most ("Webhook events and payloads", docs.github.com). */
  static final int LONGEST = 25 * 1024 * 1024;

  private static final Pattern SHA = Pattern.compile("[0-9a-fA-F]{40}");
  private static final Pattern LOGIN = Pattern.compile("[A-Za-z0-9][A-Za-z0-9_-]{0,99}(\\[bot])?");
  private static final String HEADS = "refs/heads/";
  private static final int LONGEST_NAME = 1000;
  private static final int LONGEST_TEXT = 2 * 1024 * 1024;
  private static final JsonMapper MAPPER =
      JsonMapper.builder(
              JsonFactory.builder()
                  .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
                  .streamReadConstraints(
                      StreamReadConstraints.builder()
                          .maxNestingDepth(100)
                          .maxDocumentLength(LONGEST)
                          .maxNumberLength(40)
                          .maxNameLength(LONGEST_NAME)
                          .maxStringLength(LONGEST_TEXT)
                          .build())
                  .build())
          .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
          .build();

  /**
   * Reads a whole body.
   *
   * @throws Problem where it is no JSON object within the limits
   */
  static Payload read(byte[] body) {
    if (body.length > LONGEST) {
      throw Problem.of("the body is longer than " + LONGEST + " bytes");
    }
    JsonNode root;
    try {
      root = MAPPER.readTree(body);
    } catch (StreamConstraintsException _) {
      throw Problem.of("the body is nested too deeply, or holds too long a number, text or name");
    } catch (JsonProcessingException e) {
      throw Problem.of(notJson(body, e));
    } catch (IOException e) {
      throw new IllegalStateException("bytes in memory could not be read", e);
    }
    if (!root.isObject()) {
      throw Problem.of("the body is not a JSON object");
    }
    return new Payload(root, "");
  }

  private static String notJson(byte[] body, JsonProcessingException e) {
    boolean form =
        new String(body, 0, Math.min(8, body.length), StandardCharsets.ISO_8859_1)
            .equals("payload=");
    return form
        ? "the body is a form: choose the content type application/json where the webhook is set up"
        : "the body is not JSON: line " + e.getLocation().getLineNr() + " cannot be read";
  }

  /** Whether something other than null is there. */
  boolean has(String key) {
    return node.hasNonNull(key);
  }

  /** The object below a key. */
  Payload at(String key) {
    Payload below = new Payload(node.path(key), below(key));
    if (!below.node.isObject()) {
      throw below.wanted("an object");
    }
    return below;
  }

  /** The objects of a list below a key; none where there is no list. */
  List<Payload> each(String key) {
    return node.path(key).valueStream().map(item -> new Payload(item, below(key))).toList();
  }

  /** A text that is not empty. */
  String text(String key) {
    String text = textOrNull(key);
    if (text == null || text.isEmpty()) {
      throw new Payload(node, below(key)).wanted("a text");
    }
    return text;
  }

  /** A text, or null where there is none. */
  @Nullable String textOrNull(String key) {
    JsonNode value = node.path(key);
    return value.isTextual() ? value.textValue() : null;
  }

  /** A short text for keys and logs: no control characters, at most 1,000 characters. */
  String name(String key) {
    String name = text(key);
    if (name.length() > LONGEST_NAME || name.chars().anyMatch(Character::isISOControl)) {
      throw new Payload(node, below(key)).wanted("a short text without control characters");
    }
    return name;
  }

  /** A number above 0. */
  long number(String key) {
    JsonNode value = node.path(key);
    if (!value.canConvertToLong() || !value.isIntegralNumber() || value.longValue() <= 0) {
      throw new Payload(node, below(key)).wanted("a number above 0");
    }
    return value.longValue();
  }

  /** The number of a pull request. */
  int issueNumber(String key) {
    long number = number(key);
    if (number > Integer.MAX_VALUE) {
      throw new Payload(node, below(key)).wanted("the number of a pull request");
    }
    return (int) number;
  }

  /** A commit's SHA, in lower case. */
  String sha(String key) {
    String sha = textOrNull(key);
    if (sha == null || !SHA.matcher(sha).matches()) {
      throw new Payload(node, below(key)).wanted("a SHA of 40 hexadecimal digits");
    }
    return sha.toLowerCase(Locale.ROOT);
  }

  /** A person's or a bot's login. */
  String login(String key) {
    String login = textOrNull(key);
    if (login == null || !LOGIN.matcher(login).matches()) {
      throw new Payload(node, below(key)).wanted("a login");
    }
    return login;
  }

  /** The repository's name below a key that holds {@code owner/name}. */
  RepositoryName repository(String key) {
    return RepositoryName.of(text(key));
  }

  /** A branch's name, without {@code refs/heads/}. */
  String branch(String key) {
    String ref = name(key);
    return ref.startsWith(HEADS) ? ref.substring(HEADS.length()) : ref;
  }

  private String below(String key) {
    return path.isEmpty() ? key : path + "." + key;
  }

  private Problem wanted(String what) {
    return Problem.of("the payload's `" + path + "` must be " + what);
  }

  /** A short key for what says the same: the SHA-256 of its parts in hexadecimal. */
  static String key(@Nullable Object... parts) {
    String whole =
        Arrays.stream(parts)
            .map(part -> part == null ? "-" : part.toString().length() + ":" + part)
            .collect(Collectors.joining(","));
    try {
      byte[] digest =
          MessageDigest.getInstance("SHA-256").digest(whole.getBytes(StandardCharsets.UTF_8));
      return HexFormat.of().formatHex(digest);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("this Java has no SHA-256", e);
    }
  }
}
