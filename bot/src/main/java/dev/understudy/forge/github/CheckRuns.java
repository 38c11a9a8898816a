package dev.understudy.forge.github;

import com.fasterxml.jackson.databind.JsonNode;
import dev.understudy.forge.CheckRun;
import dev.understudy.forge.CheckRun.Annotation;
import dev.understudy.forge.CheckRun.Button;
import dev.understudy.forge.RepositoryName;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.kohsuke.github.GHApp;
import org.kohsuke.github.GHCheckRun;
import org.kohsuke.github.GHCheckRunBuilder;
import org.kohsuke.github.GHRepository;

/**
 * Check runs. The library sends annotations fifty at a time. GitHub adds those of a later request
 * to the earlier ones and takes none back, so an update sends only those that are not there.
 *
 * @see <a href="https://docs.github.com/en/rest/checks/runs">Check runs</a>
 */
final class CheckRuns implements Checks {
  private static final String NEEDS = "Checks: write";
  private static final int PAGE = 100;
  private static final int TITLE = 255;
  private static final int MESSAGE = 64_000;
  private static final int BUTTONS = 3;
  private static final int LABEL = 20;
  private static final int DESCRIPTION = 40;

  private final AppAccounts accounts;

  CheckRuns(AppAccounts accounts) {
    this.accounts = accounts;
  }

  @Override
  public Optional<Long> find(RepositoryName repository, CheckRun check) {
    long us = accounts.id();
    Kohsuke kohsuke = accounts.in(repository).kohsuke();
    Map<String, Object> query = Map.of("check_name", check.name(), "filter", "all", "app_id", us);
    return Refusals.told(
        what("find", repository, check),
        NEEDS,
        () ->
            kohsuke.call(
                _ ->
                    kohsuke
                        .repository(repository)
                        .getCheckRuns(check.sha(), query)
                        .withPageSize(PAGE)
                        .toList()
                        .stream()
                        .filter(each -> each.getName().equals(check.name()))
                        .filter(each -> check.externalId().equals(each.getExternalId()))
                        .filter(each -> isBy(us, each.getApp()))
                        .map(GHCheckRun::getId)
                        .max(Comparator.naturalOrder())));
  }

  private static boolean isBy(long us, @Nullable GHApp app) {
    return app != null && app.getId() == us;
  }

  @Override
  public long write(RepositoryName repository, @Nullable Long id, CheckRun check) {
    Access access = accounts.in(repository);
    return Refusals.told(
        what("write", repository, check),
        NEEDS,
        () -> {
          List<Annotation> annotations =
              id == null ? check.annotations() : missing(access.rest(), repository, id, check);
          return access
              .kohsuke()
              .call(
                  _ -> {
                    GHRepository there = access.kohsuke().repository(repository);
                    GHCheckRunBuilder builder =
                        id == null
                            ? there.createCheckRun(check.name(), check.sha())
                            : there.updateCheckRun(id);
                    return filled(builder, check, annotations).create().getId();
                  });
        });
  }

  private static String what(String verb, RepositoryName repository, CheckRun check) {
    return verb + " the check `" + check.name() + "` on " + repository;
  }

  private static GHCheckRunBuilder filled(
      GHCheckRunBuilder builder, CheckRun check, List<Annotation> annotations) {
    GHCheckRunBuilder.Output output =
        new GHCheckRunBuilder.Output(
            Checks.cut(check.title(), TITLE), Checks.cut(check.summary(), CheckRun.SUMMARY_LIMIT));
    annotations.forEach(each -> output.add(annotation(each)));
    builder
        .withExternalID(check.externalId())
        .withDetailsURL(check.detailsUrl())
        .withStatus(
            check.conclusion() == null
                ? GHCheckRun.Status.IN_PROGRESS
                : GHCheckRun.Status.COMPLETED)
        .withConclusion(conclusion(check.conclusion()))
        .add(output);
    for (Button each : check.buttons().subList(0, Math.min(BUTTONS, check.buttons().size()))) {
      builder.add(
          new GHCheckRunBuilder.Action(
              Checks.cut(each.label(), LABEL),
              Checks.cut(each.description(), DESCRIPTION),
              each.identifier()));
    }
    return builder;
  }

  private static GHCheckRunBuilder.Annotation annotation(Annotation annotation) {
    return new GHCheckRunBuilder.Annotation(
            annotation.path(),
            line(annotation),
            GHCheckRun.AnnotationLevel.valueOf(annotation.level().name()),
            Checks.cut(annotation.message(), MESSAGE))
        .withTitle(Checks.cut(annotation.title(), TITLE));
  }

  /** GitHub has no place for a remark on a whole file. */
  private static int line(Annotation annotation) {
    return Math.max(1, annotation.line());
  }

  private static GHCheckRun.@Nullable Conclusion conclusion(
      CheckRun.@Nullable Conclusion conclusion) {
    return conclusion == null ? null : GHCheckRun.Conclusion.valueOf(conclusion.name());
  }

  /** The library cannot read a check's annotations. */
  private static List<Annotation> missing(
      GitHubRest rest, RepositoryName repository, long id, CheckRun check) {
    if (check.annotations().isEmpty()) {
      return List.of();
    }
    Set<List<Object>> there = new HashSet<>();
    String path = "/repos/" + repository + "/check-runs/" + id + "/annotations?per_page=" + PAGE;
    for (JsonNode each : rest.list(path)) {
      there.add(
          List.of(
              each.path("path").asText(),
              each.path("start_line").asInt(),
              each.path("annotation_level").asText(),
              each.path("title").asText(),
              each.path("message").asText()));
    }
    return check.annotations().stream().filter(each -> !there.contains(seen(each))).toList();
  }

  private static List<Object> seen(Annotation each) {
    return List.of(
        each.path(),
        line(each),
        each.level().name().toLowerCase(Locale.ROOT),
        Checks.cut(each.title(), TITLE),
        Checks.cut(each.message(), MESSAGE));
  }
}
