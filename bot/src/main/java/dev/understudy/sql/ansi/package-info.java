/** The other dialects, read with JSqlParser. The only importer of JSqlParser. */
@NullMarked
package dev.understudy.sql.ansi;

import org.jspecify.annotations.NullMarked;
