package dev.understudy.ci;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.understudy.failure.Problem;
import dev.understudy.failure.Unavailable;
import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.Stream;

/**
 * CircleCI's API v2 ("API v2 reference", circleci.com). Every method may throw {@link Unavailable}
 * where CircleCI cannot answer now, with the time to wait where it named one, and {@link Problem}
 * where it refuses. No method waits for a rate limit, and none repeats a request on its own.
 */
public final class CircleCi implements AutoCloseable {
  private static final Duration TIMEOUT = Duration.ofSeconds(20);

  /** CircleCI's web app, to which the links in its own webhooks lead. */
  private static final String APP = "https://app.circleci.com";

  /** The pages of a list that are read: about as many pipelines as a busy branch has in a day. */
  private static final int PAGES = 5;

  private final CircleCiSettings settings;
  private final Duration timeout;
  private final Http http;
  private final Refusals refusals;
  private final ObjectMapper json = new ObjectMapper();

  /** CircleCI as the settings have it. */
  public CircleCi(CircleCiSettings settings, InstantSource clock) {
    this(settings, clock, TIMEOUT);
  }

  CircleCi(CircleCiSettings settings, InstantSource clock, Duration timeout) {
    this.settings = settings;
    this.timeout = timeout;
    http = new Http(settings.token(), timeout);
    refusals = new Refusals(clock, settings.token(), json);
  }

  /**
   * Starts a pipeline and returns its id. Where the reply is lost, the pipeline may have started,
   * and calling again starts a second one.
   *
   * <p>A project with a pipeline definition is started by "Trigger a new pipeline" ({@code
   * pipeline/run}), the others by the request that it replaces ("Trigger options", circleci.com).
   */
  public UUID trigger(Trigger trigger) {
    CircleCiProject project = trigger.project();
    String path = path(project) + "/pipeline" + (project.definition() == null ? "" : "/run");
    String what = "a pipeline of `" + project.slug() + "`";
    HttpResponse<String> response =
        http.post(what, settings.url().resolve(path), body(trigger).toString(), timeout);
    JsonNode answer = read(what, response);
    if (!answer.has("id")) {
      throw Problem.of("CircleCI started no pipeline" + refusals.said(response));
    }
    return Answers.id(what, answer, "id");
  }

  /**
   * Why a pipeline runs no workflow, in CircleCI's words on one line; empty where nothing is wrong
   * with it. Such a pipeline sends no webhook: a configuration that does not declare the parameters
   * ends here.
   */
  public Optional<String> error(UUID pipeline) {
    String what = "pipeline " + pipeline;
    URI url = settings.url().resolve("/api/v2/pipeline/" + pipeline);
    JsonNode answer = read(what, http.get(what, url, timeout));
    return Answers.errored(answer) ? Optional.of(error(answer)) : Optional.empty();
  }

  private String error(JsonNode pipeline) {
    return refusals.line(pipeline.path("errors").path(0).path("message").asText(""));
  }

  /** The workflows of a pipeline as they stand: what a lost webhook would have said. */
  public List<Workflow> workflows(UUID pipeline) {
    String what = "the workflows of pipeline " + pipeline;
    return items(what, "/api/v2/pipeline/" + pipeline + "/workflow", "").stream()
        .map(item -> Answers.workflow(what, item))
        .toList();
  }

  /** The jobs of a workflow. */
  public List<Job> jobs(UUID workflow) {
    String what = "the jobs of workflow " + workflow;
    return items(what, "/api/v2/workflow/" + workflow + "/job", "").stream()
        .map(item -> Answers.job(what, item))
        .toList();
  }

  /**
   * The files that a job stored, by the job's number: all of them.
   *
   * @throws Problem where there are more than are read
   */
  public List<JobArtifact> artifacts(CircleCiProject project, long job) {
    String what = "the artifacts of job " + job + " of `" + project.slug() + "`";
    String path = path(project) + "/" + job + "/artifacts";
    return items(what, path, "", true).stream().map(item -> Answers.artifact(what, item)).toList();
  }

  /** Where people see a run of a workflow. */
  public URI page(CircleCiProject project, Workflow workflow) {
    return URI.create(page(project, workflow.number()) + "/workflows/" + workflow.id());
  }

  private URI page(CircleCiProject project, long pipeline) {
    String host = settings.isCloud() ? APP : settings.url().toString();
    String slug = project.slug().replaceFirst("^gh/", "github/").replaceFirst("^bb/", "bitbucket/");
    return URI.create(host + "/pipelines/" + slug + "/" + pipeline);
  }

  /**
   * Downloads an artifact to a file, which is gone again where that fails. Whatever its address
   * says, only the hosts of the settings are asked.
   *
   * @param limit the most bytes
   * @param within the longest that it may take
   */
  public void download(JobArtifact artifact, Path target, long limit, Duration within) {
    if (!Http.sameHost(settings.artifacts(), artifact.url())
        && !Http.sameHost(settings.url(), artifact.url())) {
      throw Problem.usage(
          "CircleCI keeps artifacts on another host than UNDERSTUDY_CIRCLECI_ARTIFACTS_URL names");
    }
    String what = "the artifact `" + artifact.path().replaceAll("[\\p{Cntrl}`]", " ") + "`";
    boolean done = false;
    try {
      HttpResponse<String> response = http.download(what, artifact.url(), target, limit, within);
      if (response.statusCode() != 200) {
        throw refusals.of(what, response);
      }
      done = true;
    } finally {
      if (!done) {
        remove(target);
      }
    }
  }

