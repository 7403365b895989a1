"""One report in, a `Reading` out: what it claims, resolved against Odoo, as one case for each exception.

The playbook reads without any model. A model, where there is one, reads the same text a second time without tools:
what it claims must stand literally in the text, and where the two differ both are less sure.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from agents.answers import ReportAnswer
from agents.correspondence import signals
from agents.correspondence.bills import Bills, find_bills
from agents.correspondence.grounding import grounded
from agents.correspondence.in_detail import (
    as_confirmed,
    as_counted,
    as_supposed,
    not_confirmed,
    of_its_order,
    with_goods,
)
from agents.correspondence.known import KnownOrder
from agents.correspondence.late import LATE, is_conditional, quote, sorted_out, sounds_late
from agents.correspondence.letter import TOO_MUCH, Letter, open_letter
from agents.correspondence.names import names_in
from agents.correspondence.on_file import GivenAccounts, find_accounts
from agents.correspondence.playbook import Played
from agents.correspondence.promised import about_them, feared_for
from agents.correspondence.put_away import CONFIRMED, machine_mail, says_more, why_nothing, why_repeated
from agents.correspondence.records import Records
from agents.correspondence.second import compared
from agents.correspondence.shipped import ClaimOfShipment, resolved
from agents.correspondence.sold import delivered, find_sold, records_of
from agents.correspondence.which_kind import Decided, decide, likeliest, mention, open_to
from agents.correspondence.writer import Writer, find_orders, find_writer
from agents.reading.account import UNEXPLAINED
from agents.reading.anchors import names_a_container
from agents.reading.cases import Found, cases_of
from agents.reading.limited import LimitedReading
from agents.reading.pictures import pictures_of
from cases.claims import (
    MAX_RECORDS,
    Claim,
    DelayClaim,
    DeliveryClaim,
    FoundValue,
    GoodsClaim,
    SensitiveClaim,
    only,
)
from cases.claims.sensitive import STOPS
from cases.kind import Kind
from cases.kinds import Sender
from cases.models import Reading
from runtime.limited import CutOffError
from runtime.settings import Settings
from tools.mail import server_names

if TYPE_CHECKING:
    from agents.model import Model

_OF_BILLS = frozenset({Kind.FREIGHT_DISCREPANCY, Kind.INVOICE_MISMATCH, Kind.UNCLASSIFIED})
# Our transfers to customers, as Odoo numbers them.
OUTGOING = re.compile(r"(?<![A-Z0-9/])[A-Z0-9]{1,5}/(?:OUT|PICK|PACK)/\d+")
UNREAD = "It is written in {language}, which is not read here without a model: only days and numbers were seen."
# As far as the word of somebody who is not known goes.
NOT_UNDERSTOOD = 0.5
# How near a letter about late goods comes to a kind whose words it uses besides.
LIKE_BOTH = 0.3
_OF_SHIPMENTS = frozenset({Kind.FAILED_DELIVERY, Kind.TRANSIT_DELAY, Kind.DAMAGED_GOODS})


async def read_report(
    content: bytes,
    media_type: str,
    sender: str,
    reader: Records,
    model: Model | None,
    settings: Settings,
    received_at: datetime,
    limits: LimitedReading,
    taught: tuple[tuple[str, str], ...] = (),
    *,
    model_leads: bool = True,
    photos: bool = False,
) -> Reading:
    """What a report comes to: no case and why, one, or several.

    Args:
        content: the raw bytes, a mail or a PDF.
        media_type: as intake was told.
        sender: who delivered it, as intake knows; an address or the name of a credential.
        reader: Odoo.
        model: a second reader without tools; none: the playbook alone.
        settings: zone, own mail domains and servers.
        received_at: when it came in.
        limits: the children in which what a stranger sent is read.
        taught: texts of which people said the kind, each after its kind.
        model_leads: whether the model is believed of what it grounded where the playbook understands nothing.
        photos: whether the pages that claims stand on are drawn.

    Raises:
        OdooError: Odoo cannot be read now. Nothing inside the report raises.
    """
    servers = server_names(settings.mail_authserv)
    letter = await open_letter(content, media_type, received_at, settings.timezone, limits.open, servers)
    machine = machine_mail(letter)
    if machine and letter.mail.is_bounce:
        return Reading(nothing_new=machine, text=letter.parts, unread=letter.problems, aside=letter.aside)
    writer = await find_writer(letter, sender, reader, settings)
    bills = await find_bills(letter, writer, reader, limits)
    orders = await find_orders(bills.letter, writer, reader, settings)
    accounts = await find_accounts(letter, writer, bills.carrier, orders, reader)
    letter = bills.letter
    sold = await find_sold(letter, reader)
    try:
        told = await limits.play(letter, orders, taught, accounts.known, tuple(one.order for one in sold))
    except CutOffError:
        told = Played()
        letter = replace(letter, problems=(*letter.problems, TOO_MUCH))
    if machine and not says_more(told) and accounts.strange is None:
        return Reading(nothing_new=machine, text=letter.parts, unread=letter.problems, aside=letter.aside)
    told = told.model_copy(update={"deliveries": _shipments(told.deliveries, orders)})
    shipped = await resolved(told.deliveries, writer, reader, received_at) if told.deliveries else []
    senders: frozenset[Sender] | None = None
    if not all(claim.refers_to for claim in told.delays):
        # Whoever names an order of ours is no customer who waits.
        senders = await _senders(writer, reader)
    delays, rest = _late_goods(told, senders), [*bills.claims, *_beside(told.rest, shipped, bills)]
    if model is not None:
        own = tuple(rest)
        reckoned: tuple[FoundValue, ...] = ()

        def ground(answer: ReportAnswer) -> tuple[tuple[Claim, ...], tuple[str, ...]]:
            nonlocal reckoned
            found = grounded(answer, letter, orders, own)
            reckoned = found.reckoned
            return found.claims, found.failures

        second = await model.extract(letter.parts, letter.sent, ground)
        leads = model_leads and not told.deliveries and not bills.claims
        delays, rest = compared(delays, rest, second, letter, leads=leads)
        told = told.model_copy(update={"values": (*told.values, *reckoned)})
    delays = _of_incoming([of_its_order(claim, writer, orders) for claim in delays], told, letter)
    newsletter = (letter.mail.is_bulk or told.marketing) and not any(order.named for order in orders)
    newsletter = newsletter and not names_a_container(letter.news) and not says_more(told)
    if newsletter:
        # What a newsletter says of delays in general is about no order; a request for a bank change would be one.
        delays = [claim for claim in delays if claim.refers_to]
        rest = [claim for claim in rest if not claim.stands_for_report]
    rest = _with_account(rest, accounts)
    delays, rest = _beside_a_stop(delays, rest)
    late = sorted_out(delays, orders, letter.news)
    delays, news = late.stand, late.news
    if (
        not delays
        and not rest
        and (why := why_nothing(letter, told, newsletter, orders, ours=writer.known_by == "ours"))
    ):
        return Reading(
            nothing_new=why, text=letter.parts, unread=letter.problems, values=told.values, aside=letter.aside
        )
    told_early = tuple(dict.fromkeys(_earlier(claim) for claim in late.early if claim in delays))
    # Where nothing but what Odoo has is said, it opens no case; but only where the account closes is that known.
    closed = not (told.open_items or letter.problems or any(_is_denied(claim) for claim in delays) or told.counts_more)
    # What would be so only if something else were is for somebody to see, whatever else is confirmed beside it.
    closed = closed and not late.asked
    # Whether it may come earlier is for somebody to say; that it does is no exception.
    closed = closed and not (told_early and "?" in letter.news)
    half_understood = sounds_late(told.likely, delays) and not (told_early and signals.SOONER.search(letter.news))
    closed = closed and not half_understood
    offered: tuple[Kind, ...] = ()
    if not news and not shipped and not (delays and closed):
        # What comes earlier is nothing late, however much it sounds like it.
        sooner = not delays and signals.SOONER.search(letter.news) and not signals.DELAY.search(letter.news)
        never = LATE if (told_early and not half_understood) or late.asked or sooner else frozenset[Kind]()
        senders = await _senders(writer, reader) if senders is None else senders
        rest = [claim for claim in rest if not (claim.stands_for_report and claim.case_kind in never)]
        decided = _decided(told, rest, senders, orders, settings, never)
        rest, offered = _of_one_kind(rest, decided), likeliest(decided)
        rest = as_supposed(as_confirmed(rest, told, writer, orders), told, writer, orders)
    unread = (UNREAD.format(language=told.unread),) if told.unread and model is None else ()
    # What was not understood takes nothing back that was.
    most = NOT_UNDERSTOOD if unread else 1.0
    left = told.left_over if news else not_confirmed(told, rest)
    repeats_only = delays and not news and not rest and closed and not says_more(told, CONFIRMED)
    repeats = why_repeated(delays, told_early) if repeats_only else None
    compared_with = accounts.remarks() if any(claim.about == "bank" for claim in only(SensitiveClaim, rest)) else ()
    rest = as_counted(rest, told)
    named = names_in(f"{letter.mail.subject}\n{letter.news}")
    beside = (*letter.problems, *(() if repeats else told_early), *unread, *left, *compared_with)
    day = received_at.astimezone(ZoneInfo(settings.timezone)).date()
    returns = [one.model_copy(update={"asked_on": day}) for one in told.returns]
    goods: Mapping[Kind, Sequence[GoodsClaim]] = {
        Kind.RETURN_REQUEST: returns,
        Kind.DAMAGED_GOODS: delivered(told.broken, sold),
    }
    known = [*(one.order for one in sold), *orders]
    rest = with_goods(_borne_out(rest, told) if news else rest, goods, known, writer)
    feared = await feared_for(rest, letter, reader)
    rest = about_them(rest, feared, writer)
    found = Found(
        claims=(*news, *(claim.naming(named) for claim in rest)),
        repeated=tuple(claim for claim in delays if claim not in news),
        writer=writer.partner or bills.carrier,
        address=writer.address or sender,
        subject=letter.mail.subject,
        orders=tuple(order.ref for order in orders if order.named)[:MAX_RECORDS],
        owners={
            **{(order.ref.model, order.id): order.partner for order in orders},
            **{(one.record.model, one.record.id): one.owner for one in shipped if one.owner is not None},
            **{(one.order.model, one.order.id): one.owner for one in feared if one.owner is not None},
            **{of: one.order.partner for one in sold for of in records_of(one)},
            **bills.owners,
        },
        message=letter.mail.message_id,
        doubts={
            **{(order.ref.model, order.id): tuple(writer.doubts(order.partner)) for order in orders},
            **{(one.record.model, one.record.id): one.doubts for one in shipped},
            **{(one.order.model, one.order.id): tuple(writer.doubts(one.owner)) for one in feared},
            **{of: tuple(writer.doubts(one.order.partner)) for one in sold for of in records_of(one)},
        },
        trusts={
            **{(order.ref.model, order.id): min(writer.trust(order.partner.id), most) for order in orders},
            **{(one.record.model, one.record.id): min(one.claim.trust, most) for one in shipped},
            **{
                (one.order.model, one.order.id): min(writer.trust(one.owner.id if one.owner else None), most)
                for one in feared
            },
            **{of: min(writer.trust(one.order.partner.id), most) for one in sold for of in records_of(one)},
        },
        trust=min(writer.trust(None), most),
        says=_fingerprint(letter),
        general=(*writer.doubts(None), *beside),
        problems=beside,
        opening=told.opening,
        likely=offered,
        bills_stop=STOPS["bank"] if accounts.strange else None,
    )
    cases = cases_of(found)
    return Reading(
        cases=cases,
        nothing_new=repeats,
        text=letter.parts,
        unread=letter.problems,
        values=told.values,
        aside=letter.aside,
        photos=await pictures_of(cases, letter, limits) if photos else (),
    )


def _beside_a_stop(delays: list[DelayClaim], rest: list[Claim]) -> tuple[list[DelayClaim], list[Claim]]:
    """What a sensitive request says besides, less what is the same request once more.

    An order without any day is what it asks money for, not late; a wish about an address on file is that request.
    """
    if not any(claim.case_kind is Kind.SENSITIVE_CHANGE for claim in rest):
        return delays, rest
    dated = [claim for claim in delays if claim.new_date is not None or claim.quantity is not None]
    # Who asks for what no message may change is not believed firmly in anything else.
    late = [claim.model_copy(update={"sure": min(claim.sure, UNEXPLAINED)}) for claim in dated]
    about = {claim.about for claim in only(SensitiveClaim, rest)}
    wish = Kind.CHANGE_REQUEST if "address" in about else None
    return late, [claim for claim in rest if not (claim.stands_for_report and claim.case_kind is wish)]


def _with_account(rest: list[Claim], accounts: GivenAccounts) -> list[Claim]:
    """Every other claim, and an account that is not on file, which no words have to announce."""
    claim = accounts.claim()
    if claim is None or any(one.about == claim.about for one in only(SensitiveClaim, rest)):
        return rest
    return [*rest, claim]


def _of_incoming(delays: list[DelayClaim], told: Played, letter: Letter) -> list[DelayClaim]:
    """What is said of a shipment to a customer is no word about goods that come here, unless it names their order."""
    goes_out = bool(told.deliveries or OUTGOING.search(letter.news))
    return [claim for claim in delays if claim.refers_to or claim.order_text or not goes_out]


async def _senders(writer: Writer, reader: Records) -> frozenset[Sender]:
    """What the writer is to us; none where nobody knows."""
    if writer.known_by == "ours":
        return frozenset({Sender.COLLEAGUE})
    return await reader.trades(writer.partner.id, writer.partner.label) if writer.partner else frozenset()


def _decided(
    told: Played,
    rest: Sequence[Claim],
    senders: frozenset[Sender],
    orders: Sequence[KnownOrder],
    settings: Settings,
    never: frozenset[Kind],
) -> Decided:
    bare = [claim for claim in rest if claim.stands_for_report]
    # A shipment that Odoo does not know is one all the same: what is said of it is of its kind.
    worded = [claim.case_kind for claim in (*bare, *told.deliveries) if claim.case_kind is not None]
    if told.differs and senders <= {Sender.VENDOR}:
        worded.append(Kind.CONFIRMATION_MISMATCH)
    # Who names goods of an order and says that they go back, or are broken, writes of that.
    goods = [one.case_kind for one in (*told.returns, *told.broken) if len(one.refers_to) > 1]
    worded += [kind for kind in goods if kind is not None]
    who = senders
    if not who and settings.own_domains:
        # Whoever they are, they are none of ours.
        who = frozenset(Sender) - {Sender.COLLEAGUE}
    may_be = open_to(who, {order.ref.model for order in orders if order.named})
    left = [kind for kind in may_be if kind not in never]
    decided = decide(told.likely, worded, left)
    if decided.kind is not None and decided.kind.kind in LATE and is_conditional(decided.kind):
        return decide(told.likely, worded, [kind for kind in left if kind not in LATE])
    return decided


def _of_one_kind(rest: Sequence[Claim], decided: Decided) -> list[Claim]:
    """Every other claim, with the one kind that examples decide in place of words that merely sound like several.

    Nothing is put away by it: where examples do not decide, what words say stays, and beside nothing at all the
    likeliest kinds are named.
    """
    bare = [claim for claim in rest if claim.stands_for_report]
    others = [claim for claim in rest if not claim.stands_for_report]
    said = mention(decided)
    if said is None or any(claim.case_kind is not None for claim in others):
        return list(rest)
    undecided = all(claim.case_kind is Kind.UNCLASSIFIED for claim in bare)
    return [*others, said] if decided.kind is not None or undecided else list(rest)


def _borne_out(rest: Sequence[Claim], told: Played) -> list[Claim]:
    """Every other claim beside late goods, less words of other kinds that the letter does not sound like.

    `Demurrage as per tariff` below a new day is no bill that anybody questions.
    """
    like = {one.kind for one in told.likely if one.near >= LIKE_BOTH}
    return [claim for claim in rest if not claim.stands_for_report or told.unread or claim.case_kind in like]


def _beside(rest: Sequence[Claim], shipped: Sequence[ClaimOfShipment], bills: Bills) -> list[Claim]:
    """Every other claim, and what is said of shipments in place of sentences that merely speak of one.

    Beside a bill that was read, what the letter says of bills opens no case of its own.
    """
    if bills.claims:
        rest = [claim for claim in rest if not (claim.stands_for_report and claim.case_kind in _OF_BILLS)]
    if not shipped:
        return list(rest)
    kept = [claim for claim in rest if not (claim.stands_for_report and claim.case_kind in _OF_SHIPMENTS)]
    return [*(one.claim for one in shipped), *kept]


def _is_denied(claim: DelayClaim) -> bool:
    """Whether a day that Odoo has is named together with a `not` that takes back nothing: then it is not confirmed."""
    said = quote(claim)
    settled = signals.NO_DELAY.search(said) or signals.RETRACTS.search(said) or signals.ON_TIME.search(said)
    return signals.NOT.search(said) is not None and settled is None


def _earlier(claim: DelayClaim) -> str:
    what = claim.product_text or claim.order_text or "the order"
    day = f"{claim.new_date.day} {claim.new_date:%B %Y}" if claim.new_date else "a day"
    return f"The report says {what} arrives on {day}, earlier than planned. That is no delay; nothing follows from it."


def _fingerprint(letter: Letter) -> str:
    """Of all that is said anew, and of everything attached, whatever it is."""
    said = " ".join(letter.news.split()).casefold()
    attached = sorted(hashlib.sha256(one.content).hexdigest() for one in letter.mail.attachments)
    return hashlib.sha256("\0".join([said, *attached]).encode("utf-8", "surrogatepass")).hexdigest()


def _shipments(deliveries: Sequence[DeliveryClaim], orders: Sequence[KnownOrder]) -> tuple[DeliveryClaim, ...]:
    """What is said of shipments, less what is named by the number of a purchase order: those goods come to us."""
    ours = {reference.casefold() for order in orders for reference in order.references}
    return tuple(one for one in deliveries if (one.tracking_text or "").casefold() not in ours)


def _late_goods(told: Played, senders: frozenset[Sender] | None) -> list[DelayClaim]:
    """What is said of goods that come; what a customer says is late are goods that go out."""
    return [] if senders == frozenset({Sender.CUSTOMER}) else list(told.delays)
