"""Who wrote a report, as far as Odoo knows, and which of our orders they may be writing about."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Literal
from zoneinfo import ZoneInfo

from agents.correspondence.known import KnownLine, KnownOrder
from agents.correspondence.letter import Letter
from agents.correspondence.records import Records
from agents.correspondence.references import candidates, named_in
from cases.claims import MAX_WORDS, RecordRef
from runtime.settings import Settings
from tools.mail import Authentication
from tools.odoo.models import Partner, PurchaseLine, PurchaseOrder
from tools.odoo.values import Ref

LIKE_A_REFERENCE = re.compile(
    r"(?<![\w@./-])(?=[A-Z0-9/.-]*\d{3})(?=[A-Z0-9/.-]*[A-Z/-])[A-Z0-9][A-Z0-9/.-]{4,24}(?![\w@])"
)
MAX_NAMED = 20
LEAST_NAME = 5
# What many companies are called, and no one alone.
COMPANY_WORDS = """
    gmbh limited company group holding international trading textile textiles industries industrie handel handels
    transport transports logistik logistics spedition components technik systems service services werke fabrik
    fabrique maison atelier société etablissements établissements fratelli supplies products produkte produits
"""
_COMPANY_WORDS = frozenset(COMPANY_WORDS.split())
# A year, a day, a week.
NO_REFERENCE = re.compile(
    r"(?:19|20)\d\d|\d{1,4}([-/.])\d{1,2}(?:\1\d{1,4})?|\d{1,2}[-/.](?:19|20)\d\d|[kc]?w\s?\d{1,2}", re.I
)


@dataclass(frozen=True)
class Writer:
    """Whose word it is.

    Attributes:
        address: the address that counts: of a mail our own people forwarded, that of the message inside.
        companies: companies in Odoo that it may belong to; more than one: not sure which.
        known_by: how it was found. `claimed`: only the text that a colleague forwarded says so. `passed_on`: only the
            text that somebody else forwarded says so. `ours`: a colleague's own words.
        authentication: what the receiving servers found.
    """

    address: str
    companies: dict[int, RecordRef]
    known_by: Literal["address", "domain", "claimed", "passed_on", "ours", "unknown"]
    authentication: Authentication = "unknown"
    passed_on_by: str = ""

    @property
    def partner(self) -> RecordRef | None:
        """The company, where it is only one."""
        return next(iter(self.companies.values())) if len(self.companies) == 1 else None

    def trust(self, owner: int | None) -> float:
        """How far its word about an order of that company goes, from 0 to 1."""
        by = {"address": 1.0, "domain": 0.95, "claimed": 0.85, "passed_on": 0.6, "ours": 0.9, "unknown": 0.5}[
            self.known_by
        ]
        if self.companies and owner is not None and owner not in self.companies:
            by = 0.4
        return by * {"fail": 0.5, "none": 0.75}.get(self.authentication, 1.0)

    def doubts(self, owner: RecordRef | None) -> list[str]:
        """Why its word does not go all the way, in plain words."""
        found: list[str] = []
        of = f" for {owner.label}" if owner else ""
        if self.companies and owner is not None and owner.id not in self.companies:
            names = " or ".join(company.label for company in self.companies.values())
            found.append(f"The sender {self.address} belongs to {names}, but the order is {owner.label}'s.")
        elif self.known_by == "unknown":
            found.append(f"Odoo does not know the sender {self.address or '(none named)'}{of}.")
        elif self.known_by == "claimed":
            found.append(
                f"A colleague forwarded it; that {self.address} wrote it is only what the forwarded text says."
            )
        elif self.known_by == "passed_on":
            found.append(f"{self.passed_on_by} passed it on; that {self.address} wrote it is only what the text says.")
        if self.authentication == "fail":
            found.append("The mail server could not confirm that this mail comes from where it says.")
        elif self.authentication == "none":
            found.append("None of our mail servers vouches that this mail comes from where it says.")
        return found


async def find_writer(letter: Letter, sender: str, reader: Records, settings: Settings) -> Writer:
    """Who wrote it. One or two calls to Odoo; none for a colleague's own words.

    Args:
        letter: the report.
        sender: what intake knows of who delivered it; counts where the mail names no sender.
        reader: Odoo.
        settings: `own_domains` says who is a colleague.
    """
    mail = letter.mail
    address = mail.sender_address or (sender.lower() if "@" in sender else "")
    own = {domain.strip().lower() for domain in settings.own_domains.split(",") if domain.strip()}
    inner = next((head.sender_address for head in reversed(mail.forwarded) if head.sender_address), "")
    if address.rpartition("@")[2] in own:
        if not inner or inner.rpartition("@")[2] in own:
            return Writer(address, {}, "ours", mail.authentication)
        companies, _ = await _companies(inner, reader)
        return Writer(inner, companies, "claimed" if companies else "unknown", mail.authentication)
    companies, by = await _companies(address, reader)
    if inner and inner.rpartition("@")[2] != address.rpartition("@")[2]:
        # Somebody passed on a message: what it says about itself is all there is.
        told, _ = await _companies(inner, reader)
        if told and told.keys() != companies.keys():
            if not companies:
                return Writer(address, told, "unknown", mail.authentication)
            return Writer(inner, told, "passed_on", mail.authentication, passed_on_by=address)
    return Writer(address, companies, by if companies else "unknown", mail.authentication)


async def _companies(address: str, reader: Records) -> tuple[dict[int, RecordRef], Literal["address", "domain"]]:
    matches = await reader.find_partner(address) if address else []
    found = {company.id: company for match in matches if (company := company_of(match.partner))}
    return found, matches[0].by if matches else "domain"


def company_of(partner: Partner) -> RecordRef:
    """The company a partner belongs to, or itself."""
    company = partner.company
    return RecordRef(
        model="res.partner",
        id=company.id if company else partner.id,
        label=((company.name if company else "") or partner.name)[:MAX_WORDS],
    )


async def find_orders(letter: Letter, writer: Writer, reader: Records, settings: Settings) -> list[KnownOrder]:
    """The purchase orders the report may be about: those it names, and the writer's open ones. One call.

    Where that finds none, one more for what looks like a vendor's own number, and two for a vendor's name.
    """
    text = "\n".join(letter.parts.values())
    wanted, other = list(candidates(text))[:MAX_NAMED], _like_references(text)
    if writer.partner is None and writer.known_by != "ours" and not wanted and not other:
        return []
    vendor = writer.partner.id if writer.partner else None
    orders = await reader.orders_to_read(vendor, [name.upper() for name in wanted])
    if not orders and other:
        # A forwarder names an order by the vendor's own number, and with no word that says so.
        orders = await reader.orders_to_read(vendor, other)
    if not orders and writer.known_by in {"ours", "address", "domain"}:
        # Who writes of somebody else's goods names them: `Hobbelmans called`.
        vendor = _named_vendor(letter.news, await reader.vendors_awaited())
        orders = await reader.orders_to_read(vendor, []) if vendor is not None else []
    is_named = named_in(text)
    known = [_known(order, is_named, order.zone or settings.timezone) for order in orders]
    theirs = [order for order in known if order.partner.id == vendor]
    # A number that is the writer's own reference is not another vendor's order of that name.
    meant = {reference.casefold() for order in theirs for reference in order.references}
    return [*theirs, *(order for order in known if order not in theirs and order.name.casefold() not in meant)]


def _named_vendor(text: str, vendors: Sequence[Ref]) -> int | None:
    """The one vendor whose name, or the first word of it that is no company's form, stands in a text."""
    said = set(re.findall(r"[^\W\d_]+", text))
    found = {vendor.id for vendor in vendors if (word := _called(vendor.name)) and {word, word.upper()} & said}
    return next(iter(found)) if len(found) == 1 else None


