/** Trees of files: a commit or a directory. The only importer of JGit. */
@NullMarked
package dev.understudy.source;

import org.jspecify.annotations.NullMarked;
