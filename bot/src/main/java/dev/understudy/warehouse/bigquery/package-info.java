/** BigQuery over its REST API. The only importer of Google's client. */
@NullMarked
package dev.understudy.warehouse.bigquery;

import org.jspecify.annotations.NullMarked;
