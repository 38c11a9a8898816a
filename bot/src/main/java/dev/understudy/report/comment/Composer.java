package dev.understudy.report.comment;

import dev.understudy.failure.Location;
import dev.understudy.report.comment.CommentTemplates.Unusable;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Puts the parts of a report into a text of bounded length by leaving out whole rows. */
final class Composer {
  private static final int LONGEST_FOOTER = 4_000;

  private final PullRequestReport report;
  private final int limit;
  private final Map<String, Object> common;

  /**
   * A composer.
   *
   * @param limit the most characters, counted as Java and GitHub's API do
   */
  Composer(PullRequestReport report, int limit) {
    this.report = report;
    this.limit = limit;
    this.common = Values.of(report);
  }

  /** The text; what a team's own templates spoil is made with the built-in ones, and said. */
  String compose(CommentTemplates templates) {
    CommentTemplates usable = templates;
    List<Note> notes = new ArrayList<>(report.notes());
    while (true) {
      try {
        return compose(usable, notes);
      } catch (Unusable e) {
        usable = usable.without(e.part());
        notes.addFirst(new Note.BrokenTemplate(e.location(), String.valueOf(e.getMessage())));
      }
    }
  }

  /** Some parts alone, in the built-in layout. */
  String only(Set<String> parts) {
    StringBuilder text = new StringBuilder();
    for (Section section : Sections.of(report)) {
      if (parts.contains(section.name())) {
        int room = Math.min(limit - text.length() - 2, section.share());
        String part = fit(CommentTemplates.builtIn(), section, room);
        text.append(text.isEmpty() || part.isEmpty() ? "" : "\n\n").append(part);
      }
    }
    return text.toString();
  }

  private String compose(CommentTemplates templates, List<Note> notes) {
    List<Section> sections = Sections.of(report);
    sections.addFirst(Sections.notes(notes));
    Map<String, Object> gaps = new HashMap<>(common);
    CommentTemplates.PARTS.forEach(part -> gaps.put(part, ""));
    gaps.put("footer", footer(templates));
    int room = limit - tidy(templates.render("comment", gaps)).length() - 4 * sections.size();
    for (Section section : sections) {
      String text = fit(templates, section, Math.min(room, section.share()));
      gaps.put(section.name(), text);
      room -= text.length();
    }
    return checked(templates, tidy(templates.render("comment", gaps)));
  }

  private String footer(CommentTemplates templates) {
    String footer = tidy(templates.render("footer", common));
    if (footer.length() > LONGEST_FOOTER) {
      throw unusable(templates, "footer", "it makes more than " + LONGEST_FOOTER + " characters");
    }
    return footer;
  }

  /** One part in so many characters, or nothing. */
  private String fit(CommentTemplates templates, Section section, int room) {
    int shown = section.rows().size();
    while (shown > 0 && room > 0) {
      String text = tidy(templates.render(section.name(), values(section, shown)));
      if (text.length() <= room) {
        return text;
      }
      int each = Math.max(1, text.length() / shown);
      shown -= Math.max(1 + shown / 8, (text.length() - room) / each);
    }
    if (!section.rows().isEmpty() && room == section.share() && templates.isOwn(section.name())) {
      String why = "it makes more than " + room + " characters of one row";
      throw unusable(templates, section.name(), why);
    }
    return "";
  }

  private Map<String, Object> values(Section section, int shown) {
    int left = section.total() - shown;
    Map<String, Object> values = new HashMap<>(common);
    values.putAll(section.values());
    values.put("rows", section.rows().subList(0, shown));
    values.put("total", section.total());
    values.put("more", left == 0 ? "" : "… " + Mark.count(left, "more") + ", see " + rest());
    return values;
  }

  private String rest() {
    String run = report.links().run();
    return run == null ? "the check" : Mark.link("the run", run);
  }

  /** A team's layout has to say the verdict first and keep to the limit. */
  private String checked(CommentTemplates templates, String text) {
    if (templates.isOwn("comment")) {
      String first = text.lines().findFirst().orElse("");
      if (!first.contains(Headline.of(report))) {
        String why = "its first line must hold {{ verdict }}: that is what notifications show";
        throw unusable(templates, "comment", why);
      }
      if (text.length() > limit) {
        throw unusable(templates, "comment", "it makes more than " + limit + " characters");
      }
    }
    return text;
  }

  private static Unusable unusable(CommentTemplates templates, String part, String why) {
    if (!templates.isOwn(part)) {
      throw new IllegalStateException("the built-in " + part + ".md is wrong: " + why);
    }
    return new Unusable(part, Location.of(CommentTemplates.FOLDER + part + ".md"), why);
  }

  /** Templates leave lines empty where there is nothing to say. */
  private static String tidy(String text) {
    return text.replaceAll("[ \\t]+\\n", "\n").replaceAll("\\n{3,}", "\n\n").strip();
  }
}
