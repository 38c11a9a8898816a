/**
 * What must survive a crash: the inbox, the lanes, the state of each pull request and its runs, in
 * H2 or PostgreSQL. Every time that decides something is the database's.
 */
@NullMarked
package dev.understudy.store;

import org.jspecify.annotations.NullMarked;
