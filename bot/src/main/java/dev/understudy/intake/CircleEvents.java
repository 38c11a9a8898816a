package dev.understudy.intake;

import dev.understudy.failure.Problem;
import dev.understudy.forge.PullRequestId;
import dev.understudy.forge.RepositoryName;
import java.net.URI;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Reads what CircleCI delivers ("Outbound webhooks reference", circleci.com/docs). The commit is in
 * {@code pipeline.vcs} of projects of the OAuth app, and in {@code pipeline.trigger_parameters.git}
 * of those of the GitHub App.
 */
public final class CircleEvents {
  private static final Pattern ID = Pattern.compile("[A-Za-z0-9-]{1,64}");
  private static final Pattern SHA = Pattern.compile("[0-9a-fA-F]{40}");
  private static final Pattern SLUG = Pattern.compile("(?:gh|github)/([^/]+/[^/]+)");
  private static final Pattern CHECKOUT =
      Pattern.compile(".*github\\.com[:/]([^/:]+/[^/]+?)(?:\\.git)?");
  private static final Pattern STATUS = Pattern.compile("[a-z_-]{1,30}");
  private static final Pattern SUFFIX = Pattern.compile("[A-Za-z0-9_]{1,64}");
  private static final int LONGEST_URL = 500;

  private CircleEvents() {}

  /**
   * Reads one delivery, whose signature is right. Its content key is the payload's {@code id}, by
   * which CircleCI asks to tell duplicates. The lane is null where the payload does not name the
   * repository: the pipeline's id then tells.
   *
   * @throws Problem where the body is no JSON, or lacks what the event needs
   */
  public static Received read(byte[] body) {
    Payload payload = Payload.read(body);
    String id = payload.name("id");
    if (!ID.matcher(id).matches()) {
      throw Problem.of("the payload's `id` must be a UUID");
    }
    return switch (payload.name("type")) {
      case "workflow-completed" -> workflow(payload, id);
      case "job-completed" -> nothing(new Event.Ignored("a job; its workflow is waited for"), id);
      case "ping" -> nothing(new Event.Pinged(), id);
      default -> nothing(new Event.Ignored("an event of a kind that is not asked for"), id);
    };
  }

  private static Received nothing(Event event, String id) {
    return new Received(event, null, id, false);
  }

  private static Received workflow(Payload payload, String id) {
    Payload workflow = payload.at("workflow");
    Payload pipeline = payload.at("pipeline");
    String status = workflow.name("status");
    if (!STATUS.matcher(status).matches()) {
      throw Problem.of("the payload's `workflow.status` must be a word such as success");
    }
    RepositoryName repository = repository(payload, pipeline);
    Event ended =
        new Event.PipelineEnded(
            pipeline.name("id"),
            workflow.name("name"),
            status,
            sha(pipeline),
            url(workflow.textOrNull("url")),
            suffix(pipeline));
    return new Received(
        ended, repository == null ? null : new PullRequestId(repository, 0), id, false);
  }

  private static @Nullable String sha(Payload pipeline) {
    String vcs = pipeline.node().path("vcs").path("revision").asText();
    String sha = vcs.isEmpty() ? git(pipeline, "checkout_sha") : vcs;
    return SHA.matcher(sha).matches() ? sha.toLowerCase(Locale.ROOT) : null;
  }

  private static String git(Payload pipeline, String key) {
    return pipeline.node().path("trigger_parameters").path("git").path(key).asText();
  }

  private static @Nullable RepositoryName repository(Payload payload, Payload pipeline) {
    String owner = git(pipeline, "repo_owner");
    String name = git(pipeline, "repo_name");
    Matcher slug = SLUG.matcher(payload.at("project").name("slug"));
    if (slug.matches()) {
      return RepositoryName.of(slug.group(1));
    }
    if (!owner.isEmpty() && !name.isEmpty()) {
      return RepositoryName.of(owner + "/" + name);
    }
    Matcher checkout = CHECKOUT.matcher(git(pipeline, "checkout_url"));
    return checkout.matches() ? RepositoryName.of(checkout.group(1)) : null;
  }

  /** A link that can be shown: https, and nobody's name in it. */
  private static @Nullable URI url(@Nullable String text) {
    if (text == null || text.length() > LONGEST_URL) {
      return null;
    }
    try {
      URI uri = URI.create(text);
      boolean shown = "https".equals(uri.getScheme()) && uri.getHost() != null;
      return shown && uri.getUserInfo() == null ? uri : null;
    } catch (IllegalArgumentException _) {
      return null;
    }
  }

  /** Not in the published payload, whose maps are open; the pipeline's id tells as well. */
  private static @Nullable String suffix(Payload pipeline) {
    String suffix = pipeline.node().path("parameters").path("stage_suffix").asText();
    return SUFFIX.matcher(suffix).matches() ? suffix : null;
  }
}
