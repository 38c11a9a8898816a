package dev.understudy.web;

import io.micronaut.http.MediaType;
import io.micronaut.http.MutableHttpResponse;
import io.micronaut.http.server.exceptions.response.ErrorContext;
import io.micronaut.http.server.exceptions.response.ErrorResponseProcessor;
import jakarta.inject.Singleton;
import java.util.Locale;

/** Answers what no controller answered with the status's own words, and nothing from inside. */
@Singleton
final class PlainErrors implements ErrorResponseProcessor<String> {
  @Override
  public MutableHttpResponse<String> processResponse(
      ErrorContext context, MutableHttpResponse<?> response) {
    return response
        .contentType(MediaType.TEXT_PLAIN_TYPE)
        .body(response.getStatus().getReason().toLowerCase(Locale.ROOT) + "\n");
  }
}
