"""A reorder rule's two values change together, only from what was seen, and come back exactly."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest
from pydantic import ValidationError

from cases.actions import AdjustReorderRule
from cases.actions.adjust_reorder_rule import MODEL, SeenRule
from runtime.settings import Wire
from tests.integration.tools.odoo.writes.approving import approve
from tests.integration.tools.odoo.writes.trading import Trading, changes, dump
from tools.odoo.client import OdooSession
from tools.odoo.errors import NoAccess, Refused
from tools.odoo.writes import WRITES, CannotUndoError, OdooWriter, PremiseChangedError, apply, begun, found, undo
from tools.odoo.writes import untouched as may_be_sent_again

pytestmark = pytest.mark.odoo
both_wires = pytest.mark.parametrize("wire", [Wire.JSON2, Wire.JSONRPC])
LEVELS = ["product_min_qty", "product_max_qty", "trigger", "active", "product_id", "warehouse_id"]


async def rule(odoo: OdooSession, trading: Trading, **values: Any) -> tuple[AdjustReorderRule, SeenRule]:
    """Nuts in the south, ordered below 5 up to 12 until now; meant are 30 and 90."""
    south = trading.warehouses["SOUTH"]
    [made] = await odoo.create(
        MODEL,
        [
            {
                "product_id": trading.products["Nut"],
                "warehouse_id": south["id"],
                "location_id": south["stock"],
                "product_min_qty": 5,
                "product_max_qty": 12,
                "trigger": "manual",
                **values,
            }
        ],
    )
    [row] = await odoo.read(MODEL, [made], ["name"])
    [product] = await odoo.read("product.product", [trading.products["Nut"]], ["uom_id"])
    args = AdjustReorderRule(
        rule_id=made,
        rule=row["name"],
        product_id=trading.products["Nut"],
        product="Nut",
        warehouse_id=south["id"],
        warehouse="South",
        unit_id=product["uom_id"][0],
        minimum=Decimal(30),
        maximum=Decimal(90),
    )
    return args, SeenRule(minimum=Decimal(5), maximum=Decimal(12), automatic=False)


async def levels(odoo: OdooSession, args: AdjustReorderRule) -> tuple[float, float]:
    [row] = await odoo.read(MODEL, [args.rule_id], LEVELS)
    return row["product_min_qty"], row["product_max_qty"]


@both_wires
async def test_both_values_and_back(admin: OdooSession, writer: OdooWriter, trading: Trading) -> None:
    args, premise = await rule(admin, trading)
    approved, write = approve(args, premise, writer.uuid), WRITES[args.name]
    start, other = await dump(admin), await admin.read(MODEL, [args.rule_id], LEVELS)
    assert await write.guards(writer, args, premise) == []
    before = await write.before(writer, args, premise)
    assert not await begun(writer, approved)
    assert await may_be_sent_again(writer, approved, before)
    await apply(writer, approved)
    await apply(writer, approved)
    assert await levels(admin, args) == (30, 90)
    assert await found(writer, approved)
    assert await begun(writer, approved)
    assert not await may_be_sent_again(writer, approved, before)
    read_back = await write.verify(writer, args, premise, before, approved.key)
    assert read_back.ok, read_back.note
    assert read_back.note == "At its next run Odoo proposes to order 90 Units by it."
    assert changes(start, await dump(admin)) == {}

    restored = await undo(writer, approved, before, read_back.after)
    assert restored.ok, restored.note
    assert await admin.read(MODEL, [args.rule_id], LEVELS) == other


async def test_the_obvious_way_is_fooled_and_not_taken(
    admin: OdooSession, writer: OdooWriter, trading: Trading
) -> None:
    """Odoo raises the maximum to a higher minimum without a word, and an undo of the minimum leaves it there."""
    args, premise = await rule(admin, trading)
    await admin.write(MODEL, [args.rule_id], {"product_min_qty": 200})
    assert await levels(admin, args) == (200, 200)
    await admin.write(MODEL, [args.rule_id], {"product_min_qty": 5})
    assert await levels(admin, args) == (5, 200)
    with pytest.raises(ValidationError, match="the minimum cannot be above the maximum"):
        AdjustReorderRule.model_validate({**args.model_dump(), "minimum": "200", "maximum": "80"})

    await admin.write(MODEL, [args.rule_id], {"product_min_qty": 5, "product_max_qty": 12})
    high = args.model_copy(update={"minimum": Decimal(200), "maximum": Decimal(200)})
    approved, write = approve(high, premise, writer.uuid), WRITES[args.name]
    before = await write.before(writer, high, premise)
    await apply(writer, approved)
    after = (await write.verify(writer, high, premise, before, approved.key)).after
    assert (await undo(writer, approved, before, after)).ok
    assert await levels(admin, args) == (5, 12)


async def test_what_somebody_set_meanwhile_is_left_alone(
    admin: OdooSession, writer: OdooWriter, trading: Trading
) -> None:
    args, premise = await rule(admin, trading)
    approved, write = approve(args, premise, writer.uuid), WRITES[args.name]
    before = await write.before(writer, args, premise)
    await admin.write(MODEL, [args.rule_id], {"product_max_qty": 40})
    assert await write.guards(writer, args, premise) == [
        f"Somebody set other values of {args.rule} meanwhile: 5 to 40."
    ]
    with pytest.raises(PremiseChangedError):
        await apply(writer, approved)
    assert await levels(admin, args) == (5, 40)

    await admin.write(MODEL, [args.rule_id], {"product_max_qty": 12})
    await apply(writer, approved)
    after = (await write.verify(writer, args, premise, before, approved.key)).after
    await admin.write(MODEL, [args.rule_id], {"product_max_qty": 100})
    assert not (await write.verify(writer, args, premise, before, approved.key)).ok
    with pytest.raises(CannotUndoError, match="Somebody set other values"):
        await undo(writer, approved, before, after)
    assert await levels(admin, args) == (30, 100)
    await admin.write(MODEL, [args.rule_id], {"active": False})
    assert await write.guards(writer, args, premise) == [f"{args.rule} is no longer in use."]
    await admin.unlink(MODEL, [args.rule_id])
    assert await write.guards(writer, args, premise) == [f"{args.rule} no longer exists."]


async def test_the_account_sets_two_values_and_no_more(
    admin: OdooSession, writer: OdooWriter, trading: Trading
) -> None:
    args, _ = await rule(admin, trading)
    finer = args.model_copy(update={"maximum": Decimal("90.125")})
    seen = SeenRule(minimum=Decimal(5), maximum=Decimal(12))
    [said] = await WRITES[args.name].guards(writer, finer, seen)
    assert "90.125 cannot be kept" in said
    for values in ({"trigger": "auto"}, {"active": False}, {"product_min_qty": 1, "snoozed_until": "2030-01-01"}):
        with pytest.raises((NoAccess, Refused)):
            await writer.write(MODEL, args.rule_id, values)
    with pytest.raises((NoAccess, Refused)):
        await writer.create(MODEL, [{"product_id": trading.products["Pin"], "product_min_qty": 9}])
    with pytest.raises((NoAccess, Refused)):
        await writer.unlink(MODEL, [args.rule_id])
    with pytest.raises((NoAccess, Refused)):
        await writer.call(MODEL, "action_replenish", [args.rule_id])
    assert await levels(admin, args) == (5, 12)
