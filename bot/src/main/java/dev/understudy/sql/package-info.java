/** What a SQL text says: the port through which every dialect is read. */
@NullMarked
package dev.understudy.sql;

import org.jspecify.annotations.NullMarked;
