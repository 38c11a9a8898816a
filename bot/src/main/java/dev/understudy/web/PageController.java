package dev.understudy.web;

import dev.understudy.failure.Unavailable;
import io.micronaut.http.HttpResponse;
import io.micronaut.http.HttpStatus;
import io.micronaut.http.MediaType;
import io.micronaut.http.annotation.Controller;
import io.micronaut.http.annotation.Get;
import io.micronaut.http.annotation.PathVariable;
import io.micronaut.http.annotation.Produces;
import io.micronaut.scheduling.TaskExecutors;
import io.micronaut.scheduling.annotation.ExecuteOn;
import java.util.Optional;
import java.util.function.Supplier;

/** The read-only pages. */
@Controller
@Produces("text/html; charset=utf-8")
@ExecuteOn(TaskExecutors.BLOCKING)
final class PageController {
  private final Board board;

  PageController(Backend backend) {
    this.board = backend.board();
  }

  /** Stages, lanes and recent runs. */
  @Get("/")
  HttpResponse<String> overview() {
    return page("./", () -> Optional.of(Pages.overview(board.overview())));
  }

  /** One run: its closure and its log. */
  @Get("/runs/{id}")
  HttpResponse<String> run(@PathVariable String id) {
    return page(
        "../",
        () -> id.matches("[A-Za-z0-9_-]{1,64}") ? board.run(id).map(Pages::run) : Optional.empty());
  }

  /**
   * Answers with a page.
   *
   * @param home the way from it to the overview: whatever path the server is reached by, a proxy
   *     may have cut some of it off
   */
  private static HttpResponse<String> page(String home, Supplier<Optional<String>> content) {
    try {
      return content
          .get()
          .<HttpResponse<String>>map(HttpResponse::ok)
          .orElseGet(() -> HttpResponse.notFound(Pages.sentence("There is no such run.", home)));
    } catch (Unavailable _) {
      return HttpResponse.<String>status(HttpStatus.SERVICE_UNAVAILABLE)
          .contentType(new MediaType("text/html; charset=utf-8"))
          .body(Pages.sentence("The database does not answer now: try again in a minute.", home));
    }
  }
}
