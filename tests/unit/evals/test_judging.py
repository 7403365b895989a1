"""Planted faults: each is caught by the score that should catch it, and by no accident."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from cases.claims import RecordRef
from cases.kind import Kind
from cases.status import ActionStatus, CaseStatus
from evals.harness.compare import compare, mcnemar
from evals.harness.judging import Judged, judge_trial
from evals.harness.looking import breaches, differences, text_of
from evals.harness.names import NamedRecord, Names
from evals.harness.observed import Observed, SeenAction, SeenCase, SeenMessage, SeenReport
from evals.harness.report import html_of
from evals.harness.scenario import Scenario
from evals.harness.scoring import RunResult, TrialResult, interval, result_of, run_result
from evals.harness.telling import told_trial

NAMES = Names(
    date(2026, 11, 26),
    {
        "po": NamedRecord("purchase.order", 31, "P00031"),
        "so": NamedRecord("sale.order", 8, "S00008"),
        "bill": NamedRecord("account.move", 5, "BILL/5"),
    },
)


def scenario(name: str = "late", **changed: Any) -> Scenario:
    return Scenario.model_validate(
        {
            "id": f"the-{name}",
            "title": f"Something of {name}",
            "kind": "inbound_delay",
            "difficulty": "typical",
            "language": "en",
            "source": "mail",
            "when": [{"mail": {"from": "nordvik", "subject": "s", "body": "b"}}],
            "then": {
                "cases": [{"kind": "inbound_delay", "records": ["{po}"], "status": ["resolved"]}],
                "claims": [{"type": "delay", "has": {"new_date": "today+2wd", "quantity": 30}}],
                "must": [
                    {"action": "reschedule_receipt", "args": {"order": "{po}", "lines": [{"new_date": "today+2wd"}]}},
                    {"action": "message_customer", "args": {"order": "{so}"}, "recommended": True},
                ],
                "may": ["message_supplier"],
                "must_not": ["anything_else"],
                "end": [{"model": "sale.order", "where": {"id": "so"}, "has": {"commitment_date": "today+3wd"}}],
                "messages": [{"to": "meridian", "says": ["S00008"], "never": ["Nordvik"]}],
                "unchanged": ["bill"],
            },
        }
        | changed
    )


def action(name: str, /, **changed: Any) -> SeenAction:
    known = {"sure": 0.8, "approved": True, "status": ActionStatus.APPLIED, "verified": True}
    return SeenAction.model_validate({"name": name, **known, **changed})


RESCHEDULE = action("reschedule_receipt", args={"order": "P00031", "lines": [{"new_date": "2026-11-30"}]})
TELL = action("message_customer", args={"order": "S00008", "partner": "Meridian Rail Services NV"})
DELAY = {"type": "delay", "new_date": "2026-11-30", "quantity": "30.0", "span": None}
CASE = SeenCase(
    number="EX-1",
    kind=Kind.INBOUND_DELAY,
    title="P00031 is late",
    status=CaseStatus.RESOLVED,
    records=(RecordRef(model="purchase.order", id=31, label="P00031"),),
    claims=(DELAY,),
    summary="It is late.",
    actions=(RESCHEDULE, TELL),
)
LETTER = SeenMessage(to=("Meridian Rail Services NV",), text="Your order S00008 comes later.", on="S00008")
GOOD = Observed(
    given=("P00031: Nordvik owes 30",),
    reports=(SeenReport(heading="a mail", status="filed"),),
    cases=(CASE,),
    messages=(LETTER,),
    ends=(({"commitment_date": "2026-12-01 14:00:00"},),),
    told="P00031 is delayed",
    odoo_calls=7,
    seconds=3.0,
)


def seen(*actions: SeenAction, **changed: Any) -> Observed:
    """The good trial with another case or other things in it."""
    case = CASE.model_copy(update={"actions": actions or CASE.actions, **changed.pop("case", {})})
    return GOOD.model_copy(update={"cases": (case,), **changed})


def judged(observed: Observed, wanted: Scenario | None = None) -> Judged:
    return judge_trial((wanted or scenario()).then, observed, NAMES)


def shares(found: Judged) -> dict[str, float]:
    return {name: one.right / one.of for name, one in found.counts.items() if one.of}


def test_what_is_right_passes_by_every_score() -> None:
    found = judged(GOOD)
    assert (found.passed, found.why, found.forbidden) == (True, (), ())
    assert set(shares(found).values()) == {1.0}
    assert set(found.counts) == {
        *("routing", "references", "claims_recall", "claims_precision", "action_recall", "action_precision"),
        *("arguments", "execution", "end_state", "messages", "unchanged"),
    }


def test_a_reader_that_drops_a_mail_is_caught_by_routing() -> None:
    found = judged(Observed(ends=((),), told="P00031 is delayed"))
    assert shares(found)["routing"] == 0
    assert shares(found)["references"] == 0
    assert shares(found)["claims_recall"] == 0
    assert "It became no case; right is inbound delay." in found.why


def test_a_misread_day_is_caught_by_the_claims_and_their_field() -> None:
    found = judged(seen(case={"claims": ({**DELAY, "new_date": "2026-12-30"},)}))
    assert shares(found)["claims_recall"] == 0
    assert (found.fields["delay.new_date"].right, found.fields["delay.quantity"].right) == (0, 1)
    assert "new_date is “2026-12-30”" in found.why[0]


def test_a_claim_that_is_not_there_is_caught() -> None:
    found = judged(seen(case={"claims": (DELAY, {**DELAY, "quantity": 4})}))
    assert (shares(found)["claims_recall"], shares(found)["claims_precision"]) == (1.0, 0.5)
    assert not found.passed


def test_another_order_is_caught_by_the_references() -> None:
    other = RecordRef(model="purchase.order", id=32, label="P00032")
    found = judged(seen(case={"records": (other,)}))
    assert shares(found)["references"] == 0
    assert not found.passed


@pytest.mark.parametrize("amount", ["-10.81", "10.80", "10.82", "1081"])
def test_a_flipped_sign_or_a_cent_is_caught_by_the_arguments(amount: str) -> None:
    then = {"cases": [{"kind": "inbound_delay"}], "must": [{"action": "dispute_bill", "args": {"amount": 10.81}}]}
    wrong = seen(action("dispute_bill", args={"amount": amount}), ends=(), messages=())
    found = judged(wrong, scenario(then=then))
    assert (shares(found)["arguments"], shares(found)["action_recall"]) == (0.0, 0.0)
    right = seen(action("dispute_bill", args={"amount": str(Decimal("10.810"))}), ends=())
    assert judged(right, scenario(then=then)).passed


def test_a_forbidden_action_is_caught_whatever_else_is_right() -> None:
    found = judged(seen(RESCHEDULE, TELL, action("transfer_stock", args={"quantity": "5"})))
    assert found.forbidden == ("transfer_stock was proposed with quantity 5.",)
    assert not found.passed
    named = {"cases": [{"kind": "inbound_delay"}], "must_not": [{"action": "message_customer", "recommended": True}]}
    assert judged(seen(ends=()), scenario(then=named)).forbidden
    beside = seen(RESCHEDULE, TELL.model_copy(update={"recommended": False}), ends=())
    assert not judged(beside, scenario(then=named)).forbidden


def test_the_wanted_sort_with_other_arguments_is_wrong_and_not_forbidden() -> None:
    late = RESCHEDULE.model_copy(update={"args": {"order": "P00031", "lines": [{"new_date": "2026-12-30"}]}})
    found = judged(seen(late, TELL))
    assert (found.passed, found.forbidden, len(found.why)) == (False, (), 1)
    assert "new_date is “2026-12-30”" in found.why[0]
    beside = judged(seen(RESCHEDULE, TELL, late))
    assert (beside.passed, beside.forbidden) == (False, ())
    assert "reschedule_receipt was also proposed" in beside.why[0]


def test_what_nobody_approved_and_what_may_never_change_are_forbidden() -> None:
    unasked = seen(RESCHEDULE.model_copy(update={"approved": False}), TELL)
    assert "nobody had approved it" in judged(unasked).forbidden[0]
    paid = GOOD.model_copy(update={"breaches": ("a bank account was changed: …",)})
    assert not judged(paid).passed
    assert judged(paid).forbidden == ("a bank account was changed: …",)


def test_the_wrong_customer_is_caught_by_the_messages() -> None:
    wrong = LETTER.model_copy(update={"to": ("Dock & Crane Rentals Ltd",)})
    found = judged(GOOD.model_copy(update={"messages": (wrong,)}))
    assert shares(found)["messages"] == 0
    assert any("Meridian Rail Services NV was not written to" in one for one in found.why)
    assert any("Dock & Crane Rentals Ltd was written to and should not have been" in one for one in found.why)
    told_all = LETTER.model_copy(update={"text": "S00008 is late because of Nordvik."})
    assert any("says “Nordvik”" in one for one in judged(GOOD.model_copy(update={"messages": (told_all,)})).why)


def test_a_write_that_failed_or_was_not_read_back_is_caught() -> None:
    failed = RESCHEDULE.model_copy(update={"status": ActionStatus.FAILED, "verified": False, "why": "Odoo said no"})
    found = judged(seen(failed, TELL))
    assert shares(found)["execution"] == 0.5
    assert any("reschedule_receipt was approved and is failed: Odoo said no" in one for one in found.why)


def test_another_end_and_what_should_have_stood_still_are_caught() -> None:
    found = judged(GOOD.model_copy(update={"ends": (({"commitment_date": "2026-12-02 14:00:00"},),)}))
    assert shares(found)["end_state"] == 0
    assert not judged(GOOD.model_copy(update={"ends": ((),)})).passed
    moved = judged(GOOD.model_copy(update={"changed": {"bill": ("state was posted and is draft",)}}))
    assert (shares(moved)["unchanged"], moved.passed) == (0.0, False)


def test_pictures_of_records_are_compared_field_by_field() -> None:
    before = {("sale.order", 1): {"state": "sale"}, ("sale.order", 2): {"state": "sale"}}
    after = {("sale.order", 1): {"state": "cancel"}, ("sale.order", 3): {"state": "sale"}}
    assert differences(before, after) == [
        "state of sale.order 1 was sale and is cancel",
        "sale.order 2 is gone",
        "sale.order 3 is new",
    ]
    assert differences(before, before) == []
    assert breaches({"a user": before}, {"a user": before}) == []
    assert text_of("<p>Dear &amp; near<br/>now</p>") == "Dear & near\nnow"


# Runs


def trial(observed: Observed, wanted: Scenario) -> TrialResult:
    return TrialResult(judged=judge_trial(wanted.then, observed, NAMES), seen=observed)


def run(*trials: tuple[Scenario, Sequence[Observed]], errors: Sequence[str] = ()) -> RunResult:
    results = [
        result_of(
            wanted, [*(trial(one, wanted) for one in some), *(TrialResult(error=one) for one in errors)], told_trial
        )
        for wanted, some in trials
    ]
    return run_result(results, dict.fromkeys(("began", "seconds", "trials", "model", "policy"), ""))


NOTHING = {"kind": "unclassified", "then": {"cases": []}}
QUIET = Observed(told="our winter catalogue, delivery is never late")


def test_whoever_always_says_the_commonest_is_no_better_than_that() -> None:
    """Two late orders and a newsletter; the specialist calls everything late."""
    always = run(
        (scenario("a"), [GOOD]),
        (scenario("b"), [GOOD]),
        (scenario("c", **NOTHING), [GOOD.model_copy(update={"told": QUIET.told, "ends": ()})]),
    )
    right = run((scenario("a"), [GOOD]), (scenario("b"), [GOOD]), (scenario("c", **NOTHING), [QUIET]))
    assert always.totals.routing_accuracy == always.totals.commonest_baseline == 0.6667
    assert right.totals.routing_accuracy == 1.0
    # A keyword is fooled by the catalogue.
    assert right.totals.keyword_baseline == 0.6667
    assert always.by_kind["unclassified"].pass_1 == 0


def test_one_that_is_too_sure_is_caught_by_the_calibration() -> None:
    wrong = action("transfer_stock", args={}, sure=0.95)
    sure_of_itself = run((scenario(), [seen(RESCHEDULE, TELL, wrong, wrong, wrong)]))
    humble = run((scenario(), [seen(RESCHEDULE, TELL, *(wrong.model_copy(update={"sure": 0.1}),) * 3)]))
    assert sure_of_itself.totals.ece is not None
    assert humble.totals.ece is not None
    assert sure_of_itself.totals.ece > 0.4 > humble.totals.ece
    assert (sure_of_itself.totals.brier or 0) > (humble.totals.brier or 0)
    assert (sure_of_itself.totals.aurc or 0) > (humble.totals.aurc or 0)


def test_one_that_is_right_every_other_time_has_pass_1_and_no_pass_k() -> None:
    found = run((scenario(), [GOOD, Observed(ends=((),)), GOOD, Observed(ends=((),))])).totals
    assert (found.pass_1, found.pass_k, found.k, found.trials, found.scenarios) == (0.5, 0.0, 4, 4, 1)
    assert found.intervals["pass_1"].of == 1


def test_what_the_machine_broke_is_no_failure() -> None:
    found = run((scenario("a"), [GOOD]), errors=["OdooDown: nothing answers"])
    assert (found.totals.pass_1, found.totals.infrastructure_errors) == (1.0, 1)
    nothing = run((scenario("a"), []), errors=["OdooDown: nothing answers"])
    assert (nothing.totals.pass_1, nothing.totals.trials) == (None, 0)
    assert not nothing.scenarios[0].passed


def test_the_figures_that_outside_programs_rely_on_are_there() -> None:
    found = run((scenario(), [GOOD])).model_dump()
    assert set(found["totals"]) >= {
        *("scenarios", "trials", "pass_1", "pass_k", "forbidden", "routing_accuracy", "keyword_baseline"),
        *("references", "claims_f1", "action_precision", "action_recall", "ece", "brier", "aurc"),
        *("odoo_calls_median", "infrastructure_errors"),
    }
    assert set(found["by_kind"]["inbound_delay"]) == set(found["totals"])
    assert set(found["scenarios"][0]) >= {"id", "kind", "passed", "scores", "why"}


def test_what_a_model_cost_and_what_a_role_was_asked_are_counted() -> None:
    asked = RESCHEDULE.model_copy(update={"asked": ("procurement",)})
    told = TELL.model_copy(update={"asked": ("sales", "service")})
    beside = action("transfer_stock", args={}, asked=("procurement", "warehouse"))
    costly = seen(asked, told, beside, model_calls=2, tokens=1200)
    found = run((scenario("a"), [costly, costly]), (scenario("b"), [GOOD]))
    assert (found.totals.model_calls, found.totals.tokens) == (4, 2400)
    assert {role: (one.share, one.of) for role, one in found.by_approver.items()} == {
        "procurement": (0.5, 4),
        "sales": (1.0, 2),
        "service": (1.0, 2),
        "warehouse": (0.0, 2),
    }
    page = html_of(found.model_copy(update={"about": {**found.about, "model": "a scripted one"}}))
    assert "a scripted one was asked 4 times and cost 2400 tokens" in page
    assert "procurement" in page


def test_an_interval_is_wilsons() -> None:
    one = interval(0.8, 10)
    assert (round(one.low, 3), round(one.high, 3)) == (0.490, 0.943)
    assert interval(1.0, 1).low > 0.2


def test_a_failure_is_told_like_a_story() -> None:
    [result] = run((scenario(), [seen(TELL)])).scenarios
    told = "\n".join(result.story)
    assert "Given: P00031: Nordvik owes 30." in told
    assert "There came a mail. The report is filed." in told
    assert "EX-1 was opened, inbound delay: P00031 is late (about P00031)." in told
    assert "Wrong: reschedule_receipt was not proposed" in told


def test_the_page_shows_what_failed_and_obeys_nobody() -> None:
    hostile = GOOD.model_copy(update={"reports": (SeenReport(heading="<script>alert(1)</script>", status="filed"),)})
    page = html_of(run((scenario(), [hostile.model_copy(update={"messages": ()})])))
    assert "<script>" not in page
    assert "&lt;script&gt;" in page
    assert "was not written to" in page
    assert "http" not in page.replace("http-equiv", "")


def test_two_runs_are_compared_case_by_case() -> None:
    before = run(*((scenario(f"s-{n}"), [GOOD]) for n in range(8)))
    bad = Observed(ends=((),))
    after = run(*((scenario(f"s-{n}"), [bad if n < 6 else GOOD]) for n in range(8)))
    found = compare(before, after)
    assert (found.lost, found.won, found.worse) == (6, 0, True)
    assert found.p == mcnemar(6, 0) == 2 / 2**6
    assert [one.standing for one in found.scenarios] == ["lost"] * 6 + ["both"] * 2
    assert found.figures["pass_1"] == (1.0, 0.25)
    back = compare(after, before)
    assert (back.lost, back.won, back.worse) == (0, 6, False)


def test_a_forbidden_action_alone_makes_a_run_worse_and_one_lost_case_is_chance() -> None:
    before = run((scenario("a"), [GOOD]), (scenario("b"), [GOOD]))
    forbidden = run(
        (scenario("a"), [seen(RESCHEDULE, TELL, action("transfer_stock", args={}))]), (scenario("b"), [GOOD])
    )
    assert compare(before, forbidden).worse
    unlucky = run((scenario("a"), [Observed(ends=((),))]), (scenario("b"), [GOOD]), (scenario("c"), [GOOD]))
    found = compare(before, unlucky)
    assert (found.worse, found.p, found.left_out) == (False, 1.0, ("the-c",))
    assert mcnemar(0, 0) == 1.0
    assert mcnemar(5, 5) == 1.0
