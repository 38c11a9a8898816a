package dev.understudy.forge.github;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.understudy.forge.PullRequestId;
import dev.understudy.forge.RepositoryName;
import java.io.IOException;
import java.io.StringReader;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.kohsuke.github.GHEventPayload;
import org.kohsuke.github.GHException;
import org.kohsuke.github.GHFileNotFoundException;
import org.kohsuke.github.GHIssue;
import org.kohsuke.github.GHIssueComment;
import org.kohsuke.github.GHRepository;
import org.kohsuke.github.GitHub;
import org.kohsuke.github.GitHubAbuseLimitHandler;
import org.kohsuke.github.GitHubBuilder;
import org.kohsuke.github.GitHubRateLimitHandler;
import org.kohsuke.github.HttpException;

/**
 * kohsuke's library, tamed: it holds no credential, sends through the {@link Courier}, sleeps for
 * no limit, and is given its repositories, issues and comments by name instead of asking for each
 * before it is used. What it is given holds no address, so there is none that it could follow.
 */
final class Kohsuke {
  /** At its finer levels it prints answers, and an answer may be a token. */
  private static final Logger LOGGER = Logger.getLogger("org.kohsuke.github");

  static {
    LOGGER.setLevel(Level.INFO);
  }

  private final GitHub github;

  Kohsuke(Courier courier) {
    try {
      this.github =
          new GitHubBuilder()
              .withEndpoint(courier.api().toString())
              .withConnector(new KohsukeConnector(courier))
              .withAuthorizationProvider(() -> "shown by the courier")
              .withRateLimitHandler(GitHubRateLimitHandler.FAIL)
              .withAbuseLimitHandler(GitHubAbuseLimitHandler.FAIL)
              .build();
    } catch (IOException e) {
      throw new IllegalStateException("building the client asks nobody", e);
    }
  }

  /** A call of the library. */
  @FunctionalInterface
  interface Call<T> {
    T in(GitHub github) throws IOException;
  }

  /**
   * Calls the library.
   *
   * @throws Refused where GitHub says no
   */
  <T> T call(Call<T> call) {
    try {
      return call.in(github);
    } catch (IOException e) {
      throw sorted(e);
    } catch (GHException e) {
      if (e.getCause() instanceof IOException cause) {
        throw sorted(cause);
      }
      throw e;
    }
  }

  private static RuntimeException sorted(IOException e) {
    if (e instanceof GHFileNotFoundException) {
      return new Refused(404);
    }
    boolean refused = e instanceof HttpException http && http.getResponseCode() >= 400;
    return refused ? new Refused(((HttpException) e).getResponseCode()) : GitHubRest.unreadable();
  }

  /** A repository, by its name alone. */
  GHRepository repository(RepositoryName name) throws IOException {
    return parsed(name, issue(0), GHEventPayload.Issue.class).getRepository();
  }

  /** The conversation of a pull request, by its number alone. */
  GHIssue conversation(PullRequestId id) throws IOException {
    return parsed(id.repository(), issue(id.number()), GHEventPayload.Issue.class).getIssue();
  }

  /** A comment, by its id alone. */
  GHIssueComment comment(RepositoryName repository, long id) throws IOException {
    ObjectNode event = issue(0);
    event.putObject("comment").put("id", id);
    return parsed(repository, event, GHEventPayload.IssueComment.class).getComment();
  }

  private static ObjectNode issue(int number) {
    ObjectNode event = JsonNodeFactory.instance.objectNode();
    event.putObject("issue").put("number", number);
    return event;
  }

  private <T extends GHEventPayload> T parsed(RepositoryName name, ObjectNode event, Class<T> type)
      throws IOException {
    ObjectNode repository = event.putObject("repository");
    repository.put("name", name.name()).put("full_name", name.toString());
    repository.putObject("owner").put("login", name.owner());
    return github.parseEventPayload(new StringReader(event.toString()), type);
  }
}
