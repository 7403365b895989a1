"""The reads for a count: at most nine calls, and one for each further page of what was booked since."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta

from agents.correspondence.names import names_in
from agents.warehouse.counting.snapshot import CountSnapshot, counted_moment
from agents.world import World
from cases.claims import MentionClaim, only
from cases.models import CaseFile
from cases.roles import Role
from tools.odoo.models import Location, Product
from tools.odoo.places import StockPlace

PRODUCT = "product.product"
LOOK_BACK = timedelta(days=183)


async def collect_count(file: CaseFile, world: World) -> CountSnapshot:
    """Read what the book says of an item that somebody counted.

    Raises:
        OdooError: Odoo cannot be read now.
    """
    reader = world.reader
    snapshot = CountSnapshot(
        file=file,
        read_at=world.now,
        habits=world.habits,
        staff=tuple(await reader.users_with_role(Role.WAREHOUSE)),
        finance=tuple(await reader.users_with_role(Role.FINANCE)),
        warehouses=tuple(await reader.warehouses()),
    )
    product = await _product(snapshot, world)
    if product is None:
        return snapshot
    places = await reader.stock_places([product.id])
    place = await _place(snapshot, places, world)
    snapshot = snapshot.model_copy(update={"product": product, "places": tuple(places), "place": place})
    if place is None or snapshot.claim is None:
        return snapshot
    at: datetime = counted_moment(snapshot.claim, file.received_at or world.now, snapshot.zone)
    return snapshot.model_copy(
        update={
            "since": tuple(await reader.movements([product.id], at)),
            "before": tuple(
                one
                for one in await reader.movements([product.id], at - LOOK_BACK, counts_alone=True)
                if one.at is not None and one.at <= at
            ),
        }
    )


async def _product(snapshot: CountSnapshot, world: World) -> Product | None:
    """The item: as it was resolved, else by the code that the report gives; of several none."""
    file = snapshot.file
    refs = [*(ref for claim in file.claims for ref in claim.refers_to), *file.records]
    known = sorted({ref.id for ref in refs if ref.model == PRODUCT})
    if known and (snapshot.claim is None or snapshot.claim.read_by != "person"):
        found = await world.reader.products(known[:1])
        return found[0] if found else None
    meant = await world.reader.product_by_code(_codes(snapshot))
    products = {one.id: one for of in meant.values() for one in of}
    return next(iter(products.values())) if len(products) == 1 else None


def _codes(snapshot: CountSnapshot) -> list[str]:
    if snapshot.claim is not None:
        # A person may write it as Odoo shows it: `[BRG-6205] Bearing`.
        said = snapshot.claim.product_text.strip()
        return [said[1:].partition("]")[0] if said.startswith("[") else said]
    said_of = only(MentionClaim, snapshot.file.claims)
    return [*dict.fromkeys([*(name for one in said_of for name in one.names), *names_in(snapshot.file.title)])]


async def _place(snapshot: CountSnapshot, places: Sequence[StockPlace], world: World) -> Location | None:
    """The place that is named; where none is, the only one where the book has any of it."""
    claim = snapshot.claim
    if claim is None:
        return None
    there = {one.location.id: one.location for one in places if one.quantity}
    if not claim.place_text:
        return next(iter(there.values())) if len(there) == 1 else None
    wanted = claim.place_text.casefold()
    fitting = {one.location.id: one.location for one in places if _is_called(one.location, wanted)}
    if fitting:
        return next(iter(fitting.values())) if len(fitting) == 1 else None
    # The book has none of it there: the place itself is looked for.
    return await world.reader.place_named(claim.place_text)


def _is_called(place: Location, wanted: str) -> bool:
    name = place.name.casefold()
    return name == wanted or name.rpartition("/")[2] == wanted
