package dev.understudy.web;

import dev.understudy.failure.Problem;
import dev.understudy.failure.Secret;
import dev.understudy.failure.Unavailable;
import dev.understudy.intake.CircleEvents;
import dev.understudy.intake.Event;
import dev.understudy.intake.GitHubEvents;
import dev.understudy.intake.Received;
import dev.understudy.intake.Signatures;
import io.micrometer.core.instrument.Timer;
import io.micronaut.http.HttpRequest;
import io.micronaut.http.HttpResponse;
import io.micronaut.http.HttpStatus;
import io.micronaut.http.MediaType;
import io.micronaut.http.annotation.Consumes;
import io.micronaut.http.annotation.Controller;
import io.micronaut.http.annotation.Post;
import io.micronaut.http.annotation.Produces;
import io.micronaut.scheduling.annotation.ExecuteOn;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.MDC;

/**
 * Takes deliveries: signature over the raw bytes, then reading, then the mailbox, then 2xx. What is
 * not kept is never acknowledged.
 */
@Controller("/webhooks")
@Consumes(MediaType.ALL)
@Produces(MediaType.TEXT_PLAIN)
@ExecuteOn(Server.RECEIVER)
final class WebhookController {
  private static final Logger LOG = LoggerFactory.getLogger(WebhookController.class);
  private static final String GITHUB = "github";
  private static final String CIRCLECI = "circleci";
  private static final String DELIVERY = "X-GitHub-Delivery";
  private static final byte[] NOTHING = {};

  private final ServerSettings settings;
  private final Mailbox mailbox;
  private final Metrics metrics;
  private final GitHubEvents github;

  WebhookController(ServerSettings settings, Backend backend, Metrics metrics) {
    this.settings = settings;
    this.mailbox = backend.mailbox();
    this.metrics = metrics;
    this.github = new GitHubEvents(settings.ownAppId());
  }

  /** A delivery of GitHub's ("Webhook events and payloads", docs.github.com). */
  @Post("/github")
  HttpResponse<String> github(HttpRequest<byte[]> request) {
    byte[] body = request.getBody().orElse(NOTHING);
    List<String> signatures = request.getHeaders().getAll(Signatures.GITHUB_HEADER);
    return timed(
        GITHUB,
        () -> {
          word(request, DELIVERY).ifPresent(id -> MDC.put("delivery", id));
          if (!Signatures.github(settings.githubSecret(), signatures, body)) {
            return forged();
          }
          String id = header(request, DELIVERY);
          String event = header(request, "X-GitHub-Event");
          return keep(GITHUB, github.read(event, body), _ -> id);
        });
  }

  /** A delivery of CircleCI's ("Outbound webhooks", circleci.com/docs). */
  @Post("/circleci")
  HttpResponse<String> circleci(HttpRequest<byte[]> request) {
    Secret secret = settings.circleSecret();
    if (secret == null) {
      return HttpResponse.notFound("not found\n");
    }
    byte[] body = request.getBody().orElse(NOTHING);
    List<String> signatures = request.getHeaders().getAll(Signatures.CIRCLECI_HEADER);
    return timed(
        CIRCLECI,
        () ->
            Signatures.circleci(secret, signatures, body)
                ? keep(CIRCLECI, CircleEvents.read(body), Received::contentKey)
                : forged());
  }

  private HttpResponse<String> timed(String source, Supplier<Answer> work) {
    Timer.Sample begun = metrics.begin();
    Answer answer;
    MDC.put("source", source);
    try {
      answer = work.get();
    } catch (Problem problem) {
      LOG.warn("malformed: {}", problem.getMessage());
      answer = new Answer(Outcome.MALFORMED, "unread", String.valueOf(problem.getMessage()));
    } catch (RuntimeException bug) {
      LOG.error("a delivery was not kept", bug);
      answer = new Answer(Outcome.BROKEN, "unread", "this is a bug of ours");
    } finally {
      MDC.clear();
    }
    metrics.delivered(begun, source, answer.event(), answer.outcome());
    return HttpResponse.<String>status(HttpStatus.valueOf(answer.outcome().status()))
        .body(answer.sentence() + "\n");
  }

  private Answer keep(String source, Received received, Function<Received, String> id) {
    String delivery = id.apply(received);
    MDC.put("delivery", delivery);
    Facts.of(received).forEach(MDC::put);
    Answer answer = kept(source, delivery, received);
    LOG.info("{}", answer.outcome().label());
    return answer;
  }

  private Answer kept(String source, String delivery, Received received) {
    String kind = Facts.kind(received.event());
    switch (received.event()) {
      case Event.Ignored(String why) -> {
        return new Answer(Outcome.IGNORED, kind, "nothing to do: " + why);
      }
      case Event.Pinged() -> {
        return new Answer(Outcome.IGNORED, kind, "pong");
      }
      case Event.PullRequestTouched _,
          Event.Commanded _,
          Event.CheckRequested _,
          Event.MergeGroupRequested _,
          Event.BranchPushed _,
          Event.InstallationChanged _,
          Event.PipelineEnded _ -> {}
    }
    try {
      return switch (mailbox.accept(source, delivery, received)) {
        case ACCEPTED -> new Answer(Outcome.ACCEPTED, kind, "accepted");
        case DUPLICATE -> new Answer(Outcome.DUPLICATE, kind, "known already");
      };
    } catch (Unavailable unavailable) {
      LOG.warn("{}", unavailable.getMessage());
      return new Answer(Outcome.UNAVAILABLE, kind, "cannot be kept now, deliver it again");
    }
  }

  private static Answer forged() {
    LOG.warn("a delivery's signature is wrong");
    return new Answer(Outcome.FORGED, "unread", "the signature is missing or wrong");
  }

  private static String header(HttpRequest<?> request, String name) {
    return word(request, name)
        .orElseThrow(() -> Problem.of("the header " + name + " is missing or wrong"));
  }

  private static Optional<String> word(HttpRequest<?> request, String name) {
    List<String> values = request.getHeaders().getAll(name);
    return values.size() == 1 && values.getFirst().matches("[A-Za-z0-9_-]{1,64}")
        ? Optional.of(values.getFirst())
        : Optional.empty();
  }

  private record Answer(Outcome outcome, String event, String sentence) {}
}
