"""What is proposed about a carrier's bill: disputed, accepted, or asked; never accepted while a part cannot be told."""

from __future__ import annotations

import csv
import io
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

from agents.analysis.habits import Habits
from agents.freight.rating import rate
from agents.freight.snapshot import FreightSnapshot, Landable
from agents.freight.think import think
from agents.freight.weights import shipped_of
from cases.actions import ActionName, parse, parse_premise
from cases.actions.record_landed_cost import LandedGoods
from cases.charges import Shipped
from cases.claims import FreightBillClaim, NoteClaim, RecordRef
from cases.contracts import Contract, FiledContract
from cases.freight_bill import BilledCharge, BilledShipment, ChargeKind, FreightBill
from cases.guidance import Guidance, Precedent, PrecedentVerdict
from cases.kind import Kind
from cases.kinds import KINDS
from cases.models import CaseFile, ProposalDraft
from cases.people import Person
from cases.policy import load_policy
from cases.roles import Role
from tools.odoo.freight import Consignment, Content, Package, VendorBill
from tools.odoo.models import Partner
from tools.odoo.values import Ref

NOW = datetime(2026, 12, 1, 9, tzinfo=UTC)
CONTRACT = Contract.model_validate(
    {
        "carrier": "Northline Parcel",
        "currency": "EUR",
        "valid_from": date(2026, 1, 1),
        "rates": [{"zone": "EU1", "up_to_kg": 20, "price": "14.10"}, {"zone": "EU1", "up_to_kg": 60, "price": "27.40"}],
        "zones": {"EU1": ["DE"]},
        "fuel_surcharge_percent": "10",
    }
)
FINANCE = Person(uid=5, login="fin", name="Fiona Finance", roles=frozenset({Role.FINANCE}))
LOGISTICS = Person(uid=6, login="log", name="Lars Logistics", roles=frozenset({Role.LOGISTICS}))
POSTED = VendorBill(
    id=9,
    name="BILL/2026/11/0009",
    reference="F-1",
    kind="in_invoice",
    state="posted",
    payment="not_paid",
    total=Decimal("60"),
    untaxed=Decimal("50"),
    currency="EUR",
    vendor=Ref(8, "Northline Parcel"),
)


def shipment(number: int, weight: str | None = "12") -> Shipped:
    return Shipped(
        record=RecordRef(model="stock.picking", id=number, label=f"WH/OUT/{number:05}"),
        numbers=(f"NL44000{number}",),
        day=date(2026, 11, 10),
        country="DE",
        weight_kg=Decimal(weight) if weight else None,
        weighed="packages",
    )


def billed(number: int, base: str, fuel: str, **more: Any) -> BilledShipment:
    charges = (
        BilledCharge(kind=ChargeKind.BASE, amount=Decimal(base)),
        BilledCharge(kind=ChargeKind.FUEL, amount=Decimal(fuel)),
    )
    return BilledShipment(reference=f"NL44000{number}", charges=charges, **more)


def snapshot(
    *shipments: BilledShipment, ours: tuple[Shipped, ...] | None = None, contract: bool = True, **more: Any
) -> FreightSnapshot:
    bill = FreightBill(number="F-1", carrier="Northline Parcel", currency="EUR", shipments=shipments)
    contracts = (FiledContract(name="northline", version=2, contract=CONTRACT),) if contract else ()
    file = CaseFile(
        case_id="c", kind=Kind.FREIGHT_DISCREPANCY, title="Freight bill F-1", claims=(FreightBillClaim.of(bill),)
    )
    known = ours if ours is not None else tuple(shipment(at) for at in range(1, len(shipments) + 1))
    given: dict[str, Any] = {
        "file": file,
        "read_at": NOW,
        "habits": Habits(zone="Europe/Brussels", arrival_hour=17, dispatch_hour=15, importance_tags=""),
        "carrier": Partner(id=8, name="Northline Parcel"),
        "bill": POSTED,
        "contracts": contracts,
        "worth": Decimal(1),
        "rated": rate(bill, known, [one.contract for one in contracts]),
        "finance": (FINANCE,),
        "logistics": (LOGISTICS,),
    }
    made = FreightSnapshot(**{**given, **more})
    return FreightSnapshot.model_validate(made.model_dump(mode="json"))


