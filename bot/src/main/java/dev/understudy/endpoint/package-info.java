/** The embedded BigQuery endpoint. */
@NullMarked
package dev.understudy.endpoint;

import org.jspecify.annotations.NullMarked;
