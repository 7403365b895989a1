"""Approved changes of prepared mails, not yet applied, and what Odoo shows of them. Used by the tests of execution."""

from __future__ import annotations

from cases.actions import ActionName
from cases.approvals import key_of
from cases.status import DecisionType
from cases.store.proposals.records import ActionRecord, DecisionIn, ProposalRecord
from evals.scenarios import prepared
from sandbox.story import tell
from tests.integration.graphs.hand import Company, Hand


async def proposed(hand: Hand, company: Company, key: str) -> ProposalRecord:
    report = next(one for one in prepared(tell(company.world.today)) if one.id == key)
    [case_id] = await hand.read(await hand.report(report.raw, report.sender))
    for _ in range(2):
        this = await hand.round(case_id)
        assert this is not None
        await hand.drive(this.id)
    assert this is not None
    assert this.proposal_id is not None
    return await hand.load(this.proposal_id)


async def approved(hand: Hand, company: Company, key: str, name: ActionName) -> tuple[ProposalRecord, ActionRecord]:
    """That action of a prepared mail's proposal, approved and not yet applied."""
    proposal = await proposed(hand, company, key)
    action = next(one for one in proposal.actions if one.name is name)
    said = DecisionIn(action_id=action.id, digest=action.digest, type=DecisionType.APPROVE)
    await hand.decide(proposal, action.approvals[0].need.any_of[0], said)
    return proposal, action


async def legs(hand: Hand, action_id: str) -> list[str]:
    """The states of the transfer's two legs in Odoo."""
    rows = await hand.admin.search_read("stock.picking", [["origin", "like", key_of(action_id)]], ["state"], order="id")
    return [row["state"] for row in rows]


async def moves(hand: Hand, action: ActionRecord) -> list[tuple[str, float, bool]]:
    """The open incoming moves of the late line: state, quantity, on the late day."""
    [line] = action.args["lines"]
    rows = await hand.admin.search_read(
        "stock.move",
        [["purchase_line_id", "=", line["line_id"]], ["state", "not in", ["done", "cancel"]]],
        ["state", "product_uom_qty", "date"],
        order="date",
    )
    return [(row["state"], row["product_uom_qty"], row["date"].startswith(line["new_date"])) for row in rows]