def options(draft: ProposalDraft) -> dict[str, tuple[list[str], bool]]:
    names = {one.id: one.name.value for one in draft.actions}
    return {one.id: ([names[action] for action in one.action_ids], one.recommended) for one in draft.options}


def checked(draft: ProposalDraft) -> ProposalDraft:
    """What holds of every proposal."""
    allowed, policy = KINDS[Kind.FREIGHT_DISCREPANCY].may_propose, load_policy()
    for action in draft.actions:
        assert action.name in allowed
        args, premise = parse(action.name, action.args), parse_premise(action.name, action.premise)
        assert args.diff(premise)
        assert not policy.ruling(action.name, args.facts(premise), now=NOW, needed_by=None).forbidden
    assert sum(one.recommended for one in draft.options) == (1 if draft.options else 0)
    return draft


def test_the_right_bill_is_right() -> None:
    draft = checked(think(snapshot(billed(1, "14.10", "1.41"), billed(2, "14.10", "1.41")), {}))
    assert draft.actions == ()
    assert draft.summary == (
        "Northline Parcel bills 31.02 EUR for 2 shipments (F-1). "
        "Each of its 4 charges is as agreed: the bill is right, and nothing is left to do."
    )


def test_what_is_billed_too_much_is_disputed_credited_and_shown() -> None:
    wrong = billed(1, "27.40", "2.74", weight_kg=Decimal(21))
    draft = checked(think(snapshot(wrong, billed(2, "14.10", "1.41")), {}))
    assert options(draft) == {
        "dispute": (["dispute_bill", "request_credit_note", "attach_evidence"], True),
        "accept": (["accept_variance", "attach_evidence"], False),
    }
    by_name = {one.name: one for one in draft.actions}
    dispute, accept = by_name[ActionName.DISPUTE_BILL], by_name[ActionName.ACCEPT_VARIANCE]
    credit = by_name[ActionName.REQUEST_CREDIT_NOTE]
    assert (dispute.args["amount"], credit.args["amount"], accept.args["amount"]) == ("14.63", "14.63", "14.63")
    assert accept.args["within_tolerance"] is False
    assert set(accept.excludes) == {dispute.id, credit.id}
    assert dispute.args["text"].splitlines()[0] == (
        "NL440001, base: billed 27.40 EUR. Billed for 21 kg. "
        "Agreed: 12 kg chargeable (12 kg actual (packages)) to EU1, 14.10 EUR."
    )
    assert "Of 4 charges, 2 charges not as agreed: 14.63 EUR too much. The other 2 agree." in draft.summary
    table = list(csv.DictReader(io.StringIO(by_name[ActionName.ATTACH_EVIDENCE].args["text"])))
    assert [row["difference"] for row in table] == ["13.30", "1.33", "0.00", "0.00"]
    assert any("northline, version 2" in fact.label for fact in draft.evidence)


def test_a_draft_is_not_credited_and_a_paid_bill_not_blocked() -> None:
    wrong = billed(1, "27.40", "2.74")
    draft = POSTED.model_copy(update={"state": "draft", "payment": "", "name": ""})
    assert options(think(snapshot(wrong, bill=draft), {}))["dispute"][0] == ["dispute_bill", "attach_evidence"]
    paid = POSTED.model_copy(update={"payment": "paid"})
    assert options(think(snapshot(wrong, bill=paid), {}))["dispute"][0] == ["request_credit_note", "attach_evidence"]


