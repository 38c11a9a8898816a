/** Jinja templates, rendered in a sandbox. The only importer of Jinjava. */
@NullMarked
package dev.understudy.sql.template;

import org.jspecify.annotations.NullMarked;
