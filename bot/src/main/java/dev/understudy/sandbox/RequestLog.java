package dev.understudy.sandbox;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;

/** All requests, and who wants to hear of them. */
final class RequestLog {
  private final Queue<Exchange> requests = new ConcurrentLinkedQueue<>();
  private final List<Consumer<Exchange>> listeners = new CopyOnWriteArrayList<>();

  void listen(Consumer<Exchange> listener) {
    listeners.add(listener);
  }

  void add(Exchange exchange) {
    requests.add(exchange);
    listeners.forEach(listener -> listener.accept(exchange));
  }

  List<Exchange> all() {
    return List.copyOf(requests);
  }

  /** When something that people see was made or changed, oldest first. */
  List<Instant> contentWrites() {
    return requests.stream().filter(Exchange::isContentWrite).map(Exchange::at).sorted().toList();
  }

  /** The greatest number of such writes in any stretch of time that long. */
  int mostContentWritesWithin(Duration stretch) {
    List<Instant> writes = contentWrites();
    int most = 0;
    int first = 0;
    for (int last = 0; last < writes.size(); last++) {
      while (!writes.get(first).plus(stretch).isAfter(writes.get(last))) {
        first++;
      }
      most = Math.max(most, last - first + 1);
    }
    return most;
  }
}
