package dev.understudy.ci;

import dev.understudy.failure.Problem;
import java.util.UUID;
import java.util.regex.Pattern;

/** CircleCI's identifiers: checked, because they become part of addresses. */
final class Ids {
  private static final Pattern UUID_TEXT =
      Pattern.compile("[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}");

  private Ids() {}

  static UUID of(String text, String ofWhat) {
    if (!UUID_TEXT.matcher(text).matches()) {
      throw Problem.usage(
          "the id of " + ofWhat + " must look like 44f7c8f5-3d2d-4c0f-9d7e-2b3c1d9f8a10");
    }
    return UUID.fromString(text);
  }
}