def test_within_tolerance_and_below_it_is_accepted_first() -> None:
    draft = checked(think(snapshot(billed(1, "14.11", "1.41")), {}))
    assert {name: wanted for name, (_, wanted) in options(draft).items()} == {"dispute": False, "accept": True}
    under = checked(think(snapshot(billed(1, "11.00", "1.41")), {}))
    assert options(under) == {"accept": (["accept_variance", "attach_evidence"], True)}
    [accept] = [one for one in under.actions if one.name is ActionName.ACCEPT_VARIANCE]
    assert (accept.args["amount"], accept.args["within_tolerance"]) == ("-3.1", False)


def test_without_a_contract_or_weight_somebody_is_asked_and_nothing_accepted() -> None:
    none = checked(think(snapshot(billed(1, "14.10", "1.41"), contract=False), {}))
    assert options(none) == {"ask": (["schedule_activity"], True)}
    assert none.actions[0].args["user"] == "Fiona Finance"
    assert "2 charges cannot be checked" in none.summary
    unweighed = snapshot(billed(1, "14.10", "1.41"), billed(2, "27.40", "2.74"), ours=(shipment(1, None), shipment(2)))
    draft = checked(think(unweighed, {}))
    assert options(draft) == {
        "dispute": (["dispute_bill", "request_credit_note", "attach_evidence", "schedule_activity"], True)
    }
    assert "no weight of WH/OUT/00001" in draft.actions[0].args["note"]


def test_a_bill_that_is_not_in_odoo_is_for_finance_to_enter() -> None:
    draft = checked(think(snapshot(billed(1, "27.40", "2.74"), bill=None), {}))
    assert options(draft) == {"enter": (["schedule_activity"], True)}
    assert "NL440001, base: billed 27.40 EUR" in draft.actions[0].args["note"]
    assert draft.actions[0].args["model"] == "res.partner"


def test_words_about_freight_without_a_bill_are_for_a_person() -> None:
    told = snapshot(billed(1, "14.10", "1.41"))
    file = told.file.model_copy(update={"claims": (NoteClaim(text="It could not be read."),)})
    draft = checked(think(told.model_copy(update={"file": file}), {}))
    assert draft.actions == () or options(draft)["ask"][1]


def test_words_from_a_bill_are_no_formula_in_the_table() -> None:
    evil = BilledShipment(
        reference="NL440001",
        charges=(BilledCharge(kind=ChargeKind.EXTRA, name='=HYPERLINK("http://x")', amount=Decimal(5)),),
    )
    draft = think(snapshot(evil), {})
    [file] = [one for one in draft.actions if one.name is ActionName.ATTACH_EVIDENCE]
    cells = [cell for row in csv.reader(io.StringIO(file.args["text"])) for cell in row]
    assert not [cell for cell in cells if cell.startswith("=")]


def test_what_odoo_knows_in_part_it_does_not_know() -> None:
    def one(**more: Any) -> Shipped:
        given: dict[str, Any] = {"id": 1, "name": "WH/OUT/1", "state": "done", "tracking": "NL1", "country": "DE"}
        return shipped_of(Consignment(**{**given, **more}), "Europe/Brussels")

    def content(weight: str, volume: str = "0.01") -> Content:
        return Content(id=1, product=Ref(1, "x"), quantity=Decimal(2), weight=Decimal(weight), volume=Decimal(volume))

    whole = one(contents=(content("3"), content("1.5")))
    assert (whole.weight_kg, whole.volume_m3, whole.weighed) == (Decimal(9), Decimal("0.04"), "products")
    assert one(contents=(content("3"), content("0"))).weight_kg is None
    assert one(contents=()).weight_kg is None
    box = Package(id=1, weight=Decimal("10.2"), length=Decimal(400), width=Decimal(300), height=Decimal(200))
    packed = one(contents=(content("3"),), packages=(box,))
    assert (packed.weight_kg, packed.volume_m3, packed.weighed) == (Decimal("10.2"), Decimal("0.024"), "packages")
    assert one(contents=(content("3"),), packages=(box,), loose=True).weight_kg == 6


