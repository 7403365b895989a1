"""The accounts that a report gives, held against those that Odoo has of its writer.

It knows no language: a valid number that is none of those on file is the sign, wherever it stands. At the foot of a
letter, or on a bill, it counts only where no number beside it is on file: a company may have several.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from agents.correspondence.known import KnownOrder
from agents.correspondence.letter import Letter
from agents.correspondence.records import Records
from agents.correspondence.text import sentences
from agents.correspondence.writer import Writer
from agents.reading.accounts import account_numbers, is_footer, may_name_an_account, without_own
from cases.claims import RecordRef, SensitiveClaim, Span

SURE = 0.9
MAX_GIVEN = 20
MAX_FILE = 500_000
# Of a number as a country writes it, without its bank.
LEAST_FIGURES = 7


@dataclass(frozen=True)
class GivenAccount:
    """A valid account number, bare.

    Attributes:
        span: where it stands; none: in a file that is no text.
        in_foot: among a company's particulars, or on a bill.
    """

    number: str
    span: Span | None
    in_foot: bool


@dataclass(frozen=True)
class GivenAccounts:
    """What a report gives, and what Odoo has.

    Attributes:
        given: in the order in which they stand, history left out.
        whose: the company that they should belong to; none: nobody knows whose they are.
        on_file: what Odoo has of that company; empty: nothing to compare with.
        ours: our own, which are given to nobody.
    """

    given: tuple[GivenAccount, ...] = ()
    whose: RecordRef | None = None
    on_file: frozenset[str] = frozenset()
    ours: frozenset[str] = frozenset()

    @property
    def known(self) -> frozenset[str]:
        """The numbers that are no news: on file, ours, or one of them with its bank and country before it."""
        there = self.on_file | self.ours
        national = [one for one in there if one.isdigit() and len(one) >= LEAST_FIGURES]
        longer = {one.number for one in self.given if any(number in one.number for number in national)}
        return there | longer

    @property
    def strange(self) -> GivenAccount | None:
        """The first that is not on file, where anything is."""
        if not self.on_file:
            return None
        known = self.known
        beside = any(one.in_foot and one.number in known for one in self.given)
        return next((one for one in self.given if one.number not in known and not (one.in_foot and beside)), None)

    def claim(self) -> SensitiveClaim | None:
        """That money is asked for elsewhere than usual."""
        one = self.strange
        return SensitiveClaim(span=one.span, about="bank", sure=SURE) if one is not None else None

    def remarks(self) -> tuple[str, ...]:
        """What comparing came to, in words for people: of the one that is not on file, else of each."""
        if self.whose is None:
            return ()
        one = self.strange
        if one is not None:
            return (f"The account {spaced(one.number)} is none of those that Odoo has of {self.whose.label}.",)
        told = [one.number for one in self.given if one.number not in self.ours]
        if not self.on_file:
            return (f"Odoo has no account of {self.whose.label} to compare with.",) if told else ()
        numbers = dict.fromkeys(number for number in told if number in self.known)
        return tuple(f"The account {spaced(number)} is one that Odoo has of {self.whose.label}." for number in numbers)


def spaced(number: str) -> str:
    """A number as people write it, in groups of four."""
    return " ".join(number[at : at + 4] for at in range(0, len(number), 4))


async def find_accounts(
    letter: Letter, writer: Writer, carrier: RecordRef | None, orders: Sequence[KnownOrder], reader: Records
) -> GivenAccounts:
    """The accounts of a report and those on file. One call to Odoo, none where none is given.

    Args:
        letter: the report, with the words of the bills attached to it.
        writer: whose they should be; where nobody knows that, the vendor's whose order is named.
        carrier: whose the bills attached to it are.
        orders: what Odoo has.
        reader: Odoo.

    Raises:
        OdooError: Odoo cannot be read now.
    """
    given = tuple(_given(letter))[:MAX_GIVEN]
    if not given:
        return GivenAccounts()
    named = {order.partner.id: order.partner for order in orders if order.named}
    whose = carrier or writer.partner or (next(iter(named.values())) if len(named) == 1 else None)
    if whose is None:
        return GivenAccounts(given)
    found = await reader.accounts_of(whose.id)
    return GivenAccounts(given, whose, found.theirs, found.ours)


def _given(letter: Letter) -> list[GivenAccount]:
    said = [
        GivenAccount(number, one.span(), is_footer(one))
        for region in letter.regions
        # Few letters give any; those are taken apart.
        if may_name_an_account(region.text[region.start : region.end])
        for one in sentences(region)
        for number in account_numbers(without_own(one.text))
    ]
    files = (one.content[:MAX_FILE] for one in letter.mail.attachments if one.name.lower().endswith(".xml"))
    return said + [
        GivenAccount(number, None, in_foot=True)
        for content in files
        for number in account_numbers(content.decode("utf-8", "replace"))
    ]
