/** Who works on the lanes, and what is done by the clock. */
@NullMarked
package dev.understudy.job;

import org.jspecify.annotations.NullMarked;
