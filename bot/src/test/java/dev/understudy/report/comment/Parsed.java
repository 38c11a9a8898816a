package dev.understudy.report.comment;

import java.util.ArrayList;
import java.util.List;
import org.commonmark.ext.autolink.AutolinkExtension;
import org.commonmark.ext.gfm.strikethrough.StrikethroughExtension;
import org.commonmark.ext.gfm.tables.TableCell;
import org.commonmark.ext.gfm.tables.TablesExtension;
import org.commonmark.node.AbstractVisitor;
import org.commonmark.node.Block;
import org.commonmark.node.Code;
import org.commonmark.node.CustomBlock;
import org.commonmark.node.CustomNode;
import org.commonmark.node.FencedCodeBlock;
import org.commonmark.node.HtmlBlock;
import org.commonmark.node.HtmlInline;
import org.commonmark.node.Image;
import org.commonmark.node.Link;
import org.commonmark.node.Node;
import org.commonmark.node.Text;
import org.commonmark.parser.Parser;

/** What a Markdown parser makes of a comment. */
final class Parsed extends AbstractVisitor {
  private static final Parser PARSER =
      Parser.builder()
          .extensions(
              List.of(
                  TablesExtension.create(),
                  StrikethroughExtension.create(),
                  AutolinkExtension.create()))
          .build();

  final List<String> texts = new ArrayList<>();
  final List<String> codes = new ArrayList<>();
  final List<String> fences = new ArrayList<>();
  final List<String> html = new ArrayList<>();
  final List<String> links = new ArrayList<>();
  final List<String> images = new ArrayList<>();
  final List<String> inlines = new ArrayList<>();

  /** The blocks with their depth: what a text that stays in its place cannot change. */
  final List<String> shape = new ArrayList<>();

  static Parsed of(String markdown) {
    Parsed parsed = new Parsed();
    Node document = PARSER.parse(markdown);
    document.accept(parsed);
    parsed.shape(document, 0);
    return parsed;
  }

  private void shape(Node node, int depth) {
    if (node instanceof Block || node instanceof TableCell || node instanceof CustomNode) {
      shape.add(depth + " " + node.getClass().getSimpleName());
    }
    for (Node child = node.getFirstChild(); child != null; child = child.getNext()) {
      shape(child, depth + 1);
    }
  }

  @Override
  public void visit(Text text) {
    texts.add(text.getLiteral());
  }

  @Override
  public void visit(Code code) {
    codes.add(code.getLiteral());
  }

  @Override
  public void visit(FencedCodeBlock block) {
    fences.add(block.getLiteral());
  }

  @Override
  public void visit(HtmlBlock block) {
    html.addAll(block.getLiteral().lines().toList());
  }

  @Override
  public void visit(HtmlInline inline) {
    html.add(inline.getLiteral());
  }

  @Override
  public void visit(Link link) {
    links.add(link.getDestination());
    assert link.getTitle() == null;
    visitChildren(link);
  }

  @Override
  public void visit(Image image) {
    images.add(image.getDestination());
  }

  @Override
  public void visit(CustomNode node) {
    inlines.add(node.getClass().getSimpleName());
    visitChildren(node);
  }

  @Override
  public void visit(CustomBlock block) {
    visitChildren(block);
  }
}
