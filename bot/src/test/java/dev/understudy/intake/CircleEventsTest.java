package dev.understudy.intake;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.understudy.failure.Problem;
import dev.understudy.forge.PullRequestId;
import dev.understudy.forge.RepositoryName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Both kinds of pipelines, from the published samples. */
class CircleEventsTest {
  private static final PullRequestId REPOSITORY =
      new PullRequestId(RepositoryName.of("acme/sql"), 0);
  private static final String SHA = Deliveries.SHA;
  private static final String OAUTH =
      Deliveries.workflow(
          "github/acme/sql",
          "\"vcs\": {\"provider_name\": \"github\", \"revision\": \"%s\", \"branch\": \"main\"}"
              .formatted(SHA));
  private static final String APP =
      Deliveries.workflow(
          "circleci/DdaVtNusHqi24D4YT3X4eu/6EkDPZoN4ZdMKKZtBkRodt",
          "\"trigger_parameters\": {\"git\": {\"checkout_sha\": \"%s\", \"repo_owner\": \"acme\","
                  .formatted(SHA)
              + "\"repo_name\": \"sql\"}}");

  private static Received read(String body) {
    return CircleEvents.read(Deliveries.bytes(body));
  }

  @ParameterizedTest
  @ValueSource(strings = {"oauth", "app"})
  void aWorkflowEnds(String kind) {
    Received received = read(kind.equals("app") ? APP : OAUTH);
    assertThat(received.lane()).isEqualTo(REPOSITORY);
    assertThat(received.contentKey()).isEqualTo("3888f21b-eaa7-38e3-8f3d-75a63bba8895");
    Event.PipelineEnded ended = (Event.PipelineEnded) received.event();
    assertThat(ended.pipelineId()).isEqualTo("1285fe1d-d3a6-44fc-8886-8979558254c4");
    assertThat(ended.workflow()).isEqualTo("build-test");
    assertThat(ended.status()).isEqualTo("success");
    assertThat(ended.sha()).isEqualTo(SHA);
    assertThat(ended.url()).hasHost("app.circleci.com");
    assertThat(ended.suffix()).isNull();
  }

  @Test
  void theRepositoryIsReadFromTheCheckoutWhereNothingElseNamesIt() {
    String ssh =
        APP.replace(
            "\"repo_owner\": \"acme\",\"repo_name\": \"sql\"",
            "\"checkout_url\": \"git@github.com:acme/sql.git\"");
    assertThat(read(ssh).lane()).isEqualTo(REPOSITORY);
    assertThat(read(ssh.replace("git@github.com:", "https://github.com/")).lane())
        .isEqualTo(REPOSITORY);
    assertThat(read(ssh.replace("git@github.com:", "git@gitlab.com:")).lane()).isNull();
  }

  @Test
  void aPipelineMayHaveNoCommitAndNoRepository() {
    Received received = read(Deliveries.workflow("circleci/a/b", "\"trigger\": {}"));
    assertThat(received.lane()).isNull();
    assertThat(((Event.PipelineEnded) received.event()).sha()).isNull();
  }

  @Test
  void theSuffixIsReadWhereItIsThere() {
    String body = OAUTH.replace("\"number\": 130", "\"parameters\": {\"stage_suffix\": \"a1b2\"}");
    assertThat(((Event.PipelineEnded) read(body).event()).suffix()).isEqualTo("a1b2");
  }

  @Test
  void aLinkThatCannotBeShownIsLeftOut() {
    for (String url :
        new String[] {"javascript:alert(1)", "http://x", "https://a@b/", "https:// x"}) {
      String body = OAUTH.replaceAll("https://app[^\"]*", url);
      assertThat(((Event.PipelineEnded) read(body).event()).url()).isNull();
    }
  }

  @Test
  void jobsPingsAndTheUnknownDoNothing() {
    assertThat(read(OAUTH.replace("workflow-completed", "job-completed")).event())
        .isInstanceOf(Event.Ignored.class);
    assertThat(read(OAUTH.replace("workflow-completed", "new")).event())
        .isInstanceOf(Event.Ignored.class);
    assertThat(read("{\"id\": \"a-1\", \"type\": \"ping\"}").event()).isEqualTo(new Event.Pinged());
  }

  @ParameterizedTest
  @ValueSource(strings = {"id", "type", "pipeline", "workflow", "status", "project", "slug"})
  void whatIsMissingIsNamed(String key) {
    assertThatThrownBy(() -> read(OAUTH.replace("\"" + key + "\":", "\"other\":")))
        .isInstanceOf(Problem.class)
        .hasMessageMatching("the payload's `.*" + key + "` must be .*");
  }
}
