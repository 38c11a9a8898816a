package dev.understudy.sql.googlesql;

import com.google.zetasql.ZetaSQLOptions.LanguageFeature;
import java.util.List;

/** Where BigQuery differs from the features that GoogleSQL calls ready. */
final class Features {
  /** BigQuery has them, GoogleSQL does not count them as ready. */
  static final List<LanguageFeature> ON =
      List.of(
          LanguageFeature.FEATURE_TEMPLATED_SQL_FUNCTION_RESOLVE_WITH_TYPED_ARGS,
          LanguageFeature.FEATURE_CREATE_AGGREGATE_FUNCTION,
          LanguageFeature.FEATURE_CREATE_VIEWS_WITH_COLUMN_OPTIONS,
          LanguageFeature.FEATURE_CHAINED_FUNCTION_CALLS,
          LanguageFeature.FEATURE_ARRAY_FIND_FUNCTIONS,
          LanguageFeature.FEATURE_BARE_ARRAY_ACCESS,
          LanguageFeature.FEATURE_FOR_SYSTEM_TIME_AS_OF,
          LanguageFeature.FEATURE_JSON_KEYS_FUNCTION,
          LanguageFeature.FEATURE_BY_NAME,
          LanguageFeature.FEATURE_CORRESPONDING,
          LanguageFeature.FEATURE_CORRESPONDING_FULL,
          LanguageFeature.FEATURE_RANGE_TYPE,
          LanguageFeature.FEATURE_GROUP_BY_STRUCT,
          LanguageFeature.FEATURE_GROUP_BY_ARRAY,
          LanguageFeature.FEATURE_PIPES);

  /** GoogleSQL calls them ready, BigQuery does not have them. */
  static final List<LanguageFeature> OFF =
      List.of(
          LanguageFeature.FEATURE_TIMESTAMP_NANOS,
          LanguageFeature.FEATURE_TIMESTAMP_PICOS,
          LanguageFeature.FEATURE_SPANNER_LEGACY_DDL,
          LanguageFeature.FEATURE_DISALLOW_GROUP_BY_FLOAT,
          LanguageFeature.FEATURE_DISABLE_ARRAY_MIN_AND_MAX,
          LanguageFeature.FEATURE_DISABLE_ARRAY_SUM_AND_AVG,
          LanguageFeature.FEATURE_DISABLE_OUTER_JOIN_ARRAY,
          LanguageFeature.FEATURE_FORCE_FLEX_LEXER,
          LanguageFeature.FEATURE_STRICT_FUNCTION_DEFAULT_ARG_TYPE_COERCION,
          LanguageFeature.FEATURE_TIMESTAMP_PRECISION,
          LanguageFeature.FEATURE_ALLOW_SLASH_PATHS);

  private Features() {}
}
