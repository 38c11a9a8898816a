package dev.understudy.cli;

import dev.understudy.source.ScratchRepository;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Objects;

/** The sample repository of {@code templates/sample-repository}, as packaged with the program. */
final class SampleFiles {
  static final String ROOT = "sql/acme-analytics/";
  private static final List<String> FILES =
      List.of(
          "functions/price_with_tax/udf.sql",
          "functions/price_with_tax/metadata.yaml",
          "shop_raw/orders_v1/schema.yaml",
          "shop_raw/orders_v1/metadata.yaml",
          "shop_derived/order_totals_v1/query.sql",
          "shop_derived/order_totals_v1/metadata.yaml",
          "shop/order_totals/view.sql",
          "shop/customer_spend/view.sql");

  private SampleFiles() {}

  static void writeTo(ScratchRepository repository) {
    for (String file : FILES) {
      repository.write(ROOT + file, read("/templates/sample-repository/" + ROOT + file));
    }
  }

  private static String read(String resource) {
    try (InputStream in = SampleFiles.class.getResourceAsStream(resource)) {
      return new String(Objects.requireNonNull(in).readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new IllegalStateException(resource + " cannot be read", e);
    }
  }
}
