package dev.understudy.sql.googlesql;

import com.google.protobuf.ByteString;
import com.google.zetasql.StructType;
import com.google.zetasql.Type;
import com.google.zetasql.Value;
import java.math.BigDecimal;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** GoogleSQL's values and the JSON values of tabledata.insertAll. */
final class Values {
  private Values() {}

  static Value of(Type type, @Nullable Object json) {
    if (json == null) {
      return type.isArray()
          ? Value.createEmptyArrayValue(type.asArray())
          : Value.createNullValue(type);
    }
    if (type.isArray()) {
      List<Value> elements = new ArrayList<>();
      for (Object element : (List<?>) json) {
        elements.add(of(type.asArray().getElementType(), element));
      }
      return Value.createArrayValue(type.asArray(), elements);
    }
    return type.isStruct() ? struct(type.asStruct(), json) : scalar(type, String.valueOf(json));
  }

  private static Value struct(StructType type, Object json) {
    List<Value> fields = new ArrayList<>();
    for (StructType.StructField field : type.getFieldList()) {
      fields.add(of(field.getType(), ((Map<?, ?>) json).get(field.getName())));
    }
    return Value.createStructValue(type, fields);
  }

  private static Value scalar(Type type, String text) {
    return switch (type.getKind()) {
      case TYPE_INT64 -> Value.createInt64Value(new BigDecimal(text).longValueExact());
      case TYPE_DOUBLE -> Value.createDoubleValue(Double.parseDouble(text));
      case TYPE_NUMERIC -> Value.createNumericValue(new BigDecimal(text));
      case TYPE_BIGNUMERIC -> Value.createBigNumericValue(new BigDecimal(text));
      case TYPE_BOOL -> Value.createBoolValue(Boolean.parseBoolean(text));
      case TYPE_BYTES ->
          Value.createBytesValue(ByteString.copyFrom(Base64.getDecoder().decode(text)));
      case TYPE_DATE -> Value.createDateValue(LocalDate.parse(text));
      case TYPE_TIME -> Value.createTimeValue(LocalTime.parse(text));
      case TYPE_DATETIME -> Value.createDatetimeValue(LocalDateTime.parse(text.replace(' ', 'T')));
      case TYPE_TIMESTAMP -> Value.createTimestampValueFromUnixMicros(micros(text));
      case TYPE_JSON -> Value.createJsonValue(text);
      default -> Value.createStringValue(text);
    };
  }

  private static long micros(String text) {
    if (text.matches("-?\\d+(\\.\\d+)?([eE][+-]?\\d+)?")) {
      return new BigDecimal(text).movePointRight(6).longValue();
    }
    String iso = text.replace(" UTC", "Z").replace(' ', 'T');
    Instant instant =
        iso.matches(".*(Z|[+-]\\d\\d:?\\d\\d)$")
            ? OffsetDateTime.parse(iso).toInstant()
            : iso.length() == 10
                ? LocalDate.parse(iso).atStartOfDay().toInstant(ZoneOffset.UTC)
                : LocalDateTime.parse(iso).toInstant(ZoneOffset.UTC);
    return instant.getEpochSecond() * 1_000_000 + instant.getNano() / 1000;
  }

  static @Nullable Object json(Value value) {
    Type type = value.getType();
    if (value.isNull()) {
      return type.isArray() ? List.of() : null;
    }
    if (type.isArray()) {
      List<@Nullable Object> elements = new ArrayList<>();
      value.getElementList().forEach(element -> elements.add(json(element)));
      return elements;
    }
    if (type.isStruct()) {
      Map<String, @Nullable Object> fields = new LinkedHashMap<>();
      for (int i = 0; i < value.getFieldCount(); i++) {
        fields.put(type.asStruct().getField(i).getName(), json(value.getField(i)));
      }
      return fields;
    }
    return switch (type.getKind()) {
      case TYPE_INT64 -> value.getInt64Value();
      case TYPE_DOUBLE -> value.getDoubleValue();
      case TYPE_BOOL -> value.getBoolValue();
      case TYPE_STRING -> value.getStringValue();
      case TYPE_NUMERIC -> plain(value.getNumericValue());
      case TYPE_BIGNUMERIC -> plain(value.getBigNumericValue());
      case TYPE_BYTES -> Base64.getEncoder().encodeToString(value.getBytesValue().toByteArray());
      case TYPE_DATE -> value.getLocalDateValue().toString();
      case TYPE_TIME -> value.getLocalTimeValue().format(DateTimeFormatter.ISO_LOCAL_TIME);
      case TYPE_DATETIME ->
          value.getLocalDateTimeValue().format(DateTimeFormatter.ISO_LOCAL_DATE_TIME);
      case TYPE_TIMESTAMP -> timestamp(value.getTimestampUnixMicros());
      case TYPE_JSON -> value.getJsonValue();
      default -> value.toString();
    };
  }

  /** BigQuery leaves out zeros behind the last decimal. */
  private static String plain(BigDecimal number) {
    return number.signum() == 0 ? "0" : number.stripTrailingZeros().toPlainString();
  }

  private static String timestamp(long micros) {
    return Instant.ofEpochSecond(
            Math.floorDiv(micros, 1_000_000L), Math.floorMod(micros, 1_000_000L) * 1000)
        .toString();
  }
}
