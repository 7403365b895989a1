"""Why a report is no case. What was not looked at, and what sounds like anything, is never put away."""

from __future__ import annotations

from collections.abc import Collection, Sequence

from agents.correspondence.known import KnownOrder
from agents.correspondence.late import LATE
from agents.correspondence.letter import Letter
from agents.correspondence.playbook import Played
from agents.reading.anchors import names_a_container, names_a_number
from cases.claims import DelayClaim
from cases.kind import Kind

# How near to sounding more like a kind than like nothing at all a letter of thanks comes that says something more.
MORE_THAN_THANKS = -0.15
# Below both a letter is put away; letters of another hand that need a case came nearer than held out ones of ours.
LIKE_NOTHING = -0.15
LIKE_NO_REQUEST = -0.8
# Below this it is put away though it wishes for something and names a day, be it from a colleague: `cake on Friday`. No
# letter of a held out half that needs a case came so low, but those that ask for what no message may change.
UNLIKE_ALL = -0.3
# What is near to a kind beside those looked for is not put away for what it is besides: a newsletter, an automatic
# answer, a confirmation, whose days, quantities and prices sound like one that differs.
CONFIRMED = LATE | {Kind.CONFIRMATION_MISMATCH}
LIKE_A_KIND = 0.3
LIKE_A_REQUEST = -0.2


def machine_mail(letter: Letter) -> str | None:
    """What a mail that a program sent is; none: a person wrote it."""
    subject = letter.mail.subject or "no subject"
    if letter.mail.is_bounce:
        return f"A report that one of our mails could not be delivered ({subject})."
    if letter.mail.is_auto_reply:
        return f"An automatic answer ({subject})."
    return None


def says_more(told: Played, but: Collection[Kind] = LATE) -> bool:
    """Whether it sounds like an exception of another kind, or like a request, whatever else it is."""
    kinds = any(one.lead > LIKE_A_KIND for one in told.likely if one.kind not in but)
    return kinds or told.asks > LIKE_A_REQUEST


def why_repeated(delays: Sequence[DelayClaim], early: Sequence[str]) -> str:
    """Why days that Odoo has, and what comes earlier (told in words already), are no case."""
    if early:
        return " ".join(early)
    orders = dict.fromkeys(ref.label for claim in delays for ref in claim.refers_to if ref.model == "purchase.order")
    return f"It confirms the days that Odoo already has for {', '.join(orders) or 'the order'}."


def why_nothing(
    letter: Letter, found: Played, newsletter: bool, orders: Sequence[KnownOrder], *, ours: bool
) -> str | None:
    """Why a letter without any claim is no case; none: it is one. A colleague writes to the desk for a reason."""
    if letter.problems:
        return None
    if newsletter:
        return "A newsletter or list mail that names none of our orders."
    nearest = max((one.lead for one in found.likely), default=None)
    numbered = names_a_number(letter.news, orders)
    named = numbered or any(order.named for order in orders)
    if nearest is not None and nearest <= UNLIKE_ALL and not named and _gives_nothing(letter, found):
        return "Nothing in it is like any exception, and it names nothing of ours."
    if found.open_items or letter.mail.attachments:
        return None
    # Thanks with a remark is more than thanks: what comes nearer to a kind than to nothing at all is looked at.
    if found.thanks and (nearest is None or nearest <= MORE_THAN_THANKS):
        return "A word of thanks that says nothing further."
    if found.warns and not numbered:
        return "A warning of forged messages that asks for nothing."
    quiet = not found.wishes and found.asks < LIKE_NO_REQUEST and not numbered
    if nearest is not None and nearest <= LIKE_NOTHING and quiet and not ours:
        return "Nothing in it is like any exception, and it names nothing that Odoo does not have."
    return None


def _gives_nothing(letter: Letter, found: Played) -> bool:
    """Whether it gives no account, names no container, has nothing attached, and sounds like no request."""
    given = found.gives_account or names_a_container(letter.news) or bool(letter.mail.attachments)
    return not given and found.asks < LIKE_NO_REQUEST