def _called(name: str) -> str | None:
    """The word by which people call a company."""
    words = (word for word in re.findall(r"[^\W\d_]+", name) if len(word) >= LEAST_NAME)
    return next((word for word in words if word.casefold() not in _COMPANY_WORDS), None)


def _like_references(text: str) -> list[str]:
    """What may be somebody's number of an order: one word of figures, and letters or dashes."""
    found = (match[0].rstrip("./-") for match in LIKE_A_REFERENCE.finditer(text))
    return list(dict.fromkeys(one for one in found if _names_an_order(one)))[:MAX_NAMED]


def _references(order: PurchaseOrder) -> list[str]:
    theirs = [one.strip() for one in re.split(r"[,;]", order.vendor_reference or "") if _names_an_order(one.strip())]
    return [order.name, *theirs]


def _names_an_order(reference: str) -> bool:
    """Whether a vendor's reference can be told from a word, a year or a day: anybody may write anything there."""
    digits = sum(letter.isdigit() for letter in reference)
    return len(reference) >= 4 and digits >= 2 and not NO_REFERENCE.fullmatch(reference)


def _known(order: PurchaseOrder, is_named: Callable[[str], bool], zone: str) -> KnownOrder:
    references = tuple(_references(order))
    vendor = company_of(order.vendor) if order.vendor else None
    return KnownOrder(
        id=order.id,
        name=order.name,
        references=references,
        partner=vendor or RecordRef(model="res.partner", id=order.partner.id, label=order.partner.name[:MAX_WORDS]),
        lines=tuple(known_line(line, zone) for line in order.lines if line.product is not None and not line.service),
        named=any(map(is_named, references)),
    )


def known_line(line: PurchaseLine, zone: str) -> KnownLine:
    """A line as texts may name it; `zone` is the one its day is meant in."""
    label = line.product.name if line.product else line.name.split("\n")[0]
    bracketed = [match[1] for match in re.finditer(r"\[([^\]\n]{2,30})\]", f"{label} {line.name}")]
    codes = dict.fromkeys(code for code in (line.product_code, *bracketed) if code and len(code) >= 3)
    name, also = _without_code(label), _without_code(line.name.split("\n")[0])
    return KnownLine(
        id=line.id,
        label=label[:MAX_WORDS],
        codes=tuple(codes),
        name=name,
        planned=line.planned.astimezone(ZoneInfo(zone)).date() if line.planned else None,
        open=line.open > 0,
        unit=line.unit.name if line.unit else None,
        quantity=line.ordered,
        left=line.open,
        price=line.price_unit,
        also="" if also.casefold() == name.casefold() else also[:MAX_WORDS],
    )


def _without_code(name: str) -> str:
    """A name without the code that Odoo sets before it."""
    return re.sub(r"^\s*\[[^\]]*\]\s*", "", name).strip()


def only_open_order(orders: Sequence[KnownOrder]) -> KnownOrder | None:
    """The one order with goods still to come, where there is only one."""
    found = [order for order in orders if any(line.open for line in order.lines)]
    return found[0] if len(found) == 1 else None
