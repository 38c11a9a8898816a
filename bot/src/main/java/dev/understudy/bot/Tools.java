package dev.understudy.bot;

import dev.understudy.forge.Forge;
import dev.understudy.store.Inbox;
import dev.understudy.store.Lanes;
import dev.understudy.store.Runs;
import java.time.InstantSource;

/**
 * All that the turns of one server share.
 *
 * @param installation what the labels of our datasets say of who made them
 */
record Tools(
    String installation,
    Forge forge,
    Inbox inbox,
    Lanes lanes,
    Runs runs,
    Standings standings,
    Desk desk,
    Publisher publisher,
    Reports reports,
    Sources sources,
    Stages stages,
    TeamTests tests,
    CircleSql generated,
    InstantSource clock) {}
