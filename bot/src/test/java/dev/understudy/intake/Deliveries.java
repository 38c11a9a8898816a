package dev.understudy.intake;

import dev.understudy.failure.Secret;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.util.HexFormat;
import java.util.UUID;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/** Payloads as GitHub and CircleCI write them, cut to what a reader may look at, and signatures. */
public final class Deliveries {
  /** A commit. */
  public static final String SHA = "1dc6aa69429bff4806ad6afe58d3d8f57e25973e";

  private static final String COMMON =
      """
      "repository": {"id": 7, "full_name": "acme/sql", "pushed_at": 1763712000,
        "clone_url": "https://canary.invalid/acme/sql.git"},
      "sender": {"login": "mona", "type": "User"},
      "installation": {"id": 99}
      """;

  private Deliveries() {}

  /** A {@code pull_request} delivery. */
  public static String pullRequest(String action) {
    return """
        {"action": "%s", "number": 88, "pull_request": {"number": 88, "state": "open",
          "updated_at": "2026-11-21T08:00:00Z", "url": "https://canary.invalid/pulls/88",
          "head": {"sha": "%s", "ref": "topic", "repo": null}, "base": {"ref": "main"}},
        %s}
        """
        .formatted(action, SHA, COMMON);
  }

  /** An {@code issue_comment} delivery of a person on a pull request. */
  public static String comment(String action, String body) {
    return """
        {"action": "%s", "issue": {"number": 88, "pull_request": {"url": "https://canary.invalid"}},
        "comment": {"id": 4711, "updated_at": "2026-11-21T08:00:00Z", "body": "%s",
          "author_association": "OWNER", "performed_via_github_app": null,
          "user": {"login": "mona", "type": "User"}}, %s}
        """
        .formatted(action, body, COMMON);
  }

  /** A {@code check_run} delivery of the app 5. */
  public static String checkRun(String action) {
    return """
        {"action": "%s", "requested_action": {"identifier": "clean"},
        "check_run": {"id": 12, "name": "understudy / stage", "head_sha": "%s",
          "started_at": "2026-11-21T08:00:00Z", "completed_at": null, "app": {"id": 5},
          "pull_requests": [{"number": 88, "base": {"repo": {"id": 7}}},
            {"number": 3, "base": {"repo": {"id": 8}}}]}, %s}
        """
        .formatted(action, SHA, COMMON);
  }

  /** Some other delivery: the payload's own part, without braces. */
  public static String with(String part) {
    return "{" + part + ", " + COMMON + "}";
  }

  /** A {@code workflow-completed} delivery of CircleCI around a {@code pipeline}'s own part. */
  public static String workflow(String slug, String pipeline) {
    return """
        {"id": "3888f21b-eaa7-38e3-8f3d-75a63bba8895", "type": "workflow-completed",
        "happened_at": "2021-09-01T22:49:34.317Z", "webhook": {"id": "c", "name": "Sample"},
        "project": {"id": "8", "name": "sql", "slug": "%s"},
        "organization": {"id": "f", "name": "acme"},
        "workflow": {"id": "fda08377", "name": "build-test", "status": "success",
          "url": "https://app.circleci.com/pipelines/github/acme/sql/130/workflows/fda08377"},
        "pipeline": {"id": "1285fe1d-d3a6-44fc-8886-8979558254c4", "number": 130, %s}}
        """
        .formatted(slug, pipeline);
  }

  /** The same of one pipeline's workflow, under an id of its own. */
  public static String workflowEnded(
      String slug, String pipelinePart, String pipeline, String name, String status) {
    return workflow(slug, pipelinePart)
        .replace("3888f21b-eaa7-38e3-8f3d-75a63bba8895", UUID.randomUUID().toString())
        .replace("1285fe1d-d3a6-44fc-8886-8979558254c4", pipeline)
        .replace("build-test", name)
        .replace("\"success\"", "\"" + status + "\"");
  }

  /** The bytes of a text. */
  public static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  /** HMAC-SHA256 in hexadecimal. */
  public static String hmac(Secret secret, byte[] body) {
    try {
      Mac mac = Mac.getInstance("HmacSHA256");
      mac.init(new SecretKeySpec(secret.bytes(), "HmacSHA256"));
      return HexFormat.of().formatHex(mac.doFinal(body));
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }
}
