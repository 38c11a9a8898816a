package dev.understudy.source;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.understudy.artifact.Schema;
import dev.understudy.failure.Problem;
import java.nio.file.Path;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the columns of a table are, wherever they are written. */
class SchemaYamlTest {
  private static final String PATH = "sql/p/d/t/schema.yaml";

  @TempDir private Path folder;

  private SchemaYamlTest file(String path, String text) {
    try (ScratchRepository repository = ScratchRepository.in(folder)) {
      repository.write(path, text);
    }
    return this;
  }

  private Schema schema(String text) {
    file(PATH, text);
    return SchemaYaml.read(GitRepository.directory(folder), PATH);
  }

  private void refused(String text, String place, String message) {
    assertThatThrownBy(() -> schema(text))
        .isInstanceOf(Problem.class)
        .hasMessageContaining(message)
        .extracting(e -> ((Problem) e).location().toString())
        .isEqualTo(place);
  }

  private static String names(Schema schema) {
    return schema.columns().stream().map(Schema.Column::name).toList().toString();
  }

  @Test
  void nestedRecordsKeepTheirFieldsAndModes() {
    Schema schema =
        schema(
            "fields:\n- name: r\n  type: RECORD\n  mode: REPEATED\n  fields:\n"
                + "  - {name: x, type: INT64}\n");
    assertThat(schema.columns().get(0).mode()).isEqualTo("REPEATED");
    assertThat(schema.columns().get(0).fields().get(0).type()).isEqualTo("INTEGER");
  }

  @Test
  void aPathFromTheRepositorysRootMayBeginWithASlash() {
    file("sql/p/d/fields.yaml", "fields:\n- {name: a, type: STRING, description: of a}\n");
    Schema schema =
        schema(
            "fields:\n- name: b\n  type: STRING\n  description: !include-field-description\n"
                + "    file: /sql/p/d/fields.yaml\n    field: a\n    append: and more\n");
    assertThat(schema.columns().get(0).description()).isEqualTo("of a\nand more");
  }

  @Test
  void fieldsOfAnotherTableAreChosenLeftOutReplacedAndFlattened() {
    file(
        "sql/p/e/u/schema.yaml",
        "fields:\n- {name: a, type: STRING}\n- {name: b, type: DATE}\n- {name: c, type: DATE}\n");
    assertThat(
            names(
                schema(
                    "fields: !flatten-lists\n- !include-fields\n  table: p.e.u\n"
                        + "  exclude_field_names: [b]\n- {name: z, type: JSON}\n")))
        .isEqualTo("[a, c, z]");
    assertThat(names(schema("fields: !include-fields\n  table: p.e.u\n  field_names: [c, a]\n")))
        .isEqualTo("[c, a]");
    Schema renamed =
        schema("fields:\n- !include-field\n  table: p.e.u\n  field: b\n  new_name: day\n");
    assertThat(names(renamed)).isEqualTo("[day]");
    assertThat(renamed.columns().get(0).type()).isEqualTo("DATE");
  }

  @Test
  void whatCannotBeIncludedIsNamedWithItsPlace() {
    refused("fields: !include\n  file: no.yaml\n", PATH + ":1:9", "there is no file no.yaml");
    refused("fields:\n- !other {a: b}\n", PATH + ":2:3", "unknown tag `!other`");
    refused("fields: [", PATH + ":1:10", "this is not YAML");
    refused("columns: []\n", PATH, "expected a list `fields`");
    refused("fields:\n- {name: a, type: STRINGS}\n", PATH, "has the type `STRINGS`");
  }

  @Test
  void filesThatIncludeEachOtherAreNamed() {
    file("a.yaml", "fields: !include-fields\n  file: b.yaml\n");
    file("b.yaml", "fields: !include-fields\n  file: a.yaml\n");
    refused("fields: !include-fields\n  file: a.yaml\n", "a.yaml", "include each other");
  }

  @Test
  void includesThatMultiplyAreStopped() {
    file("f0.yaml", "fields:\n- {name: a, type: STRING}\n");
    for (int i = 1; i < 40; i++) {
      String record = "  type: RECORD\n  fields: !include-fields {file: f" + (i - 1) + ".yaml}\n";
      file("f" + i + ".yaml", "fields:\n- name: a\n" + record + "- name: b\n" + record);
    }
    assertThatThrownBy(() -> schema("fields: !include-fields\n  file: f39.yaml\n"))
        .isInstanceOf(Problem.class)
        .hasMessageContaining("more than 100000 columns");
  }

  @Test
  void aChangeIsFoundBehindTwoIncludes() {
    file("a.yaml", "fields: !include-fields\n  'file': \"/b.yaml\"\n");
    file("b.yaml", "fields:\n- {name: a, type: STRING}\n");
    file(PATH, "fields: !include-fields {file: a.yaml}\n");
    IncludedFiles included =
        new IncludedFiles(GitRepository.directory(folder), FactsCache.inMemory());
    assertThat(included.anyOf(Set.of("b.yaml"), PATH)).isTrue();
    assertThat(included.anyOf(Set.of("c.yaml"), PATH)).isFalse();
  }
}
