package dev.understudy.intake;

import dev.understudy.failure.Secret;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * Whether a delivery comes from who shares our secret: HMAC-SHA256 over the body's raw bytes,
 * compared in constant time. Nothing of a body may be read before.
 */
public final class Signatures {
  /** GitHub's header ("Validating webhook deliveries", docs.github.com); SHA-1 is not accepted. */
  public static final String GITHUB_HEADER = "X-Hub-Signature-256";

  /** CircleCI's header ("Outbound webhooks", circleci.com/docs). */
  public static final String CIRCLECI_HEADER = "circleci-signature";

  private static final String ALGORITHM = "HmacSHA256";
  private static final String GITHUB_PREFIX = "sha256=";

  /** The newest version that we know; an older one, once there is one, must not be accepted. */
  private static final String CIRCLECI_VERSION = "v1=";

  private Signatures() {}

  /**
   * Whether GitHub signed a body.
   *
   * @param headers every {@link #GITHUB_HEADER} of the request: one is wanted
   */
  public static boolean github(Secret secret, List<String> headers, byte[] body) {
    return headers.size() == 1
        && headers.getFirst().startsWith(GITHUB_PREFIX)
        && signed(secret, headers.getFirst().substring(GITHUB_PREFIX.length()), body);
  }

  /**
   * Whether CircleCI signed a body. The header lists {@code version=signature} pairs; exactly one
   * of the newest version known must be there, and it alone is looked at.
   *
   * @param headers every {@link #CIRCLECI_HEADER} of the request: one is wanted
   */
  public static boolean circleci(Secret secret, List<String> headers, byte[] body) {
    if (headers.size() != 1) {
      return false;
    }
    List<String> found = new ArrayList<>();
    for (String pair : headers.getFirst().split(",", -1)) {
      if (pair.indexOf('=') < 0) {
        return false;
      }
      if (pair.strip().startsWith(CIRCLECI_VERSION)) {
        found.add(pair.strip().substring(CIRCLECI_VERSION.length()));
      }
    }
    return found.size() == 1 && signed(secret, found.getFirst(), body);
  }

  private static boolean signed(Secret secret, String hex, byte[] body) {
    byte[] said;
    try {
      said = HexFormat.of().parseHex(hex);
    } catch (IllegalArgumentException _) {
      return false;
    }
    return MessageDigest.isEqual(hmac(secret, body), said);
  }

  private static byte[] hmac(Secret secret, byte[] body) {
    try {
      Mac mac = Mac.getInstance(ALGORITHM);
      mac.init(new SecretKeySpec(secret.bytes(), ALGORITHM));
      return mac.doFinal(body);
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("this Java has no " + ALGORITHM, e);
    }
  }
}
