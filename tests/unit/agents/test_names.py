"""What a report names that may be in Odoo, as people write it."""

from __future__ import annotations

import pytest

from agents.correspondence.names import names_in


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("Picking WH/OUT/00301: need 8 x SDL-CF from C-12-1, shelf is empty.", ("WH/OUT/00301", "SDL-CF", "C-12-1")),
        ("OUT/00544 short", ("OUT/00544",)),
        ("S10241 il me manque des pots", ("S10241",)),
        ("needs 20 seals SEAL-40x62, bin is empty", ("SEAL-40x62",)),
        ("Bin C-11: system says 40, 31 counted twice on 24/11/2026.", ("C-11",)),
        ("The bin is empty, follow-up please.", ()),
        ("See https://example.com/a/OUT/00544 and 4/12", ()),
        ("S10241, S10241 and s10241", ("S10241", "s10241")),
        ("", ()),
    ],
)
def test_transfers_orders_and_codes(text: str, names: tuple[str, ...]) -> None:
    assert names_in(text) == names


def test_of_very_many_the_first() -> None:
    assert len(names_in(" ".join(f"S{number:05d}" for number in range(400)))) == 20
