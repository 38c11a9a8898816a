package dev.understudy.plan;

import dev.understudy.artifact.Artifact;
import dev.understudy.artifact.Identifier;
import dev.understudy.artifact.Node;
import dev.understudy.plan.TemplateRewriter.Rendering;
import dev.understudy.source.SchemaYaml;
import dev.understudy.source.SourceTree;
import dev.understudy.sql.SqlFacts;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * The files of the plan's artifacts under their stage names: {@code sql/<stage project>/<stage
 * dataset>/<name>/…}, and the SQL tests of tables with their fixtures renamed.
 */
final class FileWriter {
  private static final String TESTS = "tests/sql/";
  private static final String RENDERED =
      " is a template whose names could not be rewritten in place: its copy is rendered, with"
          + " is_init() false";

  private final SourceTree tree;
  private final String root;
  private final Definitions definitions;
  private final StageRewriter rewriter;
  private final Map<Node, Identifier> staged;

  FileWriter(
      SourceTree tree,
      String root,
      Definitions definitions,
      StageRewriter rewriter,
      Map<Node, Identifier> staged) {
    this.tree = tree;
    this.root = root.isEmpty() ? "" : root + "/";
    this.definitions = definitions;
    this.rewriter = rewriter;
    this.staged = staged;
  }

  List<StagedFile> files(List<Member> members) {
    List<StagedFile> files = new ArrayList<>();
    for (Member member : members) {
      definitions
          .catalog()
          .find(new Node(member.id(), member.kind().isRoutine()))
          .ifPresent(artifact -> addFiles(artifact, member.stageId(), files));
    }
    addTests(files);
    return files;
  }

  private void addFiles(Artifact artifact, Identifier stage, List<StagedFile> files) {
    String folder = root + folder(stage) + "/";
    for (String path : artifact.paths()) {
      String name = path.substring(path.lastIndexOf('/') + 1);
      files.add(file(artifact, path, folder + name));
    }
  }

  private static String folder(Identifier id) {
    return id.project() + "/" + id.dataset() + "/" + id.name();
  }

  private StagedFile file(Artifact artifact, String path, String target) {
    if (path.equals(artifact.sqlPath())) {
      return sql(artifact, path, target);
    }
    String raw = tree.read(path);
    String content =
        path.equals(artifact.schemaPath()) && raw.contains("!include")
            ? SchemaYaml.write(SchemaYaml.read(tree, path))
            : raw;
    return new StagedFile(path, target, content, null);
  }

  private StagedFile sql(Artifact artifact, String path, String target) {
    SqlSource source = definitions.sql(artifact);
    SqlFacts facts = source.facts();
    if (facts.error() != null) {
      return new StagedFile(path, target, tree.read(path), null);
    }
    Rendering plain = rendering(artifact, false, facts);
    if (!source.template()) {
      return new StagedFile(path, target, plain.rewritten(), null);
    }
    List<Rendering> renderings = new ArrayList<>(List.of(plain));
    SqlFacts init = source.init();
    if (init != null && init.error() == null) {
      renderings.add(rendering(artifact, true, init));
    }
    return new TemplateRewriter(tree.read(path))
        .rewrite(renderings)
        .map(template -> new StagedFile(path, target, template, null))
        .orElseGet(() -> new StagedFile(path, target, plain.rewritten(), path + RENDERED));
  }

  private Rendering rendering(Artifact artifact, boolean init, SqlFacts facts) {
    return new Rendering(
        init, definitions.text(artifact, init), rewriter.rewrite(artifact, facts).replacements());
  }

  /** Input tables of a test are files named after them. */
  private void addTests(List<StagedFile> files) {
    Map<String, Identifier> folders = new TreeMap<>();
    staged.forEach((node, to) -> folders.put(TESTS + folder(node.id()) + "/", to));
    for (SourceTree.Entry entry : tree.files()) {
      String path = entry.path();
      if (!path.startsWith(TESTS)) {
        continue;
      }
      String[] parts = path.split("/", 6);
      if (parts.length < 6) {
        continue;
      }
      String folder = String.join("/", List.of(parts).subList(0, 5)) + "/";
      Identifier to = folders.get(folder);
      if (to != null) {
        String target = TESTS + folder(to) + "/" + renamed(parts[5]);
        files.add(new StagedFile(path, target, tree.read(path), null));
      }
    }
  }

  private String renamed(String inside) {
    int slash = inside.lastIndexOf('/');
    String name = inside.substring(slash + 1);
    for (Map.Entry<Node, Identifier> entry : staged.entrySet()) {
      Identifier id = entry.getKey().id();
      for (String written : List.of(id + ".", id.dataset() + "." + id.name() + ".")) {
        if (name.startsWith(written)) {
          return inside.substring(0, slash + 1)
              + entry.getValue()
              + "."
              + name.substring(written.length());
        }
      }
    }
    return inside;
  }
}
