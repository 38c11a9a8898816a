package dev.understudy.web;

import io.micronaut.context.DefaultApplicationContextBuilder;

/** The server's own context with default settings and a {@link Memory}, for Micronaut's tests. */
public final class DefaultServer extends DefaultApplicationContextBuilder {
  /** Called by Micronaut. */
  public DefaultServer() {
    Memory memory = new Memory();
    Server.configured(this, Served.settings(), memory.backend()).singletons(memory);
  }
}
