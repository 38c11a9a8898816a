package dev.understudy.intake;

import static org.assertj.core.api.Assertions.assertThat;

import dev.understudy.artifact.Identifier;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Rows 8 and 10 of the threat table, and what people write. */
class CommandsTest {
  private static final Command.Stage STAGE = new Command.Stage(List.of(), false);

  private static Command one(String body) {
    List<Command> commands = Commands.read(body);
    assertThat(commands).hasSize(1);
    return commands.getFirst();
  }

  @Test
  void everyCommandIsRead() {
    Identifier id = Identifier.parse("p.d.n");
    assertThat(one("/redeploy-stage")).isEqualTo(STAGE);
    assertThat(one("/stage")).isEqualTo(STAGE);
    assertThat(one("/stage --force --only p.d.n --only `p.d.n`"))
        .isEqualTo(new Command.Stage(List.of(id, id), true));
    assertThat(one("/clean-stage")).isEqualTo(new Command.Clean());
    assertThat(one("/keep 48h")).isEqualTo(new Command.Keep(Duration.ofDays(2)));
    assertThat(one("/keep 90m")).isEqualTo(new Command.Keep(Duration.ofMinutes(90)));
    assertThat(one("/keep 3d")).isEqualTo(new Command.Keep(Duration.ofDays(3)));
    assertThat(one("/cancel")).isEqualTo(new Command.Cancel());
    assertThat(one("/retry")).isEqualTo(new Command.Retry());
    assertThat(one("/retest")).isEqualTo(new Command.Retest(null));
    assertThat(one("/retest dry-run")).isEqualTo(new Command.Retest("dry-run"));
    assertThat(one("/explain p.d.n")).isEqualTo(new Command.Explain(id));
    assertThat(one("/status")).isEqualTo(new Command.Status());
    assertThat(one("/ok-to-stage ABCDEF0")).isEqualTo(new Command.AllowFork("abcdef0"));
    assertThat(one("/ok-to-stage " + Deliveries.SHA))
        .isEqualTo(new Command.AllowFork(Deliveries.SHA));
    assertThat(one("/help")).isEqualTo(new Command.Help());
  }

  @Test
  void everyLineOfTheGrammarBeginsWithACommandThatIsKnown() {
    for (String grammar : Commands.grammar()) {
      assertThat(one(grammar.split(" ")[0])).isNotInstanceOf(Command.Unknown.class);
    }
  }

