package dev.understudy.web;

import dev.understudy.forge.PullRequestId;
import dev.understudy.intake.Event;
import dev.understudy.intake.Received;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What the log says of a delivery. */
final class Facts {
  private Facts() {}

  /** The kind of an event: one of few words, for metrics. */
  static String kind(Event event) {
    return switch (event) {
      case Event.PullRequestTouched _ -> "pull_request";
      case Event.Commanded _ -> "command";
      case Event.CheckRequested _ -> "check";
      case Event.MergeGroupRequested _ -> "merge_group";
      case Event.BranchPushed _ -> "push";
      case Event.InstallationChanged _ -> "installation";
      case Event.PipelineEnded _ -> "pipeline";
      case Event.Pinged _ -> "ping";
      case Event.Ignored _ -> "ignored";
    };
  }

  private static @Nullable String sha(Event event) {
    return switch (event) {
      case Event.PullRequestTouched touched -> touched.sha();
      case Event.CheckRequested check -> check.sha();
      case Event.MergeGroupRequested group -> group.sha();
      case Event.BranchPushed push -> push.sha();
      case Event.PipelineEnded pipeline -> pipeline.sha();
      case Event.Commanded _, Event.InstallationChanged _, Event.Pinged _, Event.Ignored _ -> null;
    };
  }

  /** By their keys. */
  static Map<String, String> of(Received received) {
    Map<String, String> facts = new LinkedHashMap<>();
    PullRequestId lane = received.lane();
    String sha = sha(received.event());
    facts.put("event", kind(received.event()));
    if (lane != null) {
      facts.put("repository", lane.repository().toString());
    }
    if (lane != null && lane.number() != 0) {
      facts.put("pull_request", Integer.toString(lane.number()));
    }
    if (sha != null) {
      facts.put("sha", sha);
    }
    if (received.event() instanceof Event.Ignored(String why)) {
      facts.put("why", why);
    }
    return facts;
  }
}
