package dev.understudy.sql.googlesql;

import com.google.common.collect.ImmutableList;
import com.google.zetasql.Function;
import com.google.zetasql.FunctionArgumentType;
import com.google.zetasql.FunctionProtos.FunctionOptionsProto;
import com.google.zetasql.FunctionSignature;
import com.google.zetasql.LanguageOptions;
import com.google.zetasql.ParseResumeLocation;
import com.google.zetasql.SimpleCatalog;
import com.google.zetasql.TypeFactory;
import com.google.zetasql.ZetaSQLBuiltinFunctionOptions;
import com.google.zetasql.ZetaSQLFunctions.FunctionEnums.Mode;
import com.google.zetasql.ZetaSQLFunctions.SignatureArgumentKind;
import com.google.zetasql.ZetaSQLType.TypeKind;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** One catalog with GoogleSQL's functions, filled for each statement and emptied again. */
final class Catalogs {
  /**
   * Other names of INT64.
   *
   * @see <a
   *     href="https://cloud.google.com/bigquery/docs/reference/standard-sql/data-types#integer_types">Integer
   *     types</a>
   */
  private static final List<String> ALIASES =
      List.of("INTEGER", "INT", "SMALLINT", "BIGINT", "TINYINT", "BYTEINT");

  private final SimpleCatalog root;
  private final Map<String, SimpleCatalog> projects = new HashMap<>();

  Catalogs(LanguageOptions language) {
    root = new SimpleCatalog("root", TypeFactory.nonUniqueNames());
    root.addZetaSQLFunctionsAndTypes(new ZetaSQLBuiltinFunctionOptions(language));
    for (String alias : ALIASES) {
      root.addType(alias, TypeFactory.createSimpleType(TypeKind.TYPE_INT64));
    }
    addMaxBy("MAX_BY", "MAX");
    addMaxBy("MIN_BY", "MIN");
    addSearch("CONTAINS_SUBSTR");
    addSearch("SEARCH");
  }

  /** BigQuery has them, GoogleSQL's library does not: they are written in its terms. */
  private void addMaxBy(String name, String having) {
    FunctionArgumentType any = new FunctionArgumentType(SignatureArgumentKind.ARG_TYPE_ARBITRARY);
    root.addFunction(
        new Function.TemplatedSQLFunction(
            ImmutableList.of(name),
            new FunctionSignature(any, List.of(any, any), 0),
            ImmutableList.of("x_", "y_"),
            new ParseResumeLocation("ANY_VALUE(x_ HAVING " + having + " y_)"),
            Mode.AGGREGATE,
            FunctionOptionsProto.getDefaultInstance()));
  }

  private void addSearch(String name) {
    FunctionArgumentType any = new FunctionArgumentType(SignatureArgumentKind.ARG_TYPE_ARBITRARY);
    FunctionArgumentType text =
        new FunctionArgumentType(TypeFactory.createSimpleType(TypeKind.TYPE_STRING));
    FunctionArgumentType bool =
        new FunctionArgumentType(TypeFactory.createSimpleType(TypeKind.TYPE_BOOL));
    root.addFunction(
        new Function(
            List.of(name),
            "UDF",
            Mode.SCALAR,
            List.of(new FunctionSignature(bool, List.of(any, text), 0))));
  }

  SimpleCatalog root() {
    return root;
  }

  /** The catalog of a dataset; the names in it are looked up without regard to case. */
  SimpleCatalog dataset(String project, String dataset) {
    SimpleCatalog parent = projects.computeIfAbsent(project, root::addNewSimpleCatalog);
    SimpleCatalog existing = parent.getCatalog(dataset);
    return existing == null ? parent.addNewSimpleCatalog(dataset) : existing;
  }

  void clear() {
    projects.keySet().forEach(root::removeSimpleCatalog);
    projects.clear();
  }
}
