package dev.understudy.plan;

import static org.assertj.core.api.Assertions.assertThat;

import dev.understudy.artifact.Schema;
import dev.understudy.artifact.Schema.Column;
import dev.understudy.source.MetadataYaml;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

final class QueryParametersTest {
  private static final Optional<Schema> FILLED =
      Optional.of(
          new Schema(
              List.of(
                  Column.of("app_version", "INT64"),
                  Column.of("run_date", "TIMESTAMP"),
                  new Column("tags", "STRING", "REPEATED", List.of(), null))));

  private static MetadataYaml declares(Map<String, String> parameters) {
    return new MetadataYaml(
        null, null, Map.of(), null, null, false, null, List.of(), List.of(), parameters);
  }

  private static Map<String, String> types(String sql, Map<String, String> declared) {
    return QueryParameters.of(sql, declares(declared), FILLED);
  }

  @Test
  void metadataDecidesBeforeTheFilledColumnAndTheColumnBeforeTheName() {
    String sql = "SELECT @as_of_date, @app_version FROM d.t WHERE @@x = '@y'";
    assertThat(types(sql, Map.of()))
        .isEqualTo(Map.of("as_of_date", "DATE", "app_version", "INT64"));
    assertThat(types(sql, Map.of("app_version", "STRING", "as_of_date", "TIMESTAMP")))
        .isEqualTo(Map.of("as_of_date", "TIMESTAMP", "app_version", "STRING"));
  }

  @Test
  void whatNothingTellsIsAStringForADryRunAndLeftToInferOtherwise() {
    assertThat(types("SELECT @channel", Map.of())).isEqualTo(Map.of("channel", "STRING"));
    assertThat(QueryParameters.known("SELECT @channel, @day", declares(Map.of()), FILLED))
        .isEqualTo(Map.of("day", "DATE"));
  }

  @Test
  void aDateIsGivenAsADateWhateverColumnItFills() {
    assertThat(types("SELECT @run_date", Map.of())).isEqualTo(Map.of("run_date", "DATE"));
  }

  @Test
  void aRepeatedColumnTellsNothingOfOneValue() {
    assertThat(types("SELECT @tags", Map.of())).isEqualTo(Map.of("tags", "STRING"));
  }
}
