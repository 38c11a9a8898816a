package dev.understudy.sandbox;

import static dev.understudy.sandbox.Sandboxed.BASE;
import static dev.understudy.sandbox.Sandboxed.HEAD;
import static dev.understudy.sandbox.Sandboxed.REPO;
import static org.assertj.core.api.Assertions.assertThat;

import dev.understudy.forge.PullRequestId;
import dev.understudy.sandbox.Person.Verdict;
import dev.understudy.sandbox.Receiver.Letter;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.List;
import java.util.UUID;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What the sandbox delivers when somebody does something, and what becomes of it. */
class WebhooksTest {
  private static final String NEXT = "c".repeat(40);

  @AutoClose private final Sandboxed world = new Sandboxed();
  @AutoClose private final Receiver receiver = new Receiver();
  private final Person ada = world.github.as("ada");

  @BeforeEach
  void connect() {
    world.github.sendWebhooksTo(receiver.url());
  }

  private List<String> events() {
    return receiver.letters().stream().map(l -> (l.event() + " " + l.action()).strip()).toList();
  }

  @Test
  void aDeliveryIsSignedWithTheSecret() throws Exception {
    ada.comment(world.pull, "Grüße");
    Letter letter = receiver.last("issue_comment");
    Mac mac = Mac.getInstance("HmacSHA256");
    mac.init(new SecretKeySpec(Json.utf8(world.github.webhookSecret()), "HmacSHA256"));
    assertThat(letter.signature())
        .isEqualTo("sha256=" + HexFormat.of().formatHex(mac.doFinal(Json.utf8(letter.body()))));
    assertThat(UUID.fromString(letter.guid()).toString()).isEqualTo(letter.guid());
    assertThat(Signing.signature("It's a Secret to Everybody", utf8("Hello, World!")))
        .as("the vector of docs.github.com")
        .isEqualTo("sha256=757107ea0eb2509fc211221cce984b8a37570b6d7586c22c46f4379c8b043e17");
  }

