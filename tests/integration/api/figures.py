"""Cases whose proposal has figures beside it, as their specialists make them of snapshots made by hand."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from agents.freight.think import think as rebuilt
from agents.replenishment.think import think as spread
from agents.specialist import Handover, Snapshot
from agents.warehouse.think import think as planned
from cases.kind import Kind
from cases.models import CaseDraft, ProposalDraft
from cases.policy import Policy
from runtime.database import Database
from tests.integration.api.stories import Story, opened, proposed, report
from tests.unit.agents import test_backlog as work
from tests.unit.agents import test_freight_plan as bills
from tests.unit.agents import test_replenishment as goods
from tools.odoo.values import Ref

WAITING = (
    ("Garage Delattre", "Occasional", 2),
    ("Little Foundry Workshop", "Occasional", 2),
    ("Werkplaats Van Loo", "Occasional", 2),
    ("Moreau Maintenance SARL", "Occasional", 3),
    ("Kranendonk Installaties BV", "Regular", 3),
    ("Verrier Agroalimentaire SAS", "Key account", 3),
    ("Meridian Rail Services NV", "Key account", 4),
)


async def charged(database: Database, policy: Policy) -> Story:
    """A bill of six parcels: three charges not as agreed, two of which nobody can tell."""
    parcels = [
        bills.billed(1, "14.10", "1.41"),
        bills.billed(2, "27.40", "2.74"),
        bills.billed(3, "14.10", "1.00"),
        bills.billed(4, "14.10", "1.41"),
        bills.billed(5, "14.10", "1.41"),
        bills.billed(6, "14.10", "1.41"),
    ]
    ours = (*(bills.shipment(at) for at in range(1, 6)), bills.shipment(6, None))
    snapshot = bills.snapshot(*parcels, ours=ours, bill=bills.POSTED)
    return await _case(database, policy, snapshot, rebuilt(snapshot, {}), "F-1 of Northline Parcel: 107.28 EUR")


async def backlog(database: Database, policy: Policy) -> Story:
    """Seven transfers before the carrier leaves, of which the important ones come last as the work is sorted."""
    waiting = [
        work.picking(at, lines, customer=Ref(at, name), tags=(tag,)) for at, (name, tag, lines) in enumerate(WAITING, 1)
    ]
    hours = ((-3, 3), (-2, 2), (-1, 3), (0, 3), (1, 3))
    finished = {
        work.NOW + timedelta(hours=hour, weeks=-week): lines + (week % 2 if hour > 0 else 0)
        for week in range(1, 7)
        for hour, lines in hours
    }
    snapshot = work.snapshot(*waiting, finished=finished).model_copy(update={"read_at": work.NOW - timedelta(hours=3)})
    return await _case(database, policy, snapshot, planned(snapshot, {}), "2 promises miss the carrier in Antwerp")


async def uneven(database: Database, policy: Policy) -> Story:
    """Goods that run out in one place, lie in another, and are needed where the third has them; a flawed rule."""
    sold = [
        *goods.sold(goods.ANTWERP, 24, 30, 20, 26, 24, 30, 20, 26),
        *goods.sold(goods.GDANSK, 20, 22, 18, 20, 20, 22, 18, 20),
        *goods.sold(goods.LYON, 60, 60, 60, 60, 55, 60, 65, 60),
    ]
    snapshot = goods.snapshot(
        {goods.ANTWERP: 30, goods.GDANSK: 400, goods.LYON: 120},
        sold,
        rules={goods.ANTWERP: (10, 60), goods.GDANSK: (40, 160)},
    )
    return await _case(database, policy, snapshot, spread(snapshot, {}), "Bearing runs out in Antwerp")


async def _case(
    database: Database, policy: Policy, snapshot: Snapshot, draft: ProposalDraft | Handover, title: str
) -> Story:
    assert isinstance(draft, ProposalDraft)
    kind: Kind = snapshot.file.kind
    text = f"{title}\n"
    report_id = await report(database, "desk@ourcompany.example", title, text)
    case = CaseDraft(kind=kind, key=f"{kind.value}:figures", title=title, records=snapshot.file.records)
    case_id, round_id = await opened(database, report_id, title, text, case)
    assert round_id is not None
    # The snapshots are of one day; what is needed by then would have lapsed.
    fresh = draft.model_copy(update={"needed_by": None})
    return Story(case_id, await proposed(database, round_id, fresh, policy, datetime.now(UTC)))
