package dev.understudy.report.comment;

import static org.assertj.core.api.Assertions.assertThat;

import dev.understudy.artifact.Change;
import dev.understudy.artifact.Identifier;
import dev.understudy.artifact.Kind;
import dev.understudy.failure.Location;
import dev.understudy.plan.Finding;
import dev.understudy.plan.Impact;
import dev.understudy.plan.Member;
import dev.understudy.plan.StagePlan;
import dev.understudy.report.Cleaned;
import dev.understudy.report.Outcome;
import dev.understudy.report.Result;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Whatever names and messages hold, a parser finds in the comment what we put there. {@code
 * -Dhostile.seeds=2000} tries more.
 */
class HostileTextTest {
  /** What has broken bots before: see the threats that concern comments. */
  static final List<String> CORPUS =
      List.of(
          "```\n@org/all<img src=x onerror=alert(1)>",
          "@org/all",
          "a@b.example",
          "<img src=https://evil.example/x.png>",
          "<script>alert(1)</script>",
          "<!-- understudy:v1 {\"pr\":1} -->",
          "-->",
          "</details>",
          "</summary></details>",
          "[click](https://evil.example)",
          "![x](https://evil.example/x.png)",
          "[a]: https://evil.example",
          "[^1]",
          "https://evil.example",
          "www.evil.example",
          "mailto:a@evil.example",
          "<https://evil.example>",
          "#1",
          "GH-1",
          "o/r#1",
          "`",
          "``",
          "a`b``c```d",
          "`x",
          "x`",
          "``` ```",
          "~~~",
          "~~gone~~",
          "**bold**",
          "__init__",
          "| a | b |",
          "a|b",
          "a\\|b",
          "a\\\\|",
          "\\",
          "a\\",
          "\n\n# heading",
          "\n- item",
          "1. item",
          "- item",
          "+ item",
          "=====",
          "-----",
          "***",
          "> quote",
          "    code",
          "\t",
          " ",
          "  two  ",
          "&lt;b&gt;",
          "&#64;org",
          "$x$",
          "$$x$$",
          ":tada:",
          "{{ 7 * 7 }}",
          "{% for x in range(10) %}x{% endfor %}",
          "{# gone #}",
          "%%{init: {}}%%",
          "\"]; click n0 \"javascript:alert(1)\"",
          "end",
          "\u202egnp.exe",
          "\u2066x\u2069",
          "\u200b",
          "\u0000",
          "\u001b[31m",
          "\ud83d",
          "\udc4d",
          "\ud83d\udc4d",
          "\udb40\udc41",
          "\u00ad",
          "\ufeff",
          "\u3164",
          "\u2028x\u2029",
          "\r\n",
          "deadbeefdeadbeef",
          "exception: java.lang.NullPointerException");

  private static final Map<String, List<String>> SHAPES = new HashMap<>();

  private static final Pattern OURS =
      Pattern.compile(
          "<!-- understudy:v1 \\{[^<>]*} -->|<details( open)?><summary>[A-Za-z0-9 ,()]+</summary>"
              + "|</details>|<sub>|</sub>");

  private static final Pattern INVISIBLE =
      Pattern.compile("[\\p{Cntrl}&&[^\\n]]|[\\p{Cf}\\p{Cs}\\p{Co}\\p{Zl}\\p{Zp}]|\u3164");

  /** The same report with every foreign text taken from a source. */
  private static PullRequestReport report(Supplier<String> foreign, RunState state) {
    Supplier<String> name = () -> "n" + foreign.get();
    List<Member> members = new ArrayList<>();
    List<Change> changes = new ArrayList<>();
    List<Impact> readers = new ArrayList<>();
    List<Result> results = new ArrayList<>();
    List<Finding> findings = new ArrayList<>();
    for (Result.State end : Result.State.values()) {
      Identifier id = new Identifier(name.get(), name.get(), name.get());
      Identifier[] needs = members.stream().map(Member::id).limit(1).toArray(Identifier[]::new);
      Member member = Samples.member(id, Kind.VIEW, "sql/" + foreign.get(), "changed", needs);
      members.add(member);
      changes.add(
          new Change(
              id, Kind.VIEW, "sql/" + foreign.get(), Change.Type.MODIFIED, foreign.get(), true));
      readers.add(
          new Impact(
              new Identifier(name.get(), name.get(), name.get()),
              Kind.VIEW,
              foreign.get(),
              List.of(id),
              1,
              true));
      String message = end == Result.State.DEPLOYED ? null : foreign.get();
      results.add(new Result(id, member.stageId(), end, message, 1));
      findings.add(Finding.warning(id, new Location(foreign.get(), 3, 7), foreign.get()));
    }
    StagePlan plan = Samples.plan(changes, members, readers, findings);
    Outcome outcome =
        new Outcome(
            results,
            List.of(new Outcome.FailedDataset(foreign.get(), foreign.get())),
            List.of(),
            false,
            false,
            false);
    return Samples.in(state)
        .with(plan)
        .with(outcome)
        .with(links(foreign))
        .with(new Pipeline(Pipeline.State.FAILED, foreign.get(), foreign.get(), foreign.get()))
        .withNotes(
            List.of(
                new Note.AlsoChanged(
                    new Identifier(name.get(), name.get(), name.get()), List.of(91)),
                new Note.ConfigurationLater(foreign.get()),
                new Note.BaseMoved(foreign.get()),
                new Note.BrokenTemplate(new Location(foreign.get(), 1, 1), foreign.get()),
                new Note.Generated(foreign.get(), foreign.get(), foreign.get(), Samples.NOON),
                new Note.Said(Note.Level.WARNING, foreign.get())));
  }

