package dev.understudy.failure;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;

/** Something that must reach no log, no comment and no page: it prints as {@code ***}. */
public final class Secret {
  private final String value;

  private Secret(String value) {
    this.value = value;
  }

  /**
   * A secret.
   *
   * @throws IllegalArgumentException where it is empty: an empty secret protects nothing
   */
  public static Secret of(String value) {
    if (value.isEmpty()) {
      throw new IllegalArgumentException("a secret is empty");
    }
    return new Secret(value);
  }

  /** The secret itself, for the one call that needs it. */
  public String reveal() {
    return value;
  }

  /** Whether somebody else said the same, in a time that does not tell how much was right. */
  public boolean matches(String said) {
    return MessageDigest.isEqual(bytes(), said.getBytes(StandardCharsets.UTF_8));
  }

  /** The secret as the key of a signature. */
  public byte[] bytes() {
    return value.getBytes(StandardCharsets.UTF_8);
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof Secret secret && matches(secret.value);
  }

  @Override
  public int hashCode() {
    return Secret.class.hashCode();
  }

  @Override
  public String toString() {
    return "***";
  }
}