  /**
   * The last run of a workflow on a commit, such as {@code generate-sql}, or why there is none yet.
   * Looks through the branch's last pipelines ("Get all pipelines", API v2 reference), and where
   * these have none of the commit, through the project's: those of the GitHub App name their branch
   * elsewhere. A run counts whatever became of other pipelines of the commit.
   */
  public LastRun lastRun(CircleCiProject project, String branch, String sha, String workflow) {
    List<JsonNode> pipelines = pipelines(project, branch, sha);
    List<Workflow> runs =
        pipelines.stream()
            .flatMap(pipeline -> workflows(Answers.id("a pipeline", pipeline, "id")).stream())
            .toList();
    Optional<Workflow> last =
        runs.stream()
            .filter(run -> run.name().equals(workflow))
            .max(Comparator.comparing(Workflow::createdAt));
    if (last.isPresent()) {
      return new LastRun.Begun(last.get());
    }
    if (!pipelines.stream().allMatch(Answers::settled)) {
      return new LastRun.NotBegun(List.of());
    }
    return pipelines.stream()
        .filter(Answers::errored)
        .findFirst()
        .<LastRun>map(
            broken -> new LastRun.Impossible(error(broken), page(project, Answers.number(broken))))
        .orElseGet(() -> new LastRun.NotBegun(names(runs)));
  }

  /** The pipelines of a commit, newest first. */
  private List<JsonNode> pipelines(CircleCiProject project, String branch, String sha) {
    String what = "the pipelines of `" + project.slug() + "`";
    String query = "branch=" + URLEncoder.encode(branch, StandardCharsets.UTF_8);
    return Stream.of(query, "")
        .map(some -> items(what, path(project) + "/pipeline", some))
        .map(all -> all.stream().filter(pipe -> Answers.commit(pipe).equals(sha)).toList())
        .filter(found -> !found.isEmpty())
        .findFirst()
        .orElse(List.of());
  }

  private List<String> names(List<Workflow> runs) {
    return runs.stream().map(run -> refusals.line(run.name())).distinct().toList();
  }

  /** Ends what is under way. */
  @Override
  public void close() {
    http.close();
  }

  private ObjectNode body(Trigger trigger) {
    ObjectNode body = json.createObjectNode();
    UUID definition = trigger.project().definition();
    if (definition == null) {
      body.put("branch", trigger.branch());
    } else {
      body.put("definition_id", definition.toString());
      body.putObject("config").put("branch", trigger.configBranch());
      body.putObject("checkout").put("branch", trigger.branch());
    }
    body.putObject("parameters")
        .put("stage_suffix", trigger.stageSuffix())
        .put("stage_project", trigger.stageProject())
        .put("sha", trigger.sha())
        .put("pr", trigger.pr());
    return body;
  }

  /** The items of a list, newest first, page after page ("Pagination", API developer's guide). */
  private List<JsonNode> items(String what, String path, String query) {
    return items(what, path, query, false);
  }

  private List<JsonNode> items(String what, String path, String query, boolean whole) {
    List<JsonNode> items = new ArrayList<>();
    String page = "";
    for (int i = 0; i < PAGES; i++) {
      String both = query.isEmpty() || page.isEmpty() ? query + page : query + "&" + page;
      URI url = settings.url().resolve(both.isEmpty() ? path : path + "?" + both);
      JsonNode answer = read(what, http.get(what, url, timeout));
      if (!answer.path("items").isArray()) {
        throw Answers.unreadable(what);
      }
      answer.path("items").forEach(items::add);
      String next = answer.path("next_page_token").asText("");
      if (next.isEmpty() || next.equals("null")) {
        return items;
      }
      page = "page-token=" + URLEncoder.encode(next, StandardCharsets.UTF_8);
    }
    if (whole) {
      throw Problem.of(
          "CircleCI lists more than "
              + items.size()
              + " of "
              + what
              + "; let the job store one `.tar.gz` instead");
    }
    return items;
  }

  private JsonNode read(String what, HttpResponse<String> response) {
    if (response.statusCode() / 100 != 2) {
      throw refusals.of(what, response);
    }
    try {
      JsonNode answer = json.readTree(response.body());
      if (answer.isObject()) {
        return answer;
      }
    } catch (JsonProcessingException _) {
      // the sentence below
    }
    throw Answers.unreadable(what);
  }

  private static String path(CircleCiProject project) {
    return "/api/v2/project/" + project.slug();
  }

  private static void remove(Path target) {
    try {
      Files.deleteIfExists(target);
    } catch (IOException e) {
      throw new Unavailable("the file " + target + " could not be removed", e);
    }
  }
}
