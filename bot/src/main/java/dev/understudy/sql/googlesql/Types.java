package dev.understudy.sql.googlesql;

import com.google.zetasql.ArrayType;
import com.google.zetasql.StructType;
import com.google.zetasql.StructType.StructField;
import com.google.zetasql.Type;
import com.google.zetasql.TypeFactory;
import com.google.zetasql.ZetaSQLType.TypeKind;
import dev.understudy.artifact.Schema;
import dev.understudy.artifact.Schema.Column;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** GoogleSQL's types and BigQuery's column types. */
final class Types {
  private static final Map<String, TypeKind> KINDS =
      Map.ofEntries(
          Map.entry("STRING", TypeKind.TYPE_STRING),
          Map.entry("BYTES", TypeKind.TYPE_BYTES),
          Map.entry("INTEGER", TypeKind.TYPE_INT64),
          Map.entry("FLOAT", TypeKind.TYPE_DOUBLE),
          Map.entry("NUMERIC", TypeKind.TYPE_NUMERIC),
          Map.entry("BIGNUMERIC", TypeKind.TYPE_BIGNUMERIC),
          Map.entry("BOOLEAN", TypeKind.TYPE_BOOL),
          Map.entry("TIMESTAMP", TypeKind.TYPE_TIMESTAMP),
          Map.entry("DATE", TypeKind.TYPE_DATE),
          Map.entry("TIME", TypeKind.TYPE_TIME),
          Map.entry("DATETIME", TypeKind.TYPE_DATETIME),
          Map.entry("GEOGRAPHY", TypeKind.TYPE_GEOGRAPHY),
          Map.entry("JSON", TypeKind.TYPE_JSON),
          Map.entry("INTERVAL", TypeKind.TYPE_INTERVAL));
  private static final Map<TypeKind, String> NAMES = new HashMap<>();

  static {
    KINDS.forEach((name, kind) -> NAMES.put(kind, name));
  }

  private Types() {}

  static Type of(Column column) {
    Type element = element(column);
    return column.mode().equals("REPEATED") ? TypeFactory.createArrayType(element) : element;
  }

  private static Type element(Column column) {
    if (column.type().equals("RECORD")) {
      List<StructField> fields = new ArrayList<>();
      column.fields().forEach(field -> fields.add(new StructField(field.name(), of(field))));
      return TypeFactory.createStructType(fields);
    }
    return simple(column.type());
  }

  /** A type by its name, such as DATE or INT64. */
  static Type simple(String name) {
    String canonical = Schema.canonical(name);
    if (canonical.startsWith("RANGE")) {
      return TypeFactory.createRangeType(TypeFactory.createSimpleType(TypeKind.TYPE_DATE));
    }
    TypeKind kind = KINDS.get(canonical);
    return TypeFactory.createSimpleType(kind == null ? TypeKind.TYPE_STRING : kind);
  }

  /** A type as SQL writes it. The library's own writer cannot name fields. */
  static String name(Type type) {
    if (type instanceof ArrayType array) {
      return "ARRAY<" + name(array.getElementType()) + ">";
    }
    if (type instanceof StructType struct) {
      return struct.getFieldList().stream()
          .map(field -> (field.getName() + " " + name(field.getType())).strip())
          .collect(Collectors.joining(", ", "STRUCT<", ">"));
    }
    return switch (type.getKind()) {
      case TYPE_INT64 -> "INT64";
      case TYPE_DOUBLE -> "FLOAT64";
      case TYPE_BOOL -> "BOOL";
      default -> NAMES.getOrDefault(type.getKind(), type.getKind().name().replace("TYPE_", ""));
    };
  }

  static Column column(String name, Type type) {
    if (type instanceof ArrayType array) {
      Column element = column(name, array.getElementType());
      return new Column(name, element.type(), "REPEATED", element.fields(), null);
    }
    if (type instanceof StructType struct) {
      List<Column> fields = new ArrayList<>();
      for (StructField field : struct.getFieldList()) {
        fields.add(column(field.getName(), field.getType()));
      }
      return new Column(name, "RECORD", "NULLABLE", fields, null);
    }
    if (type.isRange()) {
      return Column.of(name, "RANGE");
    }
    return Column.of(name, NAMES.getOrDefault(type.getKind(), name(type)));
  }
}
