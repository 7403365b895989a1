"""What the playbook makes of a letter: its claims, and what else its words tell. Pure; run in a child with limits."""

from __future__ import annotations

import re
from collections.abc import Sequence

from agents.correspondence import others, signals
from agents.correspondence.confirmed import confirmed_claims
from agents.correspondence.counted import counted_claims
from agents.correspondence.dates import Reader, reader_for
from agents.correspondence.delays import StatementSubject, read_delays
from agents.correspondence.deliveries import delivery_claims
from agents.correspondence.known import KnownOrder, Mention
from agents.correspondence.languages import unread_language
from agents.correspondence.late import is_early, is_news
from agents.correspondence.letter import Letter
from agents.correspondence.likely import Likely, examples, likely
from agents.correspondence.references import order_mentions
from agents.correspondence.sensitive import is_warning, sensitive_claims, sounds_like_a_request, wishes
from agents.correspondence.text import Region, Sentence, language_of, sentences
from agents.correspondence.together import together
from agents.correspondence.told_goods import damage_claims, return_claims
from agents.correspondence.which_kind import NEAR
from agents.reading.account import UNEXPLAINED, lowered, open_items, told, unexplained
from agents.reading.accounts import given_account, is_footer, names_an_account
from agents.reading.anchors import anchors_of
from agents.reading.firm import counts_more, held_firm
from agents.reading.values import found_values
from cases.claims import (
    Claim,
    ConfirmationClaim,
    CountClaim,
    DamageClaim,
    DelayClaim,
    DeliveryClaim,
    FoundValue,
    Frozen,
    ReturnClaim,
    Span,
)
from cases.kind import Kind

ANSWER = re.compile(r"\s*(?:re|aw|antw|antwort|sv|réf?|tr)\s*:", re.IGNORECASE)


class Played(Frozen):
    """What the playbook makes of a letter.

    Attributes:
        delays: goods that come later.
        supposed: what it would say of late goods, if it is about them: where no word of it says so, and only what it
            sounds like does.
        rest: every other claim.
        deliveries: what it says of shipments to customers, before it is known which are meant.
        confirmed: what it confirms of ordered lines otherwise than they were ordered, if it is a confirmation.
        returns: what shall go back of customers' orders, if it is a wish to send something back.
        broken: what arrived broken of an order, if it is about that.
        counted: what it says was counted of an item, if it is about a count.
        likely: how near it comes to each kind, the likeliest first; nothing, where its language is not read.
        opening: the first statement of the body, for a case of which nothing else is known.
        left_over: what stands beside the claims and nothing that was read explains, in words for people.
        open_items: what is not as Odoo has it, in words for people; nothing new may only be said where there is none.
        beside_confirmed: the same without what `confirmed` explains.
        values: what fields of claims can hold, whether or not a claim holds it.
        unread: the language it is written in, where that is none of those that are read.
        thanks: it is a word of thanks and nothing further.
        marketing: it reads like a newsletter.
        warns: it warns of what others write, and asks for nothing.
        wishes: something is asked for in it.
        gives_account: it gives an account to pay into, other than at its foot.
        asks: how much more it sounds like a request for what is never done from a message than like all else.
        counts_more: beside days that Odoo has it counts something that is neither ordered nor explained.
        differs: beside a day that Odoo has for an order stands a price, a quantity or an item that Odoo does not have.
    """

    delays: tuple[DelayClaim, ...] = ()
    supposed: tuple[DelayClaim, ...] = ()
    rest: tuple[Claim, ...] = ()
    deliveries: tuple[DeliveryClaim, ...] = ()
    confirmed: tuple[ConfirmationClaim, ...] = ()
    returns: tuple[ReturnClaim, ...] = ()
    broken: tuple[DamageClaim, ...] = ()
    counted: tuple[CountClaim, ...] = ()
    likely: tuple[Likely, ...] = ()
    opening: Span | None = None
    left_over: tuple[str, ...] = ()
    open_items: tuple[str, ...] = ()
    beside_confirmed: tuple[str, ...] = ()
    values: tuple[FoundValue, ...] = ()
    unread: str | None = None
    thanks: bool = False
    marketing: bool = False
    warns: bool = False
    wishes: bool = False
    gives_account: bool = False
    asks: float = 0.0
    counts_more: bool = False
    differs: bool = False


