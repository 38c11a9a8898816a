/** Settings of the machine and of the repository. */
@NullMarked
package dev.understudy.config;

import org.jspecify.annotations.NullMarked;
