"""The delivery playbook on snapshots made by hand: the next best step by reason, and what is never done."""

from __future__ import annotations

from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

import pytest

from agents.delivery import Delivery
from agents.specialist import Handover
from cases.actions import ActionName
from cases.carrier_events import Milestone, Trouble
from cases.claims import DeliveryClaim
from cases.contracts import Contract, FiledContract
from cases.kind import Kind
from tests.unit.agents.shipped import (
    ANTWERP,
    CUSTOMER,
    LAMPS,
    MERIDIAN,
    NORTHLINE,
    NOW,
    PICKING,
    STOCK,
    event,
    order,
    recommended,
    shipment,
    snapshot,
    stocked,
    thought,
)
from tools.odoo.models import Location, StockMove
from tools.odoo.reads.tickets import TicketPlace
from tools.odoo.shipments import (
    Invoice,
    ReturnedPart,
    Transfer,
)
from tools.odoo.values import Ref


@pytest.mark.parametrize(
    ("status", "reason", "occasion"),
    [
        (Milestone.FAILED_ATTEMPT, Trouble.NOT_HOME, "attempt_failed"),
        (Milestone.FAILED_ATTEMPT, Trouble.ADDRESS, "check_address"),
        (Milestone.FAILED_ATTEMPT, Trouble.REFUSED, "refused"),
        (Milestone.EXCEPTION, Trouble.DAMAGED, "damaged"),
        (Milestone.LOST, None, "lost"),
        (Milestone.EXCEPTION, Trouble.CUSTOMS, "held"),
    ],
)
def test_the_customer_is_told_by_reason(status: Milestone, reason: Trouble | None, occasion: str) -> None:
    draft = thought(snapshot(event(status, reason)))
    told = recommended(draft)[ActionName.MESSAGE_CUSTOMER]
    assert (told["occasion"], told["partner_id"], told["language"]) == (occasion, 5, "de_DE")
    assert "contract" in " ".join(fact.label for fact in draft.evidence)
    assert draft == thought(snapshot(event(status, reason)))


def test_the_day_that_the_customer_names_is_asked_for() -> None:
    missed = [event(Milestone.FAILED_ATTEMPT, Trouble.NOT_HOME, hours=number) for number in (0, 1, 2)]
    assert ActionName.REQUEST_REATTEMPT not in recommended(thought(snapshot(*missed)))
    day = date(2026, 12, 4)
    wanted = DeliveryClaim(order_text="S00009", wanted_day=day, refers_to=(PICKING,), trust=0.95)
    draft = thought(snapshot(*missed, wanted))
    assert recommended(draft)[ActionName.REQUEST_REATTEMPT]["day"] == "2026-12-04"
    assert "On Fri 4 Dec 2026 somebody takes it in" in " ".join(fact.label for fact in draft.evidence)
    # Without a word of the carrier, too: the customer found its card.
    assert recommended(thought(snapshot(wanted)))[ActionName.REQUEST_REATTEMPT]["day"] == "2026-12-04"
    for other in (wanted.model_copy(update={"trust": 0.5}), wanted.model_copy(update={"wanted_day": NOW.date()})):
        assert ActionName.REQUEST_REATTEMPT not in recommended(thought(snapshot(*missed, other)))


def on_file(**terms: Any) -> FiledContract:
    values = {
        "carrier": "Northline Parcel", "currency": "EUR", "valid_from": date(2025, 1, 1), "zones": {"BE": ("BE",)},
        "rates": ({"zone": "BE", "up_to_kg": 5, "price": "6.20"},), **terms,
    }  # fmt: skip
    return FiledContract(name="northline", version=3, contract=Contract.model_validate(values))


def test_what_is_agreed_with_the_carrier_is_said_and_what_is_not_is_not_invented() -> None:
    missed = event(Milestone.FAILED_ATTEMPT, Trouble.NOT_HOME, attempt=1)
    terms = {"attempts_included": 2, "attempt_price": "4.50", "claims": {"damage_days": 7}}
    draft = thought(snapshot(missed, contract=on_file(**terms)))
    told = " ".join(fact.label for fact in draft.evidence)
    assert "No contract" not in told
    assert "(northline, version 3): 2 attempts are included; a further one costs 4.50 EUR; damage is claimed" in told
    [again] = [option for option in draft.options if option.id == "again"]
    assert again.cost.endswith("The next attempt is included.")
    [dear] = [one for one in thought(snapshot(missed, contract=on_file(**{**terms, "attempts_included": 1}))).options
              if one.id == "again"]  # fmt: skip
    assert dear.cost.endswith("The next attempt costs 4.50 EUR.")
    silent = thought(snapshot(event(Milestone.LOST), contract=on_file()))
    [claim] = [action for action in silent.actions if action.name is ActionName.FILE_CLAIM]
    assert claim.rationale.endswith("(northline, version 3) does not say when that is.")
    assert "says nothing of attempts and claims" in " ".join(fact.label for fact in silent.evidence)