def played(
    letter: Letter,
    orders: Sequence[KnownOrder],
    taught: tuple[tuple[str, str], ...] = (),
    accounts: frozenset[str] = frozenset(),
    sold: tuple[KnownOrder, ...] = (),
) -> Played:
    """All that the playbook makes of a letter.

    Args:
        letter: the letter.
        orders: what Odoo has.
        taught: texts of which people said the kind, each after it.
        accounts: the numbers on file of whoever writes, and our own.
        sold: the customers' orders that it names, where something of them goes back.
    """
    delays, rest = playbook(letter, orders, accounts)
    statements = [one for region in letter.regions for one in sentences(region)]
    near = likely(statements, examples(taught))
    # What tells its reader what to do announces nothing.
    orders_given = [claim.span for claim in others.instruction_claims(statements)]
    like = [one for one in near if one.kind is Kind.INBOUND_DELAY and one.near >= NEAR]
    late = next((one.span for one in like if one.span not in orders_given), None)
    told_late = any(is_news(claim, orders) and not is_early(claim, orders) for claim in delays)
    supposed = [] if told_late or late is None else playbook(letter, orders, accounts, late)[0]
    body = " ".join(region.text[region.start : region.end] for region in letter.regions[1:]) or letter.news
    opening = _opening(letter)
    readers = {region: _dates(letter, [region]) for region in letter.regions}
    anchors = list(anchors_of(statements, orders, lambda one: readers[one.region]))
    # The subject of an answer was written before; what it names is no news.
    answers = ANSWER.match(letter.mail.subject or "") is not None
    said_anew = [one for one in statements if not (answers and one.region.part == "subject")] or statements
    said_now = [
        one
        for one in anchors
        if not (answers and one.sentence.region.part == "subject")
        # The usual account stands in every letter's foot.
        and not (one.what == "account" and (is_footer(one.sentence) or not names_an_account(one.words, accounts)))
    ]
    reader = reader_for("", letter.sent, language_of(letter.news), letter.zone)
    delays = lowered(delays, anchors, orders, reader, statements)
    delays = held_firm(delays, anchors, orders, reader, statements)
    delays = [_answer(claim, letter, orders) for claim in delays]
    supposed = held_firm(supposed, anchors, orders, reader, statements)
    unread = unread_language(body)
    if unread is not None:
        # Days in figures and numbers of orders are seen; what is said of them is not understood.
        delays = [claim.model_copy(update={"sure": min(claim.sure, UNEXPLAINED)}) for claim in delays]
    left_open = open_items(delays, said_now, orders, letter.sent, letter.settled)
    confirmed = tuple(confirmed_claims(statements, said_now, orders))
    explained = {value for claim in confirmed for value in (claim.quantity, claim.price)}
    return Played(
        left_over=tuple(told(unexplained(delays, anchors, orders, reader))) if delays else (),
        open_items=tuple(told(left_open)),
        beside_confirmed=tuple(told([one for one in left_open if one.value not in explained])),
        counts_more=counts_more(delays, anchors, orders, statements),
        differs=bool(delays) and any(one.what in {"quantity", "money", "item"} for one in left_open),
        values=found_values(statements, anchors, orders, lambda one: readers[one.region]),
        unread=unread,
        delays=tuple(delays),
        supposed=tuple(one.model_copy(update={"sure": min(one.sure, UNEXPLAINED)}) for one in supposed),
        rest=tuple(rest),
        deliveries=tuple(delivery_claims(said_anew, lambda one: readers[one.region].find(one.text), letter.sent)),
        confirmed=confirmed,
        likely=() if unread else tuple(near),
        returns=tuple(return_claims(statements, sold, lambda one: readers[one.region].find(one.text))),
        broken=tuple(
            damage_claims(
                statements,
                sold,
                [one for one in orders if one.named],
                lambda one: readers[one.region].find(one.text),
            )
        ),
        counted=tuple(counted_claims(statements, lambda one: readers[one.region].find(one.text), letter.sent)),
        opening=opening.span() if opening else None,
        thanks=others.is_only_thanks(body),
        gives_account=given_account([one for one in statements if not is_footer(one)], accounts) is not None,
        warns=is_warning(statements),
        marketing=others.is_marketing(letter.news),
        asks=sounds_like_a_request(statements),
        wishes=wishes([one for one in statements if one.region.part != "subject"]),
    )


