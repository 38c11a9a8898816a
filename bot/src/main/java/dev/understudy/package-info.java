/** Understudy rehearses every BigQuery pull request on an isolated stage. */
@NullMarked
package dev.understudy;

import org.jspecify.annotations.NullMarked;