  @Test
  void severalCommandsComeOneALine() {
    assertThat(Commands.read("\r\n \n/retest\r\n\r\n  /Status  \t\r\n\nthanks!\n/cancel"))
        .containsExactly(new Command.Retest(null), new Command.Status());
    assertThat(Commands.read("/status\r/help\r")).hasSize(2);
    assertThat(Commands.read("/help\n".repeat(50))).hasSize(10);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "not /ok-to-stage abcdef0",
        "please\n/stage",
        "/ stage",
        "//stage",
        "/stage/",
        "/usr/bin/stage is missing",
        "\\/stage",
        "- /stage",
        "# /stage",
        "`/stage`",
        "**/stage**",
        "<p>/stage</p>",
        "<details>\n/stage",
        "／stage",
        "∕stage",
        "⁄stage",
        "/ѕtage",
        "/stage\u0000",
        "\u0000/stage",
        "/\u202Estage",
        "/stage \u202E--force",
        "/sta\u200Bge",
        "\u00A0/stage",
        "/keep ٤٨h",
        "/\u212Aeep 48h",
        "/status\u2028/help",
        "/status\u000B/help",
        "@understudy stage",
        "/lgtm",
        "/hold",
        "/approve cancel",
        "/s"
      })
  void whatIsNoCommandDoesNothing(String body) {
    assertThat(Commands.read(body)).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "```\n/stage\n```",
        "```sql\n/stage",
        "````\n```\n/stage\n````",
        "~~~\n/stage\n~~~",
        "~~~ `x`\n/stage\n~~~",
        "~~~\n```\n/stage\n~~~",
        "   ```\n/stage\n   ```",
        "```\n    ```\n/stage",
        "    /stage",
        "\t/stage",
        "  \t/stage",
        "> /stage",
        ">/stage",
        "> quoted\n/stage",
        "> quoted\n\n> more\n/stage",
        "<!-- /stage -->",
        "<!--\n/stage\n-->",
        "<!-- a\n\n/stage",
        "<!--\n```\n/stage\n-->"
      })
  void codeQuotesAndHtmlCommentsAreNotSaidToUs(String body) {
    assertThat(Commands.read(body)).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "> a quote\n\n/stage",
        "<!-- template -->\n/stage",
        "<!--\n\n-->\n/stage",
        "```\nx\n```\n/stage",
        "```\nx\n`````  \n/stage",
        "~~~\n~~~\n/stage",
        "    code\n\n/stage",
        "   /stage",
        "/stage\n```\n/clean-stage\n```",
        "/stage\n> /clean-stage",
        "/stage\n    /clean-stage",
        "```\n<!--\n```\n/stage"
      })
  void whatFollowsThemIs(String body) {
    assertThat(Commands.read(body)).containsExactly(STAGE);
  }

  @Test
  void threeTicksInALineAreNoFence() {
    assertThat(Commands.read("``` x ```\n/stage")).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({
    "/redeploy-stge,/redeploy-stage",
    "/redeploy,/redeploy-stage",
    "/satge,/stage",
    "/clean,/clean-stage",
    "/ok-to-test,/ok-to-stage",
    "/retestt,/retest",
    "/explian p.d.n,/explain",
    "/halp,/help"
  })
  void aSlipIsNamedWithWhatWasMeant(String written, String nearest) {
    assertThat(Commands.read("/status\n" + written + "\n/cancel"))
        .containsExactly(new Command.Status(), new Command.Unknown(written.split(" ")[0], nearest));
  }

  @ParameterizedTest
  @CsvSource({
    "/stage now,/stage [--only project.dataset.name] [--force]",
    "/stage --,/stage [--only project.dataset.name] [--force]",
    "/stage --only,/stage [--only project.dataset.name] [--force]",
    "/stage --only d.n,/stage [--only project.dataset.name] [--force]",
    "/stage --force --force,/stage [--only project.dataset.name] [--force]",
    "/stage --only p.d.n;drop,/stage [--only project.dataset.name] [--force]",
    "/stage --only=$(id),/stage [--only project.dataset.name] [--force]",
    "/stage <!-- x -->,/stage [--only project.dataset.name] [--force]",
    "/clean-stage --all,/clean-stage",
    "/keep,/keep 48h",
    "/keep forever,/keep 48h",
    "/keep 0h,/keep 48h",
    "/keep -1h,/keep 48h",
    "/keep 91d,/keep 48h",
    "/keep 99999999999h,/keep 48h",
    "/retest --force,/retest [stage|pipeline]",
    "/explain,/explain project.dataset.name",
    "/explain d.n,/explain project.dataset.name",
    "/explain a.b.c d.e.f,/explain project.dataset.name",
    "/ok-to-stage,/ok-to-stage sha",
    "/ok-to-stage HEAD,/ok-to-stage sha",
    "/ok-to-stage abcdef,/ok-to-stage sha",
    "/ok-to-stage abcdef0 abcdef1,/ok-to-stage sha",
    "/help me,/help"
  })
  void wrongArgumentsAreToldWhatWasExpected(String body, String expected) {
    assertThat(Commands.read(body + "\n/cancel"))
        .containsExactly(new Command.Misused(body.split(" ")[0], expected));
  }

  @Test
  void anEndlessLineIsNoCommandAndIsReadAtOnce() {
    assertThat(Commands.read("/" + "a".repeat(1_000_000))).isEmpty();
    assertThat(Commands.read("/stage " + " ".repeat(1_000_000))).isEmpty();
    assertThat(Commands.read("/stage " + "--force ".repeat(100_000))).isEmpty();
    assertThat(Commands.read("\n".repeat(1_000_000) + "/status")).hasSize(1);
    assertThat(Commands.read("`".repeat(1_000_000) + "\n/status")).isEmpty();
    assertThat(Commands.read(" ".repeat(1_000_000) + "/status")).isEmpty();
  }

  /** Whatever is thrown in, only the closed grammar comes out, in printable ASCII. */
  @Test
  void noiseNeverBecomesAnythingButACommand() {
    String[] pieces = {
      "/",
      "stage",
      "keep",
      "ok-to-stage",
      " ",
      "\n",
      "\r",
      "\t",
      "--only",
      "--",
      "--force",
      "48h",
      "```",
      "~~~",
      ">",
      "<!--",
      "-->",
      "\u0000",
      "\u202E",
      "／",
      "p.d.n",
      "abcdef0",
      "`",
      "é",
      "    "
    };
    Random random = new Random(42);
    for (int round = 0; round < 20_000; round++) {
      StringBuilder body = new StringBuilder();
      for (int i = random.nextInt(12); i >= 0; i--) {
        body.append(pieces[random.nextInt(pieces.length)]);
      }
      for (Command command : Commands.read(body.toString())) {
        assertThat(command.toString()).matches("[\\x20-\\x7e]{1,400}");
      }
    }
  }
}