  private static byte[] utf8(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  @Test
  void aPullRequestLivesThroughItsEvents() {
    PullRequestId second =
        ada.openPullRequest(world.shop, NewPullRequest.of("vat", HEAD).asDraft());
    ada.readyForReview(second);
    ada.push(second, NEXT);
    ada.convertToDraft(second);
    ada.review(second, Verdict.APPROVED, "good");
    ada.close(second);
    ada.reopen(second);
    ada.merge(second, "d".repeat(40));
    assertThat(events())
        .containsExactly(
            "push",
            "pull_request opened",
            "pull_request ready_for_review",
            "push",
            "pull_request synchronize",
            "pull_request converted_to_draft",
            "pull_request_review submitted",
            "pull_request closed",
            "pull_request reopened",
            "pull_request closed",
            "push");
    var merged = receiver.last("pull_request").json();
    assertThat(merged.at("/pull_request/merged").asBoolean()).isTrue();
    assertThat(merged.at("/pull_request/merge_commit_sha").asText()).isEqualTo("d".repeat(40));
    var push = receiver.last("push").json();
    assertThat(push.path("ref").asText()).isEqualTo("refs/heads/main");
    assertThat(push.path("before").asText()).isEqualTo(BASE);
    assertThat(push.path("after").asText()).isEqualTo("d".repeat(40));
  }

  @Test
  void aPushSaysWhatWasAndWhatIs() {
    ada.push(world.pull, NEXT);
    var payload = receiver.last("pull_request").json();
    assertThat(payload.path("before").asText()).isEqualTo(HEAD);
    assertThat(payload.path("after").asText()).isEqualTo(NEXT);
    assertThat(payload.at("/pull_request/head/sha").asText()).isEqualTo(NEXT);
    assertThat(payload.at("/repository/full_name").asText()).isEqualTo("octo/shop");
    assertThat(payload.at("/installation/id").isNumber()).isTrue();
    assertThat(payload.at("/sender/login").asText()).isEqualTo("ada");
    assertThat(payload.at("/organization/login").asText()).isEqualTo("octo");
  }

  @Test
  void anEditedCommentTellsWhatItSaidBefore() {
    long id = ada.comment(world.pull, "/stage");
    ada.editComment(world.shop, id, "/clean-stage");
    ada.deleteComment(world.shop, id);
    assertThat(events())
        .containsExactly("issue_comment created", "issue_comment edited", "issue_comment deleted");
    var edited = receiver.letters().get(1).json();
    assertThat(edited.at("/changes/body/from").asText()).isEqualTo("/stage");
    assertThat(edited.at("/comment/body").asText()).isEqualTo("/clean-stage");
    assertThat(edited.at("/issue/pull_request/url").asText()).endsWith("/pulls/1");
    assertThat(edited.at("/comment/user/type").asText()).isEqualTo("User");
  }

  @Test
  void aButtonComesBackWithItsIdentifier() throws IOException {
    String run = "{'name': 'n', 'head_sha': '" + HEAD + "', 'external_id': 'e'}";
    long id = world.bot().post(REPO + "/check-runs", run).json().path("id").asLong();
    world.github.settle();
    ada.clickButton(world.shop, id, "restage");
    ada.rerequest(world.shop, id);
    ada.rerequestAll(world.shop, HEAD);
    assertThat(events())
        .containsExactly(
            "check_run created",
            "check_run requested_action",
            "check_run rerequested",
            "check_suite rerequested");
    var click = receiver.letters().get(1).json();
    assertThat(click.at("/requested_action/identifier").asText()).isEqualTo("restage");
    assertThat(click.at("/check_run/external_id").asText()).isEqualTo("e");
    assertThat(click.at("/check_run/check_suite/head_branch").asText()).isEqualTo("tax");
    assertThat(click.at("/check_run/pull_requests/0/number").asInt()).isEqualTo(1);
    assertThat(receiver.last("check_suite").json().at("/check_suite/head_sha").asText())
        .isEqualTo(HEAD);
  }

  @Test
  void theRestIsToldToo() {
    world.github.ping();
    ada.queueMerge(world.pull, NEXT);
    ada.push(world.shop, "release", NEXT);
    ada.retarget(world.pull, "release");
    world.github.install("octo");
    world.github.uninstall("octo");
    ada.comment(world.pull, "nobody hears me");
    assertThat(events())
        .containsExactly(
            "ping",
            "merge_group checks_requested",
            "push",
            "pull_request edited",
            "installation created",
            "installation deleted");
    assertThat(receiver.last("merge_group").json().at("/merge_group/head_ref").asText())
        .startsWith("refs/heads/gh-readonly-queue/main/pr-1-");
    assertThat(receiver.last("pull_request").json().at("/changes/base/ref/from").asText())
        .isEqualTo("main");
    assertThat(receiver.last("installation").json().at("/repositories/0/full_name").asText())
        .isEqualTo("octo/shop");
  }

  @Test
  void theBotHearsItselfSpeak() throws IOException {
    world.bot().post(REPO + "/issues/1/comments", "{'body': 'staged'}");
    world.github.settle();
    assertThat(receiver.last("issue_comment").json().at("/sender/type").asText()).isEqualTo("Bot");
  }

  @Test
  void aForksPullRequestNamesTheForkUntilItIsDeleted() throws IOException {
    var fork = world.github.fork(world.shop, "eve");
    PullRequestId pull =
        ada.openPullRequest(world.shop, NewPullRequest.of("patch", NEXT).from(fork));
    var opened = receiver.last("pull_request").json();
    assertThat(opened.at("/pull_request/head/repo/full_name").asText()).isEqualTo("eve/shop");
    assertThat(opened.at("/pull_request/head/repo/fork").asBoolean()).isTrue();
    assertThat(opened.at("/pull_request/base/repo/id").asLong())
        .isNotEqualTo(opened.at("/pull_request/head/repo/id").asLong());
    world.github.delete(fork);
    ada.close(pull);
    assertThat(receiver.last("pull_request").json().at("/pull_request/head/repo").isNull())
        .isTrue();
    var read = world.bot().get(REPO + "/pulls/" + pull.number()).json();
    assertThat(read.at("/head/repo").isNull()).isTrue();
    assertThat(read.at("/head/sha").asText()).isEqualTo(NEXT);
  }
}