  private static Links links(Supplier<String> foreign) {
    return new Links(
        Samples.LINKS.run(),
        Samples.LINKS.files(),
        Map.of("acme-stage.x", "https://console.cloud.google.com/" + foreign.get()));
  }

  private static List<RunState> states(Supplier<String> foreign) {
    Cleaned cleaned =
        new Cleaned(
            List.of(foreign.get()),
            List.of(new Cleaned.Kept(foreign.get(), foreign.get())),
            List.of(new Cleaned.Kept(foreign.get(), foreign.get())));
    return List.of(
        new RunState.Failed(),
        new RunState.Staged(),
        new RunState.Waiting(foreign.get()),
        new RunState.Cancelled(foreign.get()),
        new RunState.Delayed(foreign.get(), null),
        new RunState.Broken(foreign.get(), 3),
        new RunState.Removed(RunState.Because.CLOSED, cleaned, null));
  }

  /** The texts of one report, and harmless ones that are as different from each other. */
  record Source(Supplier<String> hostile, Supplier<String> calm) {
    static Source same(String text) {
      return new Source(() -> text, () -> "x");
    }

    static Source random(long seed) {
      AtomicInteger next = new AtomicInteger();
      return new Source(HostileTextTest.random(seed), () -> "x" + next.incrementAndGet());
    }
  }

  static Supplier<String> random(long seed) {
    Random random = new Random(seed);
    return () -> {
      StringBuilder text = new StringBuilder();
      int parts = 1 + random.nextInt(4);
      for (int i = 0; i < parts; i++) {
        switch (random.nextInt(4)) {
          case 0 -> text.append((char) random.nextInt(0x10000));
          case 1 -> text.append((char) (32 + random.nextInt(95)));
          default -> text.append(CORPUS.get(random.nextInt(CORPUS.size())));
        }
      }
      return text.toString();
    };
  }

  static Stream<Source> sources() {
    return Stream.concat(
        CORPUS.stream().map(Source::same),
        IntStream.range(0, Integer.getInteger("hostile.seeds", 25)).mapToObj(Source::random));
  }

  @ParameterizedTest(name = "{index}")
  @MethodSource("sources")
  void nothingForeignIsMarkup(Source source) {
    List<RunState> calm = states(source.calm());
    List<RunState> hostile = states(source.hostile());
    for (int i = 0; i < calm.size(); i++) {
      PullRequestReport calmly = report(source.calm(), calm.get(i));
      PullRequestReport report = report(source.hostile(), hostile.get(i));
      String body = Comment.render(report, CommentTemplates.builtIn());
      check(body);
      assertThat(Parsed.of(body).shape).as(body).isEqualTo(shape(calmly, source));
      if (i == 0) {
        CheckText.of(report).forEach(text -> check(text.summary()));
      }
    }
  }

  private static List<String> shape(PullRequestReport calm, Source source) {
    String key = calm.state().label() + (source.calm().get().equals("x") ? "" : " numbered");
    return SHAPES.computeIfAbsent(
        key, _ -> Parsed.of(Comment.render(calm, CommentTemplates.builtIn())).shape);
  }

  private static void check(String body) {
    Parsed parsed = Parsed.of(body);
    assertThat(body).hasSizeLessThanOrEqualTo(Comment.LIMIT);
    assertThat(INVISIBLE.matcher(body).find()).as(body).isFalse();
    assertThat(parsed.images).as(body).isEmpty();
    assertThat(parsed.html).as(body).allMatch(line -> OURS.matcher(line.strip()).matches());
    assertThat(parsed.links)
        .as(body)
        .allMatch(
            url ->
                url.startsWith(Samples.LINKS.files())
                    || url.equals(Samples.LINKS.run())
                    || url.startsWith("https://console.cloud.google.com/")
                    || url.matches("https://evil\\.example(/x\\.png)?")); // as a pipeline's address
    assertThat(parsed.inlines).as(body).doesNotContain("Strikethrough");
    for (String text :
        parsed.texts.stream().filter(t -> !t.matches("\\[!(WARNING|NOTE)]")).toList()) {
      assertThat(text).as(body).doesNotContain("@", "<", "[", "`", "$", "http", "www.");
      assertThat(text.replace("pull request #91", "")).as(body).doesNotContain("#");
    }
    assertThat(parsed.fences).as(body).hasSizeLessThanOrEqualTo(1);
  }

  @ParameterizedTest(name = "{index}")
  @MethodSource("sources")
  void anAnnotationIsPlainAndVisible(Source source) {
    for (Annotation annotation :
        CheckText.of(report(source.hostile(), new RunState.Failed())).getFirst().annotations()) {
      assertThat(INVISIBLE.matcher(annotation.title() + annotation.message()).find()).isFalse();
      assertThat(annotation.title()).hasSizeLessThan(255).doesNotContain("\n");
      assertThat(annotation.line()).isPositive();
    }
  }
}