def _answer(claim: DelayClaim, letter: Letter, orders: Sequence[KnownOrder]) -> DelayClaim:
    """Less sure of all of an order, where it is said below or between what was asked and names nothing itself."""
    order = next((one for one in orders if one.ref in claim.refers_to), None)
    lines = [line for line in order.lines if line.open] if order else []
    if not letter.aside or len(lines) < 2 or any(line.ref in claim.refers_to for line in lines) or claim.span is None:
        return claim
    named = order_mentions(claim.span.quote, 0, len(claim.span.quote), orders)
    return claim if named else claim.model_copy(update={"sure": min(claim.sure, UNEXPLAINED)})


def playbook(
    letter: Letter,
    orders: Sequence[KnownOrder],
    accounts: frozenset[str] = frozenset(),
    late: Span | None = None,
) -> tuple[list[DelayClaim], list[Claim]]:
    """The claims of a letter: delays, and all others. Pure.

    Args:
        letter: the letter.
        orders: what Odoo has.
        accounts: the numbers on file of whoever writes, and our own.
        late: a statement that is taken to speak of a delay, though no word of it says so.
    """
    subject = letter.mail.subject
    context = bool(signals.DELAY.search(subject) or signals.CONFIRMS.search(letter.news))
    about = StatementSubject(
        orders=tuple(order_mentions(subject, 0, len(subject), orders)) or _only_named(letter, orders)
    )
    delays: list[DelayClaim] = []
    statements: list[Sentence] = []
    for part in dict.fromkeys(region.part for region in letter.regions):
        regions = [region for region in letter.regions if region.part == part]
        said = [sentence for region in regions for sentence in sentences(region)]
        statements += said
        fresh = StatementSubject(orders=about.orders)
        delays += read_delays(said, orders, _dates(letter, regions), context=context, subject=fresh, late=late)
        about.orders = about.orders or tuple(fresh.named[:1])
    delays = together(delays)
    to_many = letter.mail.is_bulk or others.is_marketing(letter.news)
    rest: list[Claim] = list(sensitive_claims(statements, to_many=to_many, known=accounts))
    if not is_warning(statements):
        # Who warns of what others ask quotes it.
        rest += others.instruction_claims(statements)
    taken = {(claim.span.part, claim.span.start) for claim in (*delays, *rest) if claim.span}
    # What says why, or when, belongs to the delay.
    readers = {region: _dates(letter, [region]) for region in letter.regions}
    taken |= {
        (one.region.part, one.start)
        for one in statements
        if delays and (signals.REASON.search(one.text) or readers[one.region].find(one.text))
    }
    free = [one for one in statements if (one.region.part, one.start) not in taken]
    return delays, [*rest, *others.mention_claims(free)]


def _only_named(letter: Letter, orders: Sequence[KnownOrder]) -> tuple[Mention, ...]:
    """The one order that the thread names, where what is said anew names none: an answer is about what it answers."""
    named = [order for order in orders if order.named]
    said = any(order_mentions(region.text, region.start, region.end, orders) for region in letter.regions)
    return (Mention(0, 0, named[0].name, named[0]),) if len(named) == 1 and not said else ()


def _dates(letter: Letter, regions: Sequence[Region]) -> Reader:
    text = "\n".join(region.text[region.start : region.end] for region in regions)
    sent = letter.sent
    inner = [head.date.date() for head in letter.mail.forwarded if head.date is not None]
    if any(region.said_by == "other" for region in regions) and inner:
        # 'Next Friday' was said when the inner message was written.
        sent = min(sent, max(inner))
    return reader_for(text, sent, language_of(text), letter.zone)


def _opening(letter: Letter) -> Sentence | None:
    """The first statement of the body, for a case of which nothing else is known."""
    for region in sorted(letter.regions, key=lambda one: one.part == "subject"):
        for sentence in sentences(region):
            if len(sentence.text.split()) > 3:
                return sentence
    return None
