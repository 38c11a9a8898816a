package dev.understudy.job;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.github.kagkarlsson.scheduler.serializer.Serializer;
import java.io.IOException;
import java.io.UncheckedIOException;
import org.jspecify.annotations.Nullable;

/** What chores remember is JSON: reading Java's own serialization runs what it is sent. */
final class JsonSerializer implements Serializer {
  private final ObjectMapper mapper = new ObjectMapper();

  @Override
  public byte @Nullable [] serialize(@Nullable Object data) {
    try {
      return data == null ? null : mapper.writeValueAsBytes(data);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public <T> @Nullable T deserialize(Class<T> type, byte @Nullable [] bytes) {
    try {
      return bytes == null ? null : mapper.readValue(bytes, type);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
