/**
 * What people read on a pull request: one comment, the checks and their annotations. Everything
 * here is pure; whoever calls says when and where it is written.
 */
@NullMarked
package dev.understudy.report.comment;

import org.jspecify.annotations.NullMarked;
