"""A small desk to test the record with: people, a draft of every sort of action, and cases that wait for decisions."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from typing import Any

from sqlalchemy.ext.asyncio import AsyncSession

from cases.actions import ActionName
from cases.claims import DelayClaim, RecordRef
from cases.confidence import Confidence
from cases.kind import Kind
from cases.models import ActionDraft, CaseDraft, Evidence, Option, ProposalDraft, Taken
from cases.people import Person
from cases.policy import load_policy
from cases.roles import Role
from cases.status import CaseStatus, DecisionType
from cases.store.cases import cases, rounds
from cases.store.proposals import proposals
from cases.store.proposals.records import DecisionIn, EditedAction, ProposalRecord
from cases.store.reports import reports

NOW = datetime.now(UTC).replace(microsecond=0)
POLICY = load_policy()
ODOO = "11111111-2222-3333-4444-555555555555"
SURE = Confidence(value=0.8)


def person(uid: int, login: str, *roles: Role) -> Person:
    return Person(uid=uid, login=login, name=login.capitalize(), roles=frozenset(roles))


PAULA = person(11, "paula", Role.PROCUREMENT)
PETER = person(12, "peter", Role.PROCUREMENT)
SAM = person(13, "sam", Role.SALES)
WANDA = person(14, "wanda", Role.WAREHOUSE)
LOU = person(15, "lou", Role.LOGISTICS)
BOTH = person(16, "bo", Role.WAREHOUSE, Role.LOGISTICS)
MARGE = person(17, "marge", Role.PROCUREMENT_MANAGER)
VERA = person(18, "vera")


def reschedule(local: str = "a1", day: date = date(2026, 12, 4), **more: Any) -> ActionDraft:
    return ActionDraft(
        id=local,
        name=ActionName.RESCHEDULE_RECEIPT,
        args={
            "order_id": 7,
            "order": "P00007",
            "lines": [{"line_id": 71, "product": "Lamp", "late_quantity": "30", "new_date": day.isoformat()}],
        },
        premise={
            "order": "P00007",
            "lines": [{"line_id": 71, "planned": "2026-11-25T16:00:00Z"}],
            "moves": [{"id": 701, "line_id": 71, "quantity": "50", "date": "2026-11-25T16:00:00Z"}],
            "zone": "Europe/Brussels",
            "arrival_hour": 17,
        },
        confidence=SURE,
        rationale="The supplier says so.",
        evidence=("e1",),
        **more,
    )


def promise(local: str = "a2", **more: Any) -> ActionDraft:
    return ActionDraft(
        id=local,
        name=ActionName.REVISE_COMMITMENT,
        args={"order_id": 9, "order": "S00009", "customer": "Brown & Sons", "new_date": "2026-12-07"},
        premise={
            "order": "S00009",
            "customer": "Brown & Sons",
            "commitment": "2026-11-27T14:00:00Z",
            "promise": "2026-11-27T14:00:00Z",
            "pickings": [],
            "zone": "Europe/Brussels",
            "dispatch_hour": 15,
            "value": "1250.00",
        },
        confidence=SURE.model_copy(update={"value": 0.7}),
        rationale="It waits for the lamps.",
        evidence=("e1",),
        **more,
    )


def message(local: str = "a3", **more: Any) -> ActionDraft:
    return ActionDraft(
        id=local,
        name=ActionName.MESSAGE_CUSTOMER,
        args={"order_id": 9, "order": "S00009", "partner_id": 90, "partner": "Brown & Sons", "new_date": "2026-12-07"},
        premise={"order": "S00009", "email": "brown@example.com"},
        confidence=SURE,
        rationale="They want to know.",
        evidence=("e1",),
        **more,
    )


def credited(local: str) -> ActionDraft:
    """A delivery credited."""
    return ActionDraft(
        id=local,
        name=ActionName.OFFER_CREDIT,
        args={
            "picking_id": 8,
            "picking": "ANT/OUT/00008",
            "order_id": 9,
            "order": "S00009",
            "invoice_id": 30,
            "invoice": "INV/2026/00007",
            "account_id": 41,
            "account": "Goodwill to customers",
            "amount": "37.5",
            "currency": "EUR",
            "text": "Credit for lost lamps",
        },
        premise={"customer_id": 90, "customer": "Brown & Sons", "untaxed": "50", "worth": "37.5"},
        confidence=SURE,
        rationale="It was billed.",
        evidence=("e1",),
    )


def shipped_again(local: str, picking_id: int = 8) -> ActionDraft:
    """A delivery shipped again."""
    return ActionDraft(
        id=local,
        name=ActionName.SHIP_REPLACEMENT,
        args={
            "picking_id": picking_id,
            "picking": f"ANT/OUT/0000{picking_id}",
            "order_id": 9,
            "order": "S00009",
            "warehouse_id": 1,
            "warehouse": "Ghent",
            "ships": "2026-12-04",
            "lines": [{"move_id": 12, "product": "Lamp", "quantity": "3"}],
        },
        premise={
            "customer_id": 90,
            "customer": "Brown & Sons",
            "stock_id": 4,
            "goods": [
                {"move_id": 12, "product_id": 5, "lost": "3", "free": "8", "own_need": "0", "unit_cost": "12.50"},
            ],
            "zone": "Europe/Brussels",
            "dispatch_hour": 15,
        },
        confidence=SURE,
        rationale="They are free.",
        evidence=("e1",),
    )


def transfer(local: str = "a4", quantity: str = "40", **more: Any) -> ActionDraft:
    """Worth 100 a piece: forty need the warehouse and logistics, ten the warehouse alone."""
    return ActionDraft(
        id=local,
        name=ActionName.TRANSFER_STOCK,
        args={
            "product_id": 5,
            "product": "Lamp",
            "quantity": quantity,
            "unit_id": 1,
            "from_warehouse_id": 1,
            "from_warehouse": "Ghent",
            "to_warehouse_id": 2,
            "to_warehouse": "Liège",
            "leaves": "2026-11-24",
            "arrives": "2026-11-25",
        },
        premise={
            "free": "60",
            "own_need": "0",
            "at_receiver": "0",
            "unit_cost": "100",
            "from_location_id": 1,
            "to_location_id": 2,
            "transit_location_id": 3,
            "from_type_id": 1,
            "to_type_id": 2,
            "from_zone": "Europe/Brussels",
            "to_zone": "Europe/Brussels",
            "dispatch_hour": 15,
            "arrival_hour": 17,
        },
        confidence=SURE,
        rationale="Ghent can spare them.",
        evidence=("e1",),
        **more,
    )


def reattempt(local: str = "a5", **more: Any) -> ActionDraft:
    """What another company is asked for."""
    return ActionDraft(
        id=local,
        name=ActionName.REQUEST_REATTEMPT,
        args={
            "picking_id": 50,
            "picking": "WH/OUT/00050",
            "tracking": "NP0000000050",
            "partner_id": 80,
            "partner": "Northline Parcel",
        },
        premise={"email": "desk@northline.example", "state": "done", "tracking": "NP0000000050"},
        confidence=SURE,
        rationale="Nobody was at home.",
        evidence=("e1",),
        **more,
    )


def draft(*actions: ActionDraft, **more: Any) -> ProposalDraft:
    return ProposalDraft(
        summary="P00007 comes nine days late; Brown & Sons is hurt.",
        if_nobody_acts="Brown & Sons’ promise of 27 Nov is broken without a word.",
        actions=actions,
        evidence=(Evidence(id="e1", source="email", label="The supplier’s mail", quote="will arrive on 4 December"),),
        **more,
    )


def whole_draft() -> ProposalDraft:
    """The receipt, the promise that rests on it, the message about the promise."""
    return draft(
        reschedule(),
        promise(depends_on=("a1",)),
        message(takes={"new_date": Taken(action="a2", field="new_date")}),
        options=(
            Option(
                id="o1",
                label="Tell the customer",
                effect="Nine days later",
                cost="none",
                recommended=True,
                action_ids=("a1", "a2", "a3"),
            ),
        ),
    )


def delay(day: date = date(2026, 12, 4), order: int = 7, **more: Any) -> DelayClaim:
    return DelayClaim(
        order_text=f"P{order:05}",
        new_date=day,
        refers_to=(RecordRef(model="purchase.order", id=order, label=f"P{order:05}"),),
        **more,
    )


def case_draft(*claims: DelayClaim, order: int = 7, kind: Kind = Kind.INBOUND_DELAY) -> CaseDraft:
    return CaseDraft(
        kind=kind,
        key=f"{kind}:purchase.order:{order}",
        title=f"P{order:05} late",
        partner=RecordRef(model="res.partner", id=70, label="Lumen NV"),
        records=(RecordRef(model="purchase.order", id=order, label=f"P{order:05}"),),
        claims=claims or (delay(order=order),),
    )


async def a_report(session: AsyncSession, text: str = "late", **more: Any) -> str:
    given: dict[str, Any] = {
        "source": "email",
        "sender": "sales@lumen.example",
        "delivery_id": None,
        "content": text.encode(),
        "media_type": "message/rfc822",
    }
    return (await reports.keep(session, **{**given, **more})).report_id


async def a_round(session: AsyncSession, order: int = 7) -> tuple[str, str]:
    """A case with its first round; their ids."""
    report_id = await a_report(session, f"order {order} is late")
    filed = await cases.open_or_join(session, report_id, case_draft(order=order), needs_person=False)
    assert filed.round_id is not None
    await cases.set_status(session, filed.case_id, CaseStatus.INVESTIGATING)
    return filed.case_id, filed.round_id


async def proposed(
    session: AsyncSession, what: ProposalDraft | None = None, *, order: int = 7, now: datetime = NOW
) -> ProposalRecord:
    """A case that waits for people."""
    _, round_id = await a_round(session, order)
    proposal_id = await proposals.propose(session, round_id, what or whole_draft(), POLICY, database=ODOO, now=now)
    return await proposals.load(session, proposal_id)


def local(proposal: ProposalRecord, name: str) -> Any:
    return next(action for action in proposal.actions if action.local_id == name)


def says(
    proposal: ProposalRecord,
    name: str,
    kind: DecisionType = DecisionType.APPROVE,
    *,
    args: dict[str, Any] | None = None,
    **more: Any,
) -> DecisionIn:
    action = local(proposal, name)
    if args is not None:
        more["edited_action"] = EditedAction(name=action.name, args={**action.args, **args})
    return DecisionIn(**{"action_id": action.id, "digest": action.digest, "type": kind, **more})


def worth(quantity: str) -> Decimal:
    return Decimal(quantity) * 100


async def rounds_of(session: AsyncSession, case_id: str) -> str | None:
    return await rounds.open_round(session, case_id)


def later(**delta: float) -> datetime:
    return NOW + timedelta(**delta)
