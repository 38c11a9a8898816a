package dev.understudy.report.comment;

import static org.assertj.core.api.Assertions.assertThat;

import dev.understudy.config.PullRequestRules.Comments;
import dev.understudy.failure.Location;
import dev.understudy.plan.Finding;
import dev.understudy.report.Cleaned;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.commonmark.ext.gfm.tables.TableRow;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** When the comment is written, how long it gets, and whose layout it has. */
class CommentTest {
  private static final CommentTemplates BUILT_IN = CommentTemplates.builtIn();

  private static CommentTemplates own(Map<String, String> files) {
    return CommentTemplates.of(
        path -> Optional.ofNullable(files.get(path.substring(CommentTemplates.FOLDER.length()))));
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 80, 81, 500, 10_000})
  @Timeout(20)
  void itHoldsAnyNumberOfArtifacts(int n) {
    for (boolean failing : new boolean[] {false, true}) {
      PullRequestReport report = Samples.large(n, failing);
      String body = Comment.render(report, BUILT_IN);
      Parsed parsed = Parsed.of(body);
      assertThat(body).hasSizeLessThanOrEqualTo(Comment.LIMIT);
      assertThat(body.contains("```mermaid")).isEqualTo(n > 1 && n <= 80);
      assertThat(parsed.html)
          .filteredOn(line -> line.startsWith("<details"))
          .hasSameSizeAs(parsed.html.stream().filter(line -> line.equals("</details>")).toList());
      assertThat(body.lines().skip(1).findFirst().orElseThrow())
          .contains(String.format(java.util.Locale.ROOT, "%,d ", n));
      if (n > 300) {
        assertThat(body).contains("more, see [the run](");
      }
      for (CheckText check : CheckText.of(report)) {
        assertThat(check.summary()).hasSizeLessThanOrEqualTo(CheckText.SUMMARY_LIMIT);
        assertThat(check.annotations()).hasSizeLessThanOrEqualTo(500);
      }
    }
  }

  @Test
  void rowsAreLeftOutWhole() {
    Parsed parsed = Parsed.of(Comment.render(Samples.large(10_000, false), BUILT_IN));
    assertThat(parsed.shape)
        .filteredOn(block -> block.endsWith(TableRow.class.getSimpleName()))
        .hasSizeGreaterThan(100);
    assertThat(parsed.codes)
        .noneMatch(code -> code.startsWith("acme.big.table") && code.endsWith("…"));
    assertThat(parsed.links).allMatch(url -> url.endsWith(".sql") || url.contains("/runs/"));
  }

  @Test
  void theVerdictIsInTheFirstVisibleLine() {
    List<String> lines = Comment.render(Samples.staged(), BUILT_IN).lines().toList();
    assertThat(lines.get(0)).startsWith("<!-- understudy:v1 {").endsWith("} -->");
    assertThat(lines.get(1))
        .isEqualTo("### ✅ Staged `1a2b3c4` · 2 changed · 5 on the stage · 1 remark");
  }

  @Test
  void aBodyThatOnlyAgedIsTheSame() {
    PullRequestReport report = Samples.staged();
    Stamp stamp = report.stamp();
    Stamp later =
        new Stamp(
            stamp.run(),
            stamp.sequence() + 1,
            stamp.updated().plusSeconds(90),
            Duration.ofSeconds(99),
            stamp.expires());
    String fingerprint = Comment.fingerprint(report, BUILT_IN);
    assertThat(Comment.fingerprint(report.with(later), BUILT_IN)).isEqualTo(fingerprint);
    assertThat(Comment.render(report.with(later), BUILT_IN))
        .isNotEqualTo(Comment.render(report, BUILT_IN));
    Stamp kept =
        new Stamp(stamp.run(), 7, stamp.updated(), null, Instant.parse("2026-09-01T00:00:00Z"));
    assertThat(Comment.fingerprint(report.with(kept), BUILT_IN)).isNotEqualTo(fingerprint);
    assertThat(Comment.fingerprint(report.with(new RunState.Failed()), BUILT_IN))
        .isNotEqualTo(fingerprint);
  }

  @ParameterizedTest
  @CsvSource({
    "ALL,staging,false,true",
    "ALL,staged,false,true",
    "ALL,nothing,false,false",
    "ALL,nothing,true,true",
    "ALL,removed,false,false",
    "ALL,removed,true,true",
    "ALL,superseded,false,false",
    "OUTCOMES,staging,true,false",
    "OUTCOMES,testing,true,false",
    "OUTCOMES,staged,false,true",
    "OUTCOMES,removed,true,true",
    "NONE,staged,true,false"
  })
  void theRepositorySaysWhenThereIsAComment(
      Comments comments, String state, boolean there, boolean shown) {
    PullRequestReport report =
        switch (state) {
          case "staging" -> Samples.in(new RunState.Staging(1, 2));
          case "nothing" -> Samples.in(new RunState.NothingToStage());
          case "superseded" -> Samples.in(new RunState.Cancelled(null));
          case "removed" ->
              Samples.in(new RunState.Removed(RunState.Because.MERGED, Cleaned.NOTHING, null));
          case "testing" ->
              Samples.staged().with(new Pipeline(Pipeline.State.PENDING, "t", null, null));
          default -> Samples.staged();
        };
    assertThat(Comment.isShown(report, comments, there)).isEqualTo(shown);
  }

  @Test
  void onlyAVerdictThatTurnsFromPassToFailIsSaidInACommentOfItsOwn() {
    PullRequestReport failed =
        Samples.in(new RunState.Failed()).with(Samples.PLAN).with(Samples.broken());
    assertThat(Comment.ping(Conclusion.SUCCESS, failed, BUILT_IN))
        .hasValueSatisfying(
            text -> assertThat(text).startsWith("❌ Could not stage all of `1a2b3c4`"));
    assertThat(Comment.ping(Conclusion.FAILURE, failed, BUILT_IN)).isEmpty();
    assertThat(Comment.ping(null, failed, BUILT_IN)).isEmpty();
    assertThat(Comment.ping(Conclusion.SUCCESS, Samples.staged(), BUILT_IN)).isEmpty();
    assertThat(Comment.ping(Conclusion.SUCCESS, Samples.in(new RunState.Broken("x", 5)), BUILT_IN))
        .isEmpty();
  }

  @Test
  void aTeamMayBringItsOwnParts() {
    CommentTemplates templates =
        own(Map.of("footer.md", "Questions? #data-help, {{ short_sha }}\n"));
    assertThat(Comment.render(Samples.staged(), templates))
        .contains("Questions? #data-help, 1a2b3c4")
        .contains("| | Changed | Kind |")
        .doesNotContain("`/redeploy-stage`");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "footer.md|{{ nobody }}|.understudy/comment/footer.md:1",
        "footer.md|{% for x in %}|.understudy/comment/footer.md",
        "footer.md|{% include '/etc/passwd' %}|.understudy/comment/footer.md",
        "comment.md|hello|.understudy/comment/comment.md",
        "comment.md|# {{ verdict }}{% for i in range(9999) %}{{ failures }}xxxxxxxxxx{% endfor %}|more than",
        "changed.md|{% for i in range(9999) %}{% for j in range(9999) %}{% endfor %}{% endfor %}|longer than 1 s",
        "changed.md|{% for row in rows %}{% for i in range(9999) %}xxx{% endfor %}{% endfor %}|of one row"
      })
  @Timeout(20)
  void aBrokenPartIsReplacedAndSaid(String file, String template, String said) {
    String body = Comment.render(Samples.staged(), own(Map.of(file, template)));
    assertThat(body)
        .contains("> [!WARNING]", "The built-in layout is used instead of", said)
        .contains("### ✅ Staged", "`/redeploy-stage`", "| | Changed | Kind |");
  }

  @Test
  void whateverATeamBringsTheCommentIsWritten() {
    String endless = "{% for i in range(9999) %}xxxxxxxxxxxxxxxxxxxxxxxxxxx{% endfor %}";
    Map<String, String> files = new java.util.HashMap<>();
    CommentTemplates.PARTS.forEach(part -> files.put(part + ".md", endless));
    String body = Comment.render(Samples.staged(), own(files));
    assertThat(body).hasSizeLessThanOrEqualTo(Comment.LIMIT).contains("### ✅ Staged `1a2b3c4`");
    assertThat(Comment.ping(Conclusion.SUCCESS, Samples.in(new RunState.Failed()), own(files)))
        .hasValueSatisfying(text -> assertThat(text).hasSizeLessThan(Comment.LIMIT));
  }

  @Test
  void theMarkerIsReadBackAndOnlyFromTheFirstLine() {
    String body = Comment.render(Samples.staged(), BUILT_IN);
    assertThat(Marker.read(body))
        .contains(new Marker("acme/analytics", 88, Samples.SHA, "01J5ZK", 7, "staged"));
    assertThat(Marker.read("hello\n" + body)).isEmpty();
    assertThat(Marker.read("<!-- understudy:v1 {nonsense -->")).isEmpty();
    assertThat(Marker.read("")).isEmpty();
  }

  @Test
  void oneCheckIsRequiredAndTheOthersInform() {
    List<CheckText> checks =
        CheckText.of(
            Samples.staged().with(new Pipeline(Pipeline.State.SUCCESS, "stage-tests", null, null)));
    assertThat(checks)
        .extracting(CheckText::name)
        .containsExactly(
            "understudy / stage",
            "understudy / closure",
            "understudy / deploy",
            "understudy / pipeline");
    assertThat(checks).extracting(CheckText::conclusion).containsOnly(Conclusion.SUCCESS);
    assertThat(checks.get(0).title())
        .isEqualTo("Staged 1a2b3c4 · 2 changed · 5 on the stage · tests passed · 1 remark");
    assertThat(checks.get(0).buttons())
        .allMatch(b -> b.label().length() <= 20 && b.description().length() <= 40)
        .allMatch(b -> b.identifier().length() <= 20);
    assertThat(checks.get(1).title()).isEqualTo("2 changed, 2 needed, 1 read the change");
  }

  @Test
  void aCheckIsGreenAtOnceWhereNothingIsToStage() {
    List<CheckText> checks = CheckText.of(Samples.in(new RunState.NothingToStage()));
    assertThat(checks).hasSize(1);
    assertThat(checks.getFirst().conclusion()).isEqualTo(Conclusion.SUCCESS);
  }

  @Test
  void anAnnotationIsGivenOnceForAPlaceAndASentence() {
    Location place = new Location(Samples.VIEW_PATH, 3, 7);
    Finding error = Finding.error(Samples.VIEW, place, "Unrecognized name: x");
    Finding again = Finding.error(Samples.SPEND, place, "Unrecognized name: x");
    Finding other = Finding.warning(Samples.VIEW, Location.of(Samples.VIEW_PATH), "a remark");
    List<Annotation> annotations =
        CheckText.of(Samples.in(new RunState.Failed()).withFindings(List.of(error, again, other)))
            .getFirst()
            .annotations();
    assertThat(annotations).hasSize(2);
    assertThat(annotations.get(0).line()).isEqualTo(3);
    assertThat(annotations.get(0).level()).isEqualTo(Annotation.Level.FAILURE);
    assertThat(annotations.get(0).message())
        .contains("Unrecognized name: x", "correct one of the two");
    assertThat(annotations.get(1).line()).isEqualTo(1);
  }

  @Test
  void whatWentWrongInsideIsNotShown() {
    PullRequestReport report =
        Samples.in(new RunState.Failed())
            .with(Samples.PLAN)
            .with(
                Samples.outcome(
                    List.of(
                        new dev.understudy.report.Result(
                            Samples.VIEW,
                            Samples.MEMBERS.get(3).stageId(),
                            dev.understudy.report.Result.State.FAILED,
                            "internal error: java.lang.NullPointerException: oops",
                            1))));
    assertThat(Comment.render(report, BUILT_IN))
        .contains("Understudy itself failed here.", "a bug of ours")
        .doesNotContain("NullPointerException", "internal error");
  }
}
