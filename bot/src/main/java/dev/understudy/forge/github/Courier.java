package dev.understudy.forge.github;

import dev.understudy.failure.Problem;
import dev.understudy.failure.Secret;
import dev.understudy.failure.Unavailable;
import java.net.URI;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Optional;
import java.util.Set;

/**
 * Carries every request of one credential, kohsuke's and ours alike, and lets none repeat a write:
 * keeps the budget, shows the credential and a new one where the old is refused, follows a renamed
 * repository on the same host, and turns "not now" into {@link Unavailable}. What GitHub refuses is
 * left to who asked.
 */
final class Courier {
  private static final Set<Integer> MOVED = Set.of(301, 302, 307, 308);
  private static final int HOPS = 3;

  private final Http http;
  private final Credential credential;
  private final WriteBudget budget;
  private final InstantSource clock;

  Courier(Http http, Credential credential, WriteBudget budget, InstantSource clock) {
    this.http = http;
    this.credential = credential;
    this.budget = budget;
    this.clock = clock;
  }

  URI api() {
    return http.api();
  }

  /** Asks; an app's own questions (tokens, deliveries) are no content and cost nothing. */
  Http.Answer send(Http.Question question) {
    boolean free = !question.writes() || credential instanceof Credential.App;
    return free ? carry(question) : budget.write(credential.account(), () -> carry(question));
  }

  private Http.Answer carry(Http.Question question) {
    Http.Question next = question;
    for (int hop = 0; hop <= HOPS; hop++) {
      Http.Answer answer = shown(next);
      if (!MOVED.contains(answer.status())) {
        return answer;
      }
      next = next.to(moved(next, answer));
    }
    throw new Unavailable("GitHub sends us from one address to the next without end", null);
  }

  private Http.Answer shown(Http.Question question) {
    budget.checkPause(credential.account());
    Secret token = credential.token();
    Http.Answer answer = http.send(question, "Bearer " + token.reveal());
    if (answer.status() == 401 && credential.refused(token)) {
      answer = http.send(question, "Bearer " + credential.token().reveal());
    }
    if (answer.status() == 401) {
      throw notAccepted();
    }
    return possible(answer);
  }

  private Http.Answer possible(Http.Answer answer) {
    Optional<Duration> wait = RateLimit.of(answer, clock.instant());
    if (wait.isPresent()) {
      budget.pause(credential.account(), wait.get());
      throw new Unavailable("GitHub says that we ask too often", null, wait.get());
    }
    if (answer.status() >= 500) {
      Duration asked = RateLimit.retryAfter(answer, clock.instant());
      throw new Unavailable("GitHub cannot answer now (" + answer.status() + ")", null, asked);
    }
    return answer;
  }

  private Problem notAccepted() {
    return switch (credential) {
      case Credential.Fixed _ ->
          Problem.usage("GitHub does not accept the token: it is wrong, revoked or expired");
      case Credential.App _ ->
          Problem.usage(
              "GitHub does not accept the app's key: check the app's id, the private key and this"
                  + " machine's clock");
      case Credential.Installed(var _, var account) ->
          Problem.usage(
              "GitHub does not accept even a new token of the app's installation on "
                  + account
                  + ": check that the app is still installed and not suspended");
    };
  }

  /** Where a thing is now; a write follows only where GitHub says to repeat it as it is. */
  private static URI moved(Http.Question question, Http.Answer answer) {
    String location = answer.header("location");
    boolean asItIs = answer.status() == 307 || answer.status() == 308;
    if (location == null || (question.writes() && !asItIs)) {
      throw Problem.usage("the repository was renamed or moved: use its new name");
    }
    try {
      return question.uri().resolve(location);
    } catch (IllegalArgumentException e) {
      throw new Unavailable("GitHub's answer could not be read", e);
    }
  }
}
