/** The flows: plan, stage, clean. */
@NullMarked
package dev.understudy.deploy;

import org.jspecify.annotations.NullMarked;
