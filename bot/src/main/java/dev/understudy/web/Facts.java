package dev.understudy.web;

import dev.understudy.forge.PullRequestId;
import dev.understudy.intake.Event;
import dev.understudy.intake.Received;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.slf4j.spi.LoggingEventBuilder;

/** What a log line says of a delivery. */
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

  /** Adds them to a line. */
  static LoggingEventBuilder on(LoggingEventBuilder line, Received received) {
    Map<String, @Nullable Object> facts = new LinkedHashMap<>();
    PullRequestId lane = received.lane();
    facts.put("event", kind(received.event()));
    facts.put("repository", lane == null ? null : lane.repository());
    facts.put("pull_request", lane == null || lane.number() == 0 ? null : lane.number());
    facts.put("sha", sha(received.event()));
    facts.put("why", received.event() instanceof Event.Ignored(String why) ? why : null);
    LoggingEventBuilder all = line;
    for (Map.Entry<String, @Nullable Object> fact : facts.entrySet()) {
      Object value = fact.getValue();
      all = value == null ? all : all.addKeyValue(fact.getKey(), value.toString());
    }
    return all;
  }
}
