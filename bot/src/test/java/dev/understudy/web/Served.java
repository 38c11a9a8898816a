package dev.understudy.web;

import dev.understudy.failure.Secret;
import java.util.Map;
import java.util.TreeMap;

/** A server of its own on a free port, for settings that are not the default. */
final class Served implements AutoCloseable {
  static final Secret GITHUB = Secret.of("canary-github-secret");
  static final Secret CIRCLECI = Secret.of("canary-circleci-secret");
  static final String PAGE = "canary-page-secret";

  final Memory memory = new Memory();
  final Server server;
  final Caller caller;

  Served(String... settings) {
    this.server = Server.start(settings(settings), memory.backend());
    this.caller = new Caller(server.port());
  }

  /** The least that a server needs, on a free port, and what else is said. */
  static ServerSettings settings(String... more) {
    Map<String, String> environment = new TreeMap<>();
    environment.put("UNDERSTUDY_GITHUB_WEBHOOK_SECRET", GITHUB.reveal());
    environment.put("UNDERSTUDY_CIRCLECI_WEBHOOK_SECRET", CIRCLECI.reveal());
    environment.put("UNDERSTUDY_PORT", "0");
    for (int i = 0; i < more.length; i += 2) {
      environment.put(more[i], more[i + 1]);
    }
    return ServerSettings.of(environment);
  }

  @Override
  public void close() {
    server.close();
  }
}