def test_decided_cases_and_procedures_raise_no_confidence() -> None:
    this = snapshot(billed(1, "15.10", "1.41"))
    like = tuple(
        Precedent(number=f"EX-{one}", verdict=PrecedentVerdict.APPROVED, did="dispute bill") for one in range(50)
    )
    file = this.file.model_copy(update={"guidance": Guidance(precedents=like)})
    without, told = think(this, {}), think(this.model_copy(update={"file": file}), {})
    assert [one.confidence for one in told.actions] == [one.confidence for one in without.actions]
    assert [one.args for one in told.actions] == [one.args for one in without.actions]
    assert "50 like it: 50 approved unchanged" in "".join(one.label for one in told.evidence)


RECEIPT = RecordRef(model="stock.picking", id=1, label="WH/OUT/00001")


def came_in(*billed_: BilledShipment, method: str = "average", **more: Any) -> ProposalDraft:
    """The first shipment of the bill is a receipt."""
    goods = LandedGoods(
        product_id=3, product="Flange", quantity=Decimal(10), method=method, weight=Decimal(more.pop("weight", 20))
    )
    given: dict[str, Any] = {
        "received": (Landable(record=RECEIPT, goods=(goods,), recorded=more.pop("recorded", ())),),
        "landed_service": Ref(40, "Inbound freight"),
    }
    return checked(think(snapshot(*billed_, **{**given, **more}), {}))


def test_the_freight_of_what_came_in_is_drafted_into_its_cost() -> None:
    draft = came_in(billed(1, "14.10", "1.41"), billed(2, "14.10", "1.41"))
    assert options(draft) == {"land": (["record_landed_cost"], True)}
    [action] = draft.actions
    # The receipt's own charges, not those of what went out.
    assert (action.args["amount"], action.args["picking"], action.args["split"]) == (
        "15.51",
        "WH/OUT/00001",
        "by_weight",
    )
    in_dollars = came_in(billed(1, "14.10", "1.41"), worth=Decimal("0.5"), currency="USD")
    assert (in_dollars.actions[0].args["amount"], in_dollars.actions[0].args["currency"]) == ("7.76", "USD")
    unweighed = came_in(billed(1, "14.10", "1.41"), weight=0)
    assert unweighed.actions[0].args["split"] == "by_current_cost_price"


def test_what_cannot_have_a_landed_cost_says_why_and_gets_none() -> None:
    for more, said in (
        ({"method": "standard"}, "Flange is valued at standard cost"),
        ({"landed_known": False}, "the module is not installed"),
        ({"recorded": ("LC/1",)}, "LC/1 holds it already"),
        ({"landed_service": None}, "no service for landed costs called Inbound freight"),
    ):
        draft = came_in(billed(1, "14.10", "1.41"), **more)
        assert draft.actions == ()
        assert any(said in fact.label for fact in draft.evidence)
    assert came_in(billed(1, "14.10", "1.41"), bill=None).actions == ()


def test_what_is_disputed_is_no_cost_yet_and_what_is_accepted_is() -> None:
    draft = came_in(billed(1, "20.00", "1.41"))
    named = options(draft)
    assert "record_landed_cost" not in named["dispute"][0]
    assert "record_landed_cost" in named["accept"][0]
    [land] = [one for one in draft.actions if one.name is ActionName.RECORD_LANDED_COST]
    names = {one.id: one.name for one in draft.actions}
    assert {names[one] for one in land.excludes} == {ActionName.DISPUTE_BILL, ActionName.REQUEST_CREDIT_NOTE}
    unknown = came_in(billed(1, "14.10", "1.41"), billed(2, "14.10", "1.41"), ours=(shipment(1), shipment(2, None)))
    assert "record_landed_cost" not in {one.name for one in unknown.actions}
