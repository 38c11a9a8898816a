package dev.understudy.web;

import io.micronaut.context.annotation.Property;
import io.micronaut.context.event.ApplicationEventListener;
import io.micronaut.core.annotation.Order;
import io.micronaut.core.order.Ordered;
import io.micronaut.http.HttpHeaders;
import io.micronaut.http.HttpRequest;
import io.micronaut.http.HttpResponse;
import io.micronaut.http.HttpStatus;
import io.micronaut.http.MediaType;
import io.micronaut.http.annotation.RequestFilter;
import io.micronaut.http.annotation.ServerFilter;
import io.micronaut.http.context.event.HttpRequestTerminatedEvent;
import io.micronaut.http.server.netty.NettyHttpRequest;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Limits the bodies that are under way, over all requests. A body is in memory before its signature
 * can be checked, so without this a few dozen strangers would fill the heap. What does not fit is
 * refused before it is read, and a request that takes its time is ended with its connection: GitHub
 * itself waits ten seconds for the whole of a delivery ("Best practices for using webhooks").
 */
@Singleton
@ServerFilter(ServerFilter.MATCH_ALL_PATTERN)
@Order(Ordered.LOWEST_PRECEDENCE)
final class Bodies implements ApplicationEventListener<HttpRequestTerminatedEvent> {
  private static final Logger LOG = LoggerFactory.getLogger(Bodies.class);
  private static final long MEGABYTE = 1024L * 1024;
  private static final long ALL = 128 * MEGABYTE;
  private static final long SMALL = MEGABYTE;
  private static final long LEFT_TO_SMALL = 28 * MEGABYTE;
  private static final String RETRY_AFTER_SECONDS = "30";
  private static final String TAKEN = "understudy.taken";
  private static final String DEADLINE = "understudy.deadline";

  /** The property that says how long a request with a body may last. */
  static final String LONGEST = "understudy.longest-request";

  private final AtomicLong free = new AtomicLong(ALL);
  private final Metrics metrics;
  private final Duration longest;

  Bodies(Metrics metrics, @Property(name = LONGEST) Duration longest) {
    this.metrics = metrics;
    this.longest = longest;
  }

  /** Refuses, or lets through with null. */
  @RequestFilter
  @Nullable HttpResponse<String> check(HttpRequest<?> request) {
    long bytes = bytes(request);
    if (bytes == 0) {
      return null;
    }
    if (!fits(bytes, free.getAndUpdate(now -> fits(bytes, now) ? now - bytes : now))) {
      LOG.atWarn().addKeyValue("bytes", bytes).log("too many bodies are under way for another");
      metrics.delivered(metrics.begin(), "unknown", "unread", Outcome.UNAVAILABLE);
      return HttpResponse.<String>status(HttpStatus.SERVICE_UNAVAILABLE)
          .contentType(MediaType.TEXT_PLAIN_TYPE)
          .header(HttpHeaders.RETRY_AFTER, RETRY_AFTER_SECONDS)
          .header(HttpHeaders.CONNECTION, "close")
          .body("too much is being delivered now, deliver it again\n");
    }
    request.setAttribute(TAKEN, bytes);
    if (request instanceof NettyHttpRequest<?> netty) {
      request.setAttribute(DEADLINE, deadline(netty.getChannelHandlerContext().channel()));
    }
    return null;
  }

  /** Ends a connection whose request does not come to its end in time. */
  private Future<?> deadline(Channel channel) {
    return channel
        .eventLoop()
        .schedule(
            () -> {
              LOG.warn("a request did not come to its end within {} s", longest.toSeconds());
              ChannelFuture _ = channel.close();
            },
            longest.toMillis(),
            TimeUnit.MILLISECONDS);
  }

  /** What is announced; the most there can be where nothing is, as for what is compressed. */
  private static long bytes(HttpRequest<?> request) {
    HttpHeaders headers = request.getHeaders();
    return headers.contains(HttpHeaders.TRANSFER_ENCODING)
        ? Server.LONGEST_BODY
        : Math.min(headers.contentLength().orElse(0), Server.LONGEST_BODY);
  }

  private static boolean fits(long bytes, long free) {
    return bytes <= (bytes > SMALL ? free - LEFT_TO_SMALL : free);
  }

  /** Gives back what a request took: it was answered, or its connection ended. */
  @Override
  public void onApplicationEvent(HttpRequestTerminatedEvent event) {
    event
        .getSource()
        .removeAttribute(DEADLINE, Future.class)
        .ifPresent(deadline -> deadline.cancel(false));
    event.getSource().removeAttribute(TAKEN, Long.class).ifPresent(taken -> free.addAndGet(taken));
  }
}
