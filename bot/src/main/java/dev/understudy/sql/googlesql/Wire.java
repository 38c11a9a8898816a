package dev.understudy.sql.googlesql;

import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.DeserializationContext;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.KeyDeserializer;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.module.SimpleModule;
import dev.understudy.artifact.Identifier;
import dev.understudy.sql.Verdict;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/** The frames between parent and worker: a length, then JSON. */
final class Wire {
  private static final ObjectMapper JSON =
      new ObjectMapper()
          .disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
          .addMixIn(Verdict.class, VerdictByName.class)
          .registerModule(
              new SimpleModule().addKeyDeserializer(Identifier.class, new IdentifierKey()));

  private Wire() {}

  static void send(DataOutputStream out, @Nullable Object message) throws IOException {
    byte[] bytes = JSON.writeValueAsBytes(message);
    out.writeInt(bytes.length);
    out.write(bytes);
    out.flush();
  }

  static <T> T receive(DataInputStream in, TypeReference<T> type) throws IOException {
    byte[] bytes = new byte[in.readInt()];
    in.readFully(bytes);
    return JSON.readValue(bytes, type);
  }

  @JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "is")
  @JsonSubTypes({
    @JsonSubTypes.Type(value = Verdict.Valid.class, name = "valid"),
    @JsonSubTypes.Type(value = Verdict.Invalid.class, name = "invalid"),
    @JsonSubTypes.Type(value = Verdict.Unknown.class, name = "unknown")
  })
  private interface VerdictByName {}

  private static final class IdentifierKey extends KeyDeserializer {
    @Override
    public Object deserializeKey(String key, DeserializationContext context) {
      return Identifier.parse(key);
    }
  }
}
