package dev.understudy.intake;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationContext;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.MapperFeature;
import com.fasterxml.jackson.databind.deser.std.FromStringDeserializer;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.module.SimpleModule;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.ser.std.ToStringSerializer;
import java.time.Duration;

/**
 * Events as the JSON that rows keep. It carries a version, so that an older server knows what a
 * newer one wrote.
 */
public final class EventCodec {
  private static final int VERSION = 1;
  private static final JsonMapper MAPPER =
      JsonMapper.builder()
          .disable(MapperFeature.AUTO_DETECT_IS_GETTERS)
          .enable(DeserializationFeature.FAIL_ON_MISSING_CREATOR_PROPERTIES)
          .addModule(
              new SimpleModule()
                  .addSerializer(Duration.class, ToStringSerializer.instance)
                  .addDeserializer(Duration.class, new DurationReader()))
          .build();

  private EventCodec() {}

  /** An event as JSON. */
  public static String write(Event event) {
    ObjectNode root = MAPPER.createObjectNode().put("version", VERSION);
    root.set("event", MAPPER.valueToTree(event));
    return root.toString();
  }

  /** An event that {@link #write} wrote, or why it cannot be read. */
  public static Decoded read(String json) {
    try {
      JsonNode root = MAPPER.readTree(json);
      int version = root.path("version").asInt();
      if (version > VERSION) {
        return new Decoded.Newer(
            "the event is of version " + version + ", and this server reads " + VERSION);
      }
      return root.path("event").isObject()
          ? new Decoded.Known(MAPPER.treeToValue(root.path("event"), Event.class))
          : new Decoded.Unreadable("the row holds no event");
    } catch (JsonProcessingException | IllegalArgumentException e) {
      return new Decoded.Unreadable(
          "the event cannot be read (" + e.getClass().getSimpleName() + ")");
    }
  }

  private static final class DurationReader extends FromStringDeserializer<Duration> {
    private static final long serialVersionUID = 1L;

    DurationReader() {
      super(Duration.class);
    }

    @Override
    protected Duration _deserialize(String value, DeserializationContext context) {
      return Duration.parse(value);
    }
  }
}
