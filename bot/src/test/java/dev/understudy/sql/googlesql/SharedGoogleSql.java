package dev.understudy.sql.googlesql;

/**
 * One GoogleSQL for all tests that do not try GoogleSQL itself: its children take long to start.
 */
public final class SharedGoogleSql {
  /** It ends with the tests' process. */
  public static final GoogleSql SQL = GoogleSql.start();

  private SharedGoogleSql() {}
}
