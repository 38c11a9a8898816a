/** The local stand-in for GitHub. */
@NullMarked
package dev.understudy.sandbox;

import org.jspecify.annotations.NullMarked;
