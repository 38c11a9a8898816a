package dev.understudy.store;

import com.zaxxer.hikari.SQLExceptionOverride;
import java.sql.SQLException;
import java.util.Set;

/**
 * Where H2 cannot write, as on a full disk, it closes its file, and every connection is dead. Such
 * a one is given up: a new one opens the file again.
 *
 * @see <a href="https://www.h2database.com/javadoc/org/h2/api/ErrorCode.html">ErrorCode</a>:
 *     DATABASE_IS_CLOSED, DATABASE_CALLED_AT_SHUTDOWN, CONNECTION_BROKEN_1
 */
final class ClosedFile implements SQLExceptionOverride {
  private static final Set<String> CLOSED = Set.of("90098", "90121", "90067");

  @java.lang.Override
  public SQLExceptionOverride.Override adjudicate(SQLException e) {
    String state = e.getSQLState();
    return state != null && CLOSED.contains(state)
        ? SQLExceptionOverride.Override.MUST_EVICT
        : SQLExceptionOverride.Override.CONTINUE_EVICT;
  }
}
