/** What people and programs read: text, Markdown, Mermaid, JSON. */
@NullMarked
package dev.understudy.report;

import org.jspecify.annotations.NullMarked;
