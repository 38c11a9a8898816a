package dev.understudy.report.comment;

import dev.understudy.artifact.Change;
import dev.understudy.artifact.Identifier;
import dev.understudy.artifact.Kind;
import dev.understudy.failure.Location;
import dev.understudy.plan.Finding;
import dev.understudy.plan.Impact;
import dev.understudy.plan.Member;
import dev.understudy.plan.StagePlan;
import dev.understudy.plan.Step;
import dev.understudy.report.Outcome;
import dev.understudy.report.Result;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/** Reports of a small shop, and of repositories without end. */
final class Samples {
  static final String SHA = "1a2b3c4d5e6f708192a3b4c5d6e7f8091a2b3c4d";
  static final Subject SUBJECT = new Subject("acme/analytics", 88, SHA, "9f8e7d6c5b".repeat(4));
  static final Instant NOON = Instant.parse("2026-08-22T10:03:27Z");
  static final Stamp RUNNING = new Stamp("01J5ZK", 3, NOON, null, null);
  static final Stamp ENDED =
      new Stamp("01J5ZK", 7, NOON, Duration.ofSeconds(74), Instant.parse("2026-08-25T10:03:27Z"));
  static final Links LINKS =
      new Links(
          "https://understudy.example.com/runs/01J5ZK",
          "https://github.com/acme/analytics/blob/" + SHA + "/",
          Map.of(
              "acme-stage.shop_1a2b3c4",
              "https://console.cloud.google.com/bigquery?project=acme-stage&d=shop_1a2b3c4"));

  static final Identifier ORDERS = Identifier.parse("acme.shop_raw.orders_v1");
  static final Identifier TAX = Identifier.parse("acme.functions.price_with_tax");
  static final Identifier TOTALS = Identifier.parse("acme.shop_derived.order_totals_v1");
  static final Identifier VIEW = Identifier.parse("acme.shop.order_totals");
  static final Identifier SPEND = Identifier.parse("acme.shop.customer_spend");
  static final String VIEW_PATH = "sql/acme/shop/order_totals/view.sql";

  static final List<Member> MEMBERS =
      List.of(
          member(
              ORDERS, Kind.TABLE, null, "read by acme.shop_derived.order_totals_v1, which changed"),
          member(TAX, Kind.ROUTINE, "sql/acme/functions/price_with_tax/udf.sql", "changed"),
          member(
              TOTALS,
              Kind.TABLE,
              "sql/acme/shop_derived/order_totals_v1/query.sql",
              "read by acme.shop.order_totals, which changed",
              ORDERS,
              TAX),
          member(VIEW, Kind.VIEW, VIEW_PATH, "changed", TOTALS),
          member(
              SPEND,
              Kind.VIEW,
              "sql/acme/shop/customer_spend/view.sql",
              "reads acme.shop.order_totals, which changed",
              VIEW));

  static final StagePlan PLAN =
      plan(
          List.of(
              change(TAX, Kind.ROUTINE, "sql/acme/functions/price_with_tax/udf.sql"),
              change(VIEW, Kind.VIEW, VIEW_PATH)),
          MEMBERS,
          List.of(
              new Impact(
                  SPEND,
                  Kind.VIEW,
                  "sql/acme/shop/customer_spend/view.sql",
                  List.of(VIEW),
                  1,
                  true)),
          List.of(
              Finding.warning(
                  ORDERS,
                  Location.NONE,
                  "inferred: nothing decides the type of channel; it is taken for STRING")));

  private Samples() {}

  static Change change(Identifier id, Kind kind, String path) {
    return new Change(id, kind, path, Change.Type.MODIFIED, null, true);
  }

  static StagePlan plan(
      List<Change> changed, List<Member> members, List<Impact> impact, List<Finding> findings) {
    return new StagePlan(
        "1a2b3c4",
        "acme-stage",
        SUBJECT.baseSha(),
        SHA,
        changed,
        members,
        impact,
        findings,
        List.of());
  }

