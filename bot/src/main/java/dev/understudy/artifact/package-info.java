/** What a warehouse repository defines, and how the parts depend on each other. */
@NullMarked
package dev.understudy.artifact;

import org.jspecify.annotations.NullMarked;
