package dev.understudy.source;

import dev.understudy.failure.Unavailable;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.EnumSet;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.eclipse.jgit.lib.CommitBuilder;
import org.eclipse.jgit.lib.ObjectId;
import org.eclipse.jgit.lib.ObjectInserter;
import org.eclipse.jgit.lib.PersonIdent;
import org.eclipse.jgit.lib.RefUpdate;
import org.eclipse.jgit.lib.Repository;
import org.eclipse.jgit.revwalk.RevCommit;
import org.eclipse.jgit.revwalk.RevWalk;

/** Makes the commit of a {@link Graft}. No file is written but git's own objects. */
final class Grafting {
  private static final Set<RefUpdate.Result> DONE =
      EnumSet.of(
          RefUpdate.Result.NEW,
          RefUpdate.Result.FORCED,
          RefUpdate.Result.FAST_FORWARD,
          RefUpdate.Result.NO_CHANGE);

  private Grafting() {}

  static String make(Repository repository, Graft graft) throws IOException {
    try (ObjectInserter inserter = repository.newObjectInserter();
        RevWalk walk = new RevWalk(repository)) {
      CommitBuilder commit = new CommitBuilder();
      commit.setTreeId(tree(graft.files(), inserter, walk));
      int newest = 0;
      for (String parent : graft.parents()) {
        RevCommit known = walk.parseCommit(ObjectId.fromString(parent));
        newest = Math.max(newest, known.getCommitTime());
        commit.addParentId(known);
      }
      // git finds common history faster, and only then rightly, where no child is older
      PersonIdent self =
          new PersonIdent(
              "Understudy", "understudy@localhost", Instant.ofEpochSecond(newest), ZoneOffset.UTC);
      commit.setAuthor(self);
      commit.setCommitter(self);
      commit.setMessage(graft.message());
      ObjectId id = inserter.insert(commit);
      inserter.flush();
      keep(repository, graft.ref(), id);
      return id.name();
    }
  }

  private static ObjectId tree(Graft.Files files, ObjectInserter inserter, RevWalk walk)
      throws IOException {
    PlainFiles plain = new PlainFiles(inserter);
    switch (files) {
      case Graft.Files.OfCommit(var commit) -> {
        return walk.parseCommit(ObjectId.fromString(commit)).getTree().getId();
      }
      case Graft.Files.TarGz(var file) -> TarGz.read(file, plain);
      case Graft.Files.OnDisk(var byPath) -> {
        for (Map.Entry<String, Path> entry : new TreeMap<>(byPath).entrySet()) {
          PlainFiles.checkSize(entry.getKey(), Files.size(entry.getValue()));
          plain.add(entry.getKey(), Files.readAllBytes(entry.getValue()));
        }
      }
    }
    return plain.tree();
  }

  private static void keep(Repository repository, String ref, ObjectId id) throws IOException {
    RefUpdate update = repository.updateRef(ref);
    update.setNewObjectId(id);
    RefUpdate.Result result = update.forceUpdate();
    if (!DONE.contains(result)) {
      throw new Unavailable(ref + " cannot be written: " + result, null);
    }
  }
}
