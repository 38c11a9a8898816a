package dev.understudy.sandbox;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What becomes of deliveries: taken, failed, sent again, disturbed. */
class DeliveriesTest {
  private static final String DELIVERIES = "/app/hook/deliveries";

  @AutoClose private final Sandboxed world = new Sandboxed();
  @AutoClose private final Receiver receiver = new Receiver();
  private final Person ada = world.github.as("ada");

  @BeforeEach
  void connect() {
    world.github.sendWebhooksTo(receiver.url());
  }

  @Test
  void aFailedDeliveryIsSentAgainUnderTheSameGuid() throws IOException {
    receiver.answer(503);
    ada.comment(world.pull, "/stage");
    Client app = world.app();
    var failed = app.get(DELIVERIES + "?status=failure").json();
    assertThat(failed).hasSize(1);
    assertThat(failed.at("/0/status_code").asInt()).isEqualTo(503);
    assertThat(failed.at("/0/event").asText()).isEqualTo("issue_comment");
    receiver.answer(202);
    String one = DELIVERIES + "/" + failed.at("/0/id").asLong();
    assertThat(app.get(one).json().at("/request/payload/comment/body").asText())
        .isEqualTo("/stage");
    assertThat(app.post(one + "/attempts", "").status()).isEqualTo(202);
    world.github.settle();
    assertThat(receiver.letters()).hasSize(2);
    assertThat(receiver.letters().getFirst()).isEqualTo(receiver.letters().getLast());
    assertThat(world.github.deliveries())
        .extracting(Delivery::ok, Delivery::redelivery)
        .containsExactly(tuple(false, false), tuple(true, true));
  }

  @Test
  void manyPeopleAtOnceAreAllHeard() {
    try (var people = Executors.newVirtualThreadPerTaskExecutor()) {
      for (int i = 0; i < 40; i++) {
        Person person = world.github.as("person-" + i);
        people.execute(() -> person.comment(world.pull, "/stage"));
      }
    }
    assertThat(world.github.comments(world.pull)).hasSize(40);
    assertThat(receiver.letters()).extracting(Receiver.Letter::guid).doesNotHaveDuplicates();
    assertThat(receiver.letters()).hasSize(40);
    assertThat(world.github.deliveries()).hasSize(40).allMatch(Delivery::ok);
  }

  @Test
  void deliveriesAreKeptForThreeDays() throws IOException {
    ada.comment(world.pull, "old");
    long old = world.github.deliveries().getFirst().id();
    world.clock.advance(Duration.ofDays(3));
    ada.comment(world.pull, "new");
    assertThat(world.app().get(DELIVERIES).json()).hasSize(1);
    assertThat(world.app().post(DELIVERIES + "/" + old + "/attempts", "").status()).isEqualTo(404);
  }

  @Test
  void aCursorLeadsThroughTheDeliveries() throws IOException {
    for (int i = 0; i < 5; i++) {
      ada.comment(world.pull, "comment " + i);
    }
    var first = world.app().get(DELIVERIES + "?per_page=2");
    assertThat(first.json()).hasSize(2);
    var second = world.app().get(next(first));
    assertThat(second.json()).hasSize(2);
    assertThat(second.json().at("/0/id").asLong()).isLessThan(first.json().at("/1/id").asLong());
    var third = world.app().get(next(second));
    assertThat(third.json()).hasSize(1);
    assertThat(third.header("Link")).isEmpty();
    assertThat(world.app().get(DELIVERIES + "?cursor=v1_x").status()).isEqualTo(400);
  }

  private static String next(Client.Reply reply) {
    return reply.header("Link").replaceAll("<([^>]+)>; rel=\"next\"", "$1");
  }

  @Test
  void nobodyAtTheOtherEndIsAFailedDelivery() throws IOException {
    receiver.close();
    ada.comment(world.pull, "hello?");
    assertThat(world.github.deliveries())
        .singleElement()
        .satisfies(d -> assertThat(d.status()).isEqualTo("failed to connect to host"))
        .satisfies(d -> assertThat(d.statusCode()).isEqualTo(502));
    assertThat(world.app().get(DELIVERIES).json()).hasSize(1);
  }

  @Test
  void deliveriesGoWrongOnDemand() {
    world.github.disturb(Disturbance.LOST, 1);
    ada.comment(world.pull, "lost");
    assertThat(world.github.deliveries()).isEmpty();
    world.github.disturb(Disturbance.FAILED, 1);
    ada.comment(world.pull, "failed");
    assertThat(receiver.letters()).isEmpty();
    assertThat(world.github.deliveries()).hasSize(1);
    world.github.disturb(Disturbance.TWICE, 1);
    ada.comment(world.pull, "twice");
    assertThat(receiver.letters()).hasSize(2);
    assertThat(receiver.letters().getFirst()).isEqualTo(receiver.letters().getLast());
  }

  @Test
  void deliveriesArriveInTheWrongOrderOnDemand() {
    world.github.disturb(Disturbance.REVERSED, 2);
    ada.push(world.pull, "c".repeat(40));
    assertThat(receiver.letters())
        .extracting(Receiver.Letter::event)
        .isEqualTo(List.of("pull_request", "push"));
    world.github.disturb(Disturbance.REVERSED, 3);
    ada.comment(world.pull, "held");
    assertThat(receiver.letters()).hasSize(2);
    world.github.releaseHeld();
    assertThat(receiver.letters()).hasSize(3);
  }
}
