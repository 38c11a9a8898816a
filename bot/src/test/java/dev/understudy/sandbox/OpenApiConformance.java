package dev.understudy.sandbox;

import com.atlassian.oai.validator.OpenApiInteractionValidator;
import com.atlassian.oai.validator.model.ApiOperation;
import com.atlassian.oai.validator.model.Request;
import com.atlassian.oai.validator.model.Response;
import com.atlassian.oai.validator.model.SimpleRequest;
import com.atlassian.oai.validator.model.SimpleResponse;
import com.atlassian.oai.validator.report.LevelResolver;
import com.atlassian.oai.validator.report.ValidationReport;
import com.atlassian.oai.validator.whitelist.ValidationErrorsWhitelist;
import com.atlassian.oai.validator.whitelist.rule.WhitelistRules;
import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.zip.GZIPInputStream;
import org.jspecify.annotations.Nullable;

/**
 * Compares what goes to and comes from the sandbox with GitHub's published description of its API,
 * so that neither the bot nor the sandbox drifts from the real thing. A test attaches it in one
 * line, {@code try (var github = OpenApiConformance.of(sandbox)) { … }}, and fails where it closes.
 */
public final class OpenApiConformance implements AutoCloseable {
  /** What any operation may answer, whether or not its description names it. */
  private static final Set<Integer> REFUSALS = Set.of(400, 401, 403, 404, 409, 422, 429);

  private static final OpenApiInteractionValidator REQUESTS = requests();
  private static final OpenApiInteractionValidator ANSWERS = answers();

  private final Queue<String> complaints = new ConcurrentLinkedQueue<>();

  private OpenApiConformance() {}

  /** Listens to a sandbox from now on. */
  public static OpenApiConformance of(GitHubSandbox sandbox) {
    OpenApiConformance conformance = ofAnswers(sandbox);
    sandbox.onExchange(exchange -> conformance.complaints.addAll(ofRequest(exchange)));
    return conformance;
  }

  /** Listens to the answers only, for tests that send wrong requests on purpose. */
  public static OpenApiConformance ofAnswers(GitHubSandbox sandbox) {
    OpenApiConformance conformance = new OpenApiConformance();
    sandbox.onExchange(exchange -> conformance.complaints.addAll(ofAnswer(exchange)));
    return conformance;
  }

  /** What was wrong until now, in the validator's words. */
  public List<String> complaints() {
    return List.copyOf(complaints);
  }

  /** Fails where anything was wrong. */
  @Override
  public void close() {
    if (!complaints.isEmpty()) {
      throw new AssertionError(
          "not as GitHub describes its API:\n" + String.join("\n", complaints));
    }
  }

  /** What is wrong with a request. */
  static List<String> ofRequest(Exchange exchange) {
    return errors(
        exchange.method() + " " + exchange.target(), REQUESTS.validateRequest(request(exchange)));
  }

  /** What is wrong with an answer; what a fault makes is no answer of the sandbox's. */
  static List<String> ofAnswer(Exchange exchange) {
    if (exchange.injected() || exchange.status() == 304) {
      return List.of();
    }
    String place = exchange.method() + " " + exchange.target() + " " + exchange.status();
    if (REFUSALS.contains(exchange.status()) && !saysWhy(exchange)) {
      return List.of(place + ": a refusal needs a message and a documentation_url");
    }
    return errors(place, answer(exchange));
  }

  private static boolean saysWhy(Exchange exchange) {
    JsonNode answer = Json.parse(String.valueOf(exchange.answerBody()));
    return answer.path("message").isTextual() && answer.path("documentation_url").isTextual();
  }

  private static List<String> errors(String place, ValidationReport report) {
    return report.getMessages().stream()
        .filter(message -> message.getLevel() == ValidationReport.Level.ERROR)
        .map(message -> place + ": " + message)
        .toList();
  }

  private static Request request(Exchange exchange) {
    SimpleRequest.Builder request =
        new SimpleRequest.Builder(exchange.method(), exchange.path()).withBody(exchange.body());
    exchange.headers().forEach((name, values) -> request.withHeader(name, values));
    int question = exchange.target().indexOf('?');
    if (question >= 0) {
      for (String pair : exchange.target().substring(question + 1).split("&")) {
        String[] sides = pair.split("=", 2);
        request.withQueryParam(decode(sides[0]), sides.length == 2 ? decode(sides[1]) : "");
      }
    }
    return request.build();
  }

  private static ValidationReport answer(Exchange exchange) {
    SimpleResponse.Builder answer = new SimpleResponse.Builder(exchange.status());
    exchange.answerHeaders().forEach(answer::withHeader);
    if (exchange.answerBody() != null) {
      answer.withContentType("application/json; charset=utf-8").withBody(exchange.answerBody());
    }
    Request.Method method = Request.Method.valueOf(exchange.method());
    return ANSWERS.validateResponse(exchange.path(), method, answer.build());
  }

  private static String decode(String text) {
    return URLDecoder.decode(text, StandardCharsets.UTF_8);
  }

  /** Refuses properties that GitHub does not name, too. */
  private static OpenApiInteractionValidator requests() {
    return OpenApiInteractionValidator.createForInlineApiSpecification(description())
        .withLevelResolver(
            LevelResolver.create()
                // GitHub's description names application/json only, its documentation asks for
                // application/vnd.github+json, and it takes both.
                .withLevel("validation.request.accept.notAllowed", ValidationReport.Level.IGNORE)
                .build())
        .build();
  }

  private static OpenApiInteractionValidator answers() {
    return OpenApiInteractionValidator.createForInlineApiSpecification(description())
        .withLevelResolver(
            LevelResolver.create()
                // The validator closes every object, which no allOf can then satisfy; GitHub's
                // answers are open.
                .withLevel("validation.schema.additionalProperties", ValidationReport.Level.IGNORE)
                .build())
        .withWhitelist(
            ValidationErrorsWhitelist.create()
                .withRule(
                    "GitHub describes refusals for some operations only",
                    WhitelistRules.allOf(
                        WhitelistRules.messageHasKey("validation.response.status.unknown"),
                        OpenApiConformance::isRefusal))
                .withRule(
                    "GitHub describes some refusals without the body that it sends",
                    WhitelistRules.allOf(
                        WhitelistRules.messageHasKey("validation.response.body.unexpected"),
                        OpenApiConformance::isRefusal))
                .withRule(
                    "GitHub's description does not know that a deleted fork is null",
                    WhitelistRules.allOf(
                        WhitelistRules.messageHasKey("validation.response.body.schema.type"),
                        WhitelistRules.messageContainsRegexp(
                            "/head/(repo|user)'] Instance type \\(null\\)")))
                .withRule(
                    "GitHub's description wants this account to be a user and an enterprise",
                    WhitelistRules.allOf(
                        WhitelistRules.messageHasKey("validation.response.body.schema.allOf"),
                        WhitelistRules.pathContainsSubstring("/app/installations"),
                        WhitelistRules.messageContainsSubstring("/account"))))
        .build();
  }

  private static boolean isRefusal(
      ValidationReport.Message message,
      @Nullable ApiOperation operation,
      @Nullable Request request,
      @Nullable Response response) {
    return response != null && REFUSALS.contains(response.getStatus());
  }

  private static String description() {
    try (InputStream zipped = OpenApiConformance.class.getResourceAsStream("/github/api.json.gz");
        InputStream in = new GZIPInputStream(zipped)) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
