package dev.understudy.ci;

import java.net.URI;
import java.util.List;

/** How far CircleCI is with one workflow on one commit. */
public sealed interface LastRun {
  /** It has begun, and may have ended. */
  record Begun(Workflow run) implements LastRun {}

  /**
   * It does not begin by itself any more: a pipeline of the commit ended before it had workflows,
   * as one with a broken configuration does, and no other of them is still to begin.
   *
   * @param why CircleCI's first message on one line; empty where it gives none
   * @param page where people see the pipeline
   */
  record Impossible(String why, URI page) implements LastRun {}

  /**
   * It has not begun.
   *
   * @param others the names of the workflows that CircleCI began instead, each on one line; empty
   *     while it may still begin more
   */
  record NotBegun(List<String> others) implements LastRun {
    public NotBegun {
      others = List.copyOf(others);
    }
  }
}
