/**
 * GoogleSQL, read and analysed by GoogleSQL itself in a supervised child JVM. The only importer of
 * ZetaSQL.
 */
@NullMarked
package dev.understudy.sql.googlesql;

import org.jspecify.annotations.NullMarked;
