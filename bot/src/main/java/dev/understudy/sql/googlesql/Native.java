package dev.understudy.sql.googlesql;

import com.google.protobuf.CodedInputStream;
import com.google.protobuf.MessageLite;
import com.google.zetasql.LanguageOptions;
import com.google.zetasql.ZetaSQLOptions.LanguageFeature;
import com.google.zetasql.ZetaSQLOptions.NameResolutionMode;
import com.google.zetasql.ZetaSQLOptions.ProductMode;
import com.google.zetasql.ZetaSqlLocalServiceGrpc.ZetaSqlLocalServiceBlockingStub;
import com.google.zetasql.io.grpc.CallOptions;
import com.google.zetasql.io.grpc.Channel;
import com.google.zetasql.io.grpc.ClientCall;
import com.google.zetasql.io.grpc.ClientInterceptor;
import com.google.zetasql.io.grpc.MethodDescriptor;
import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.lang.reflect.Field;
import java.lang.reflect.Method;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.EnumSet;
import java.util.Set;
import java.util.stream.Stream;

/** The native library: its channel without the limits that large queries hit, and its options. */
final class Native {
  private static final int PROTOBUF_DEPTH = 200_000;

  private Native() {}

  /**
   * Lifts the client's limits: answers of 4 MiB and protobuf nesting of 100. The client keeps its
   * stub private and offers no setting, hence the reflection.
   */
  static void liftLimits() throws IOException, ReflectiveOperationException {
    Class<?> client = Class.forName("com.google.zetasql.Client");
    ZetaSqlLocalServiceBlockingStub stub =
        loaded(client)
            .withMaxInboundMessageSize(Integer.MAX_VALUE)
            .withInterceptors(new DeepAnswers());
    Field field = client.getDeclaredField("stub");
    field.setAccessible(true);
    field.set(null, stub);
  }

  /**
   * The client unpacks the library into a folder that it means to delete when the process ends, and
   * this process is mostly killed: it gets a folder that goes as soon as the library is loaded.
   */
  private static ZetaSqlLocalServiceBlockingStub loaded(Class<?> client)
      throws IOException, ReflectiveOperationException {
    Method getStub = client.getDeclaredMethod("getStub");
    getStub.setAccessible(true);
    String usual = System.getProperty("java.io.tmpdir");
    Path folder = Files.createTempDirectory("understudy-googlesql-");
    System.setProperty("java.io.tmpdir", folder.toString());
    try {
      return (ZetaSqlLocalServiceBlockingStub) getStub.invoke(null);
    } finally {
      System.setProperty("java.io.tmpdir", usual);
      try (Stream<Path> paths = Files.walk(folder)) {
        paths.sorted(Comparator.reverseOrder()).map(Path::toFile).forEach(File::delete);
      }
    }
  }

  /**
   * BigQuery's dialect: every statement kind and the features that BigQuery has.
   *
   * @see <a href="https://cloud.google.com/bigquery/docs/reference/standard-sql">GoogleSQL for
   *     BigQuery</a>
   */
  static LanguageOptions language() {
    LanguageOptions options = new LanguageOptions();
    options.setNameResolutionMode(NameResolutionMode.NAME_RESOLUTION_DEFAULT);
    options.setProductMode(ProductMode.PRODUCT_EXTERNAL);
    options.enableMaximumLanguageFeatures();
    Set<LanguageFeature> features = EnumSet.noneOf(LanguageFeature.class);
    for (LanguageFeature feature : LanguageFeature.values()) {
      if (options.languageFeatureEnabled(feature) && !Features.OFF.contains(feature)) {
        features.add(feature);
      }
    }
    features.addAll(Features.ON);
    options.setEnabledLanguageFeatures(features);
    options.setSupportsAllStatementKinds();
    options.enableReservableKeyword("QUALIFY");
    return options;
  }

  private static final class DeepAnswers implements ClientInterceptor {
    @Override
    public <Q, A> ClientCall<Q, A> interceptCall(
        MethodDescriptor<Q, A> method, CallOptions options, Channel next) {
      return next.newCall(
          method.toBuilder(method.getRequestMarshaller(), deep(method.getResponseMarshaller()))
              .build(),
          options);
    }

    private static <A> MethodDescriptor.Marshaller<A> deep(MethodDescriptor.Marshaller<A> plain) {
      if (!(plain instanceof MethodDescriptor.PrototypeMarshaller<A> typed)
          || !(typed.getMessagePrototype() instanceof MessageLite prototype)) {
        return plain;
      }
      return new MethodDescriptor.Marshaller<>() {
        @Override
        public InputStream stream(A value) {
          return plain.stream(value);
        }

        @Override
        @SuppressWarnings("unchecked") // the prototype is of the marshaller's own type
        public A parse(InputStream stream) {
          try {
            CodedInputStream in = CodedInputStream.newInstance(stream);
            in.setRecursionLimit(PROTOBUF_DEPTH);
            in.setSizeLimit(Integer.MAX_VALUE);
            return (A) prototype.getParserForType().parseFrom(in);
          } catch (IOException e) {
            throw new IllegalStateException("an answer of the native library cannot be read", e);
          }
        }
      };
    }
  }
}
