package dev.understudy.report.comment;

import java.util.List;
import java.util.regex.Pattern;

/** What somebody can do about a failure, told from BigQuery's and our own sentences. */
enum Advice {
  BUG(
      "internal error: ",
      "That is a bug of ours, not of the change; the run's log has the details."),
  CIRCLECI(
      "CircleCI",
      "Put that right, then comment `/redeploy-stage`; a run of the workflow that ends well is taken"
          + " by itself."),
  ACCESS(
      "denies access|does not accept the credentials",
      "Whoever runs Understudy has to give its account the right on the stage; the change is not to"
          + " blame."),
  QUOTA(
      "quota is used up|has no room", "Wait until the quota is refilled, then `/redeploy-stage`."),
  SERVICE(
      "does not answer|^BigQuery says|abandoned while", "Comment `/redeploy-stage` to try again."),
  REMOVED(
      "which this change removes|this change removes ",
      "Change what reads it too, or keep what it reads."),
  PRODUCTION(
      "in production: it is not on the stage",
      "Define it in the repository, or list it under `stage.production_reads`."),
  UNKNOWN_COLUMNS(
      "columns are not known|nothing decides|inferred",
      "Put its columns into the repository: a `schema.yaml`, or a file in `external-schemas/`."),
  COLUMN(
      "Unrecognized name|Name .* not found|does not exist in|Field name .* does not exist",
      "Either what it reads has lost that column or the name is misspelt: correct one of the two."),
  MISSING(
      "(?i)not found: |nothing in the repository defines|table .* was not found",
      "Define it in the repository, or correct the name."),
  COLUMNS(
      "does not fit its schema.yaml",
      "Correct the query, or declare in `schema.yaml` what it returns."),
  PATH("by its path this is", "Move the file, or correct the name that the statement creates."),
  TYPES(
      "No matching signature|argument type|cannot be coerced|cannot be assigned",
      "Correct the types: a column that it reads may have changed its type."),
  SYNTAX(
      "Syntax error|cannot be rendered|cannot be parsed", "Correct the statement at this place."),
  YAML("this is not YAML|unknown key", "Correct the file at this place."),
  OTHER("", "Correct it and push: the stage is then made again.");

  private final Pattern pattern;
  private final String sentence;

  Advice(String pattern, String sentence) {
    this.pattern = Pattern.compile(pattern);
    this.sentence = sentence;
  }

  static String on(Failure failure) {
    return List.of(values()).stream()
        .filter(advice -> advice.pattern.matcher(failure.message()).find())
        .findFirst()
        .orElse(OTHER)
        .sentence;
  }
}
