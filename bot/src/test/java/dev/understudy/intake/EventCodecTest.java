package dev.understudy.intake;

import static org.assertj.core.api.Assertions.assertThat;

import dev.understudy.artifact.Identifier;
import dev.understudy.forge.RepositoryName;
import java.net.URI;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What is kept can be read, also by another version. */
class EventCodecTest {
  private static final String SHA = Deliveries.SHA;

  static Stream<Event> events() {
    Identifier id = Identifier.parse("p.d.events_*");
    return Stream.of(
        new Event.PullRequestTouched(Event.Action.OPENED, SHA),
        new Event.Commanded(
            1,
            "mona",
            List.of(
                new Command.Stage(List.of(id), true),
                new Command.Clean(),
                new Command.Keep(Duration.ofDays(2)),
                new Command.Cancel(),
                new Command.Retry(),
                new Command.Retest(null),
                new Command.Retest("lint"),
                new Command.Explain(id),
                new Command.Status(),
                new Command.AllowFork("abcdef0"),
                new Command.Help(),
                new Command.Unknown("/satge", "/stage"),
                new Command.Misused("/keep", "/keep 48h"))),
        new Event.CheckRequested(null, null, SHA, "mona"),
        new Event.CheckRequested("clean", "understudy / stage", SHA, "mona"),
        new Event.MergeGroupRequested(SHA, "gh-readonly-queue/main/pr-1", "main"),
        new Event.BranchPushed("main", SHA),
        new Event.InstallationChanged(List.of(RepositoryName.of("acme/sql"))),
        new Event.PipelineEnded("1", "build", "success", SHA, URI.create("https://a/b"), "x"),
        new Event.PipelineEnded("1", "build", "failed", null, null, null),
        new Event.Pinged(),
        new Event.Ignored("why"));
  }

  @ParameterizedTest
  @MethodSource("events")
  void everyEventIsReadAsItWasWritten(Event event) {
    assertThat(EventCodec.read(EventCodec.write(event))).isEqualTo(new Decoded.Known(event));
  }

  @Test
  void everyKindOfEventAndCommandIsTriedAbove() {
    assertThat(events().map(Object::getClass).distinct().count())
        .isEqualTo(Event.class.getPermittedSubclasses().length);
    assertThat(
            events()
                .filter(Event.Commanded.class::isInstance)
                .flatMap(event -> ((Event.Commanded) event).commands().stream())
                .map(Object::getClass)
                .distinct())
        .hasSameElementsAs(Arrays.asList(Command.class.getPermittedSubclasses()));
  }

  @Test
  void theFormIsStable() {
    assertThat(EventCodec.write(new Event.BranchPushed("main", SHA)))
        .isEqualTo(
            "{\"version\":1,\"event\":{\"event\":\"push\",\"branch\":\"main\",\"sha\":\""
                + SHA
                + "\"}}");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "{",
        "[]",
        "{\"version\":1}",
        "{\"version\":1,\"event\":null}",
        "{\"version\":1,\"event\":{\"event\":\"unheard\"}}",
        "{\"version\":1,\"event\":{\"event\":\"push\",\"more\":1}}",
        "{\"version\":1,\"event\":{\"event\":\"installation\",\"repositories\":[{\"owner\":\"..\"}]}}",
        "{\"version\":0,\"event\":null}"
      })
  void whatIsNoEventIsSaidToBeNone(String json) {
    assertThat(EventCodec.read(json)).isInstanceOf(Decoded.Unreadable.class);
  }

  @Test
  void aNewerVersionIsNamed() {
    assertThat(EventCodec.read("{\"version\":2,\"event\":{\"event\":\"ping\"}}"))
        .isEqualTo(new Decoded.Newer("the event is of version 2, and this server reads 1"));
  }
}
