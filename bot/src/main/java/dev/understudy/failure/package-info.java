/** Whose trouble it is: the user's to fix, a service's for now, or a bug of ours. */
@NullMarked
package dev.understudy.failure;

import org.jspecify.annotations.NullMarked;
