/** What to do, decided before anything is done. */
@NullMarked
package dev.understudy.plan;

import org.jspecify.annotations.NullMarked;