def test_only_the_address_on_file_is_asked_about() -> None:
    given = event(Milestone.FAILED_ATTEMPT, Trouble.ADDRESS, detail="New address from driver: Havnegade 4, Odense")
    told = recommended(thought(snapshot(given)))[ActionName.MESSAGE_CUSTOMER]
    assert "Kaai 1" in told["address"]
    assert "Havnegade" not in str(told)


def test_nothing_is_written_where_odoo_has_no_address() -> None:
    nobody = MERIDIAN.model_copy(update={"email": None})
    given = shipment(order=order().model_copy(update={"customer": nobody, "company": nobody, "ship_to": nobody}))
    silent = NORTHLINE.model_copy(update={"email": None})
    draft = thought(snapshot(event(Milestone.LOST), shipment=given, carrier=silent))
    assert {action.name for action in draft.actions} == {ActionName.SCHEDULE_ACTIVITY}


def test_what_goes_back_is_not_told_to_be_tried_again() -> None:
    for last in (
        event(Milestone.RETURNING, hours=2),
        event(Milestone.FAILED_ATTEMPT, Trouble.NOT_HOME, hours=2, return_by=date(2026, 11, 25)),
    ):
        first = event(Milestone.FAILED_ATTEMPT, Trouble.NOT_HOME, attempt=2)
        draft = thought(snapshot(first, last))
        assert "Get it back" in next(option.label for option in draft.options if option.recommended)
        assert ActionName.MESSAGE_CUSTOMER not in recommended(draft)
        assert ActionName.CREATE_RETURN not in recommended(draft)
        checked = Location(id=9, name="Quarantine", usage="internal")
        back = recommended(thought(snapshot(first, last, checking=checked)))[ActionName.CREATE_RETURN]
        assert (back["to_location_id"], back["to_refund"]) == (9, True)
        assert [(line["move_id"], line["quantity"]) for line in back["lines"]] == [(1, "4")]


def test_what_arrived_needs_nothing_and_nobody() -> None:
    failed, arrived = event(Milestone.FAILED_ATTEMPT), event(Milestone.DELIVERED, hours=3, signed_by="M. Tarn")
    assert arrived.occurred_at > failed.occurred_at
    only = thought(snapshot(arrived))
    assert (only.actions, only.if_nobody_acts) == ((), "")
    assert "signed by M. Tarn" in only.summary


def test_another_attempt_is_asked_for_unless_the_customer_is_missed_often() -> None:
    missed = event(Milestone.FAILED_ATTEMPT, Trouble.NOT_HOME, attempt=1)
    asked = recommended(thought(snapshot(missed)))[ActionName.REQUEST_REATTEMPT]
    assert (asked["attempt"], asked["tracking"]) == (2, "3SNL440001773")
    again = event(Milestone.FAILED_ATTEMPT, Trouble.NOT_HOME, hours=6, attempt=2)
    assert ActionName.REQUEST_REATTEMPT not in recommended(thought(snapshot(missed, again)))
    back = tuple(
        Transfer(
            id=n, name=f"IN{n}", state="done", source=CUSTOMER, destination=STOCK, return_of=Ref(n + 50, f"OUT{n}")
        )
        for n in (1, 2)
    )
    assert recommended(thought(snapshot(missed, before=back)))[ActionName.MESSAGE_CARRIER]["ask"] == "hold"


def test_a_carrier_that_tried_and_says_no_more_met_nobody() -> None:
    asked = recommended(thought(snapshot(event(Milestone.FAILED_ATTEMPT))))
    assert {ActionName.REQUEST_REATTEMPT, ActionName.MESSAGE_CUSTOMER} <= set(asked)
    assert asked[ActionName.MESSAGE_CUSTOMER]["occasion"] == "attempt_failed"
    held = recommended(thought(snapshot(event(Milestone.EXCEPTION))))
    assert held[ActionName.MESSAGE_CUSTOMER]["occasion"] == "held"


