package dev.understudy.plan;

import static org.assertj.core.api.Assertions.assertThat;

import dev.understudy.sql.Rewrite;
import dev.understudy.sql.Rewrite.Replacement;
import dev.understudy.sql.Span;
import java.util.List;
import org.junit.jupiter.api.Test;

class SourceMapTest {
  private static final String FILE =
      "-- a view\nCREATE VIEW d.v AS\nSELECT a, é, d.f(b) FROM d.t\nWHERE c;\n";
  private static final Span STATEMENT = new Span(FILE.indexOf("CREATE"), FILE.indexOf(';'));
  private static final List<Replacement> REPLACEMENTS =
      List.of(at("CREATE", "CREATE OR REPLACE"), at("d.v", "`s.d_x.v`"), at("d.f", "`s.d_x.f`"));
  private static final String STAGED = Rewrite.apply(FILE, STATEMENT, REPLACEMENTS);
  private static final SourceMap MAP = SourceMap.of("v.sql", FILE, STATEMENT, REPLACEMENTS);

  private static Replacement at(String word, String text) {
    int start = FILE.indexOf(word, FILE.indexOf("CREATE"));
    return new Replacement(new Span(start, start + word.length()), text);
  }

  private static String fileOf(int line, int column) {
    return MAP.locate(STAGED, line, column).toString();
  }

  @Test
  void linesCountFromTheFilesStart() {
    assertThat(fileOf(2, 8)).isEqualTo("v.sql:3:8");
    assertThat(fileOf(3, 7)).isEqualTo("v.sql:4:7");
  }

  @Test
  void aLongerNameInFrontDoesNotMoveThePlace() {
    int column = STAGED.lines().toList().get(1).indexOf("FROM") + 1;
    assertThat(fileOf(2, column)).isEqualTo("v.sql:3:21");
  }

  @Test
  void aPlaceInAReplacedNameIsTheNamesStart() {
    assertThat(fileOf(2, 17)).isEqualTo("v.sql:3:14");
    assertThat(fileOf(1, 1)).isEqualTo("v.sql:2:1");
  }

  @Test
  void tabsReachToTheNextMultipleOfEight() {
    String text = "SELECT\n\ta,\tb";
    SourceMap map = SourceMap.of("q.sql", text, new Span(0, text.length()), List.of());
    assertThat(map.locate(text, 2, 9)).hasToString("q.sql:2:2");
    assertThat(map.locate(text, 2, 17)).hasToString("q.sql:2:5");
  }

  @Test
  void aPlaceBehindTheEndIsTheEnd() {
    assertThat(fileOf(9, 9)).isEqualTo("v.sql:4:8");
  }

  @Test
  void ofATemplateOnlyTheFileIsKnown() {
    assertThat(SourceMap.ofTemplate("q.sql").locate("SELECT 1", 1, 3)).hasToString("q.sql");
  }
}
