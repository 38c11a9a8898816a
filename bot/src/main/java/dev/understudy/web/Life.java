package dev.understudy.web;

import jakarta.inject.Singleton;

/** Whether the server has been told to stop. */
@Singleton
final class Life {
  private volatile boolean ending;

  boolean ending() {
    return ending;
  }

  void end() {
    ending = true;
  }
}