def test_what_nobody_said_is_not_said() -> None:
    missed = event(Milestone.FAILED_ATTEMPT, Trouble.NOT_HOME, attempt=2)
    draft = thought(snapshot(missed))
    said = " ".join([*(str(action.args) for action in draft.actions), *(one.cost for one in draft.options)])
    assert "goes back" not in said
    assert "earlier deliveries" not in said
    assert "in 2 days" in str(thought(snapshot(event(Milestone.FAILED_ATTEMPT, return_by=date(2026, 11, 28)))))


def test_one_option_is_recommended_whoever_can_be_reached() -> None:
    missed = event(Milestone.FAILED_ATTEMPT, Trouble.NOT_HOME, attempt=2)
    nobody = MERIDIAN.model_copy(update={"email": None})
    mute = shipment(order=order().model_copy(update={"customer": nobody, "company": nobody, "ship_to": nobody}))
    given = snapshot(missed, shipment=mute, carrier=NORTHLINE.model_copy(update={"email": None}))
    for by_program in (False, True):
        habits = given.habits.model_copy(update={"asks_by_program": by_program})
        assert recommended(thought(given.model_copy(update={"habits": habits})))


def test_what_is_lost_or_damaged_is_claimed_without_inventing_a_last_day() -> None:
    for given, what in ((event(Milestone.LOST), "lost"), (event(Milestone.EXCEPTION, Trouble.DAMAGED), "damaged")):
        claim = recommended(thought(snapshot(given)))[ActionName.FILE_CLAIM]
        assert (claim["what"], claim["deadline"], claim["happened_on"]) == (what, None, "2026-11-25")


def test_a_loss_is_a_ticket_where_tickets_are_kept() -> None:
    kept = recommended(
        thought(
            snapshot(event(Milestone.LOST), tickets=TicketPlace(model="project.task", id=3, name="Customer service"))
        )
    )
    assert (kept[ActionName.OPEN_TICKET]["project_id"], kept[ActionName.OPEN_TICKET]["about"]) == (3, "S00009")
    assert ActionName.SCHEDULE_ACTIVITY not in kept


def wants(quantity: int, **more: Any) -> StockMove:
    values = {
        "id": 90, "product": Ref(7, "Lamp"), "state": "confirmed", "date": NOW, "demand": Decimal(quantity),
        "reserved": Decimal(0), "source": Location(id=3, name="ANT/Stock/Shelf", usage="internal"),
        "destination": CUSTOMER,
    }  # fmt: skip
    return StockMove.model_validate({**values, **more})


@pytest.mark.parametrize("status", [Milestone.LOST, Milestone.EXCEPTION])
def test_a_loss_is_shipped_again_from_free_stock(status: Milestone) -> None:
    draft = thought(stocked(event(status, Trouble.DAMAGED if status is Milestone.EXCEPTION else None)))
    done = recommended(draft)
    assert set(done) == {ActionName.FILE_CLAIM, ActionName.SHIP_REPLACEMENT, ActionName.MESSAGE_CUSTOMER}
    again, letter = done[ActionName.SHIP_REPLACEMENT], done[ActionName.MESSAGE_CUSTOMER]
    assert [(line["move_id"], line["quantity"], line["unit"]) for line in again["lines"]] == [(1, "4", "Units")]
    assert (again["ships"], again["warehouse"]) == ("2026-11-27", "Antwerp")
    # The lost parcel's number is not the replacement's.
    assert (letter["occasion"], letter["new_date"], letter["tracking"]) == ("replacement", "2026-11-27", None)
    [told] = [action for action in draft.actions if action.name is ActionName.MESSAGE_CUSTOMER]
    [sent] = [action for action in draft.actions if action.name is ActionName.SHIP_REPLACEMENT]
    assert (told.depends_on, told.takes["new_date"].field) == ((sent.id,), "ships")
    [option] = draft.options
    assert "50.00 EUR" in option.cost


