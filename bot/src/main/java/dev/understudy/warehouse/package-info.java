/** What can be done to a warehouse. */
@NullMarked
package dev.understudy.warehouse;

import org.jspecify.annotations.NullMarked;