  static Member member(
      Identifier id, Kind kind, @Nullable String path, String why, Identifier... needs) {
    Identifier stage = new Identifier("acme-stage", id.dataset() + "_1a2b3c4", id.name());
    return new Member(
        id,
        kind,
        path == null ? Member.Origin.PLACEHOLDER : Member.Origin.REPOSITORY,
        path,
        reason(why),
        why,
        List.of(),
        List.of(needs),
        needs.length,
        path == null,
        new Step.Impossible(stage, "only a value"));
  }

  private static Member.Reason reason(String why) {
    if (why.equals("changed")) {
      return Member.Reason.CHANGED;
    }
    return why.startsWith("reads ") ? Member.Reason.READER : Member.Reason.REQUIRED;
  }

  static Result deployed(Member member) {
    return new Result(member.id(), member.stageId(), Result.State.DEPLOYED, null, 1200);
  }

  static Outcome allDeployed(List<Member> members) {
    return outcome(members.stream().map(Samples::deployed).toList());
  }

  static Outcome outcome(List<Result> results) {
    List<String> left =
        results.stream()
            .filter(r -> r.state() == Result.State.DEPLOYED)
            .map(r -> r.stageId().toString())
            .toList();
    return new Outcome(results, List.of(), left, false, false, false);
  }

  /** The view reads a column that is gone. */
  static Outcome broken() {
    List<Result> results = new ArrayList<>();
    MEMBERS.subList(0, 2).forEach(member -> results.add(deployed(member)));
    results.add(
        new Result(
            TOTALS,
            MEMBERS.get(2).stageId(),
            Result.State.FAILED,
            "sql/acme/shop_derived/order_totals_v1/query.sql:9:18: Unrecognized name: customer_id;"
                + " Did you mean customer?",
            80));
    results.add(
        new Result(
            VIEW,
            MEMBERS.get(3).stageId(),
            Result.State.SKIPPED,
            "acme.shop_derived.order_totals_v1 failed",
            0));
    results.add(
        new Result(
            SPEND,
            MEMBERS.get(4).stageId(),
            Result.State.SKIPPED,
            "acme.shop.order_totals was skipped",
            0));
    return outcome(results);
  }

  static PullRequestReport in(RunState state) {
    return PullRequestReport.of(SUBJECT, state, ENDED).with(LINKS);
  }

  static PullRequestReport staged() {
    return in(new RunState.Staged()).with(PLAN).with(allDeployed(MEMBERS));
  }

  /** So many artifacts, each a change that reads the one before it. */
  static PullRequestReport large(int n, boolean failing) {
    List<Identifier> ids =
        IntStream.range(0, n).mapToObj(i -> Identifier.parse("acme.big.table_" + i)).toList();
    List<Member> members = new ArrayList<>();
    List<Change> changes = new ArrayList<>();
    for (int i = 0; i < n; i++) {
      String path = "sql/acme/big/table_" + i + "/view.sql";
      Identifier[] needs = i == 0 ? new Identifier[0] : new Identifier[] {ids.get(i - 1)};
      members.add(member(ids.get(i), Kind.VIEW, path, "changed", needs));
      changes.add(change(ids.get(i), Kind.VIEW, path));
    }
    List<Impact> readers =
        ids.stream()
            .map(id -> new Impact(id, Kind.VIEW, "sql/x/view.sql", List.of(id), 1, true))
            .toList();
    StagePlan plan = plan(changes, members, readers, List.of());
    List<Result> results = members.stream().map(m -> failing ? failed(m) : deployed(m)).toList();
    RunState state = failing ? new RunState.Failed() : new RunState.Staged();
    return in(state).with(plan).with(outcome(results));
  }

  private static Result failed(Member member) {
    String message = member.path() + ":3:7: Unrecognized name: x";
    return new Result(member.id(), member.stageId(), Result.State.FAILED, message, 1);
  }
}