def test_nothing_is_shipped_again_that_is_not_free_or_was_made_good() -> None:
    again = Transfer(
        id=13, name="ANT/OUT/00013", state="assigned", source=STOCK, destination=CUSTOMER,
        origin="S00009, replaces ANT/OUT/00012 EXP-1",
    )  # fmt: skip
    elsewhere = again.model_copy(update={"origin": "S00009, replaces ANT/OUT/000123 EXP-1"})
    credit = Invoice(
        id=5, name="RINV/1", kind="out_refund", state="draft", total=Decimal(9), untaxed=Decimal(9), due=Decimal(9)
    )
    credited = shipment(**ANTWERP, moves=(LAMPS,), order=order(invoices=(credit,)))
    back = ReturnedPart(id=8, state="assigned", quantity=Decimal(4), destination=STOCK, to_refund=True)
    returned = shipment(**ANTWERP, moves=(LAMPS.model_copy(update={"returns": (back,)}),))
    two = shipment(**ANTWERP, moves=(LAMPS,), tracking="3SNL440001773, 3SNL440001774")
    for given in (
        stocked(lamps=3),
        stocked(lamps=6, moves=(wants(3),)),
        stocked(before=(again,)),
        stocked(shipment=credited),
        stocked(shipment=returned),
        stocked(shipment=two),
    ):
        draft = thought(given)
        assert ActionName.SHIP_REPLACEMENT not in {action.name for action in draft.actions}
        assert recommended(draft)[ActionName.MESSAGE_CUSTOMER]["occasion"] == "lost"
    both = (event(Milestone.LOST), event(Milestone.LOST, tracking_number="3SNL440001774"))
    for given in (
        stocked(lamps=6, moves=(wants(2),)),
        stocked(lamps=4, moves=(wants(9, waits_for=(91,)), wants(0, id=91, source=CUSTOMER, destination=STOCK))),
        stocked(before=(elsewhere,)),
        stocked(*both, shipment=two),
    ):
        assert ActionName.SHIP_REPLACEMENT in recommended(thought(given))


def test_what_is_damaged_and_comes_back_is_no_credit_beside_its_replacement() -> None:
    checked = Location(id=9, name="Quarantine", usage="internal")
    back = recommended(thought(stocked(event(Milestone.RETURNING, Trouble.DAMAGED), checking=checked)))
    assert back[ActionName.CREATE_RETURN]["to_refund"] is False
    assert ActionName.SHIP_REPLACEMENT in back


def test_where_a_program_speaks_with_carriers_no_mail_address_is_needed() -> None:
    silent = NORTHLINE.model_copy(update={"email": None})
    missed = event(Milestone.FAILED_ATTEMPT, Trouble.NOT_HOME, attempt=1)
    mute = thought(snapshot(missed, carrier=silent))
    assert ActionName.REQUEST_REATTEMPT not in {action.name for action in mute.actions}
    given = snapshot(missed, carrier=silent)
    by_program = given.model_copy(update={"habits": given.habits.model_copy(update={"asks_by_program": True})})
    [asked] = [one for one in thought(by_program).actions if one.name is ActionName.REQUEST_REATTEMPT]
    assert asked.premise["way"] == "integration"


def test_a_late_shipment_that_failed_is_handed_over() -> None:
    found = Delivery().think(snapshot(event(Milestone.LOST), kind=Kind.TRANSIT_DELAY), {})
    assert isinstance(found, Handover)
    assert found.to is Kind.FAILED_DELIVERY
    late = thought(snapshot(event(Milestone.EXCEPTION, Trouble.WEATHER), kind=Kind.TRANSIT_DELAY))
    assert recommended(late)[ActionName.MESSAGE_CUSTOMER]["new_date"] is None


def test_a_new_day_only_when_the_carrier_gives_one() -> None:
    given = event(Milestone.EXCEPTION, Trouble.HELD, expected_at=datetime(2026, 12, 1, 12, tzinfo=UTC))
    done = recommended(thought(snapshot(given)))
    assert done[ActionName.MESSAGE_CUSTOMER]["new_date"] == "2026-12-01"
    assert done[ActionName.RECORD_MILESTONE]["expected"] == "2026-12-01T12:00:00Z"
    known = shipment(expected=datetime(2026, 12, 1, 12, tzinfo=UTC))
    assert ActionName.RECORD_MILESTONE not in recommended(thought(snapshot(given, shipment=known)))


def test_a_customer_who_misses_it_has_the_carrier_prove_it() -> None:
    never = DeliveryClaim(order_text="S00009", refers_to=(PICKING,))
    draft = thought(snapshot(never))
    assert recommended(draft)[ActionName.MESSAGE_CARRIER]["ask"] == "trace"


def test_a_shipment_that_odoo_does_not_know_is_somebodys_to_find() -> None:
    draft = thought(snapshot(event(Milestone.LOST), shipment=None))
    assert {action.name for action in draft.actions} == {ActionName.SCHEDULE_ACTIVITY}
    assert "which is meant" in draft.summary


def test_earlier_failures_of_the_customer_are_told() -> None:
    came_back = Transfer(
        id=4, name="ANT/IN/00004", state="done", source=CUSTOMER, destination=STOCK, return_of=Ref(3, "ANT/OUT/00003")
    )
    draft = thought(snapshot(event(Milestone.FAILED_ATTEMPT, Trouble.NOT_HOME), before=(came_back,)))
    assert any("came back: ANT/OUT/00003" in fact.label for fact in draft.evidence)
