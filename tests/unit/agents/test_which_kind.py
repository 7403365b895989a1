"""Which kind a letter is about: writer and references leave some, examples decide; they put nothing away."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from agents.correspondence.learned import Learned
from agents.correspondence.likely import NOTHING, Likely, examples, likely, shipped
from agents.correspondence.text import Region, sentences
from agents.correspondence.which_kind import MARGIN, TAUGHT, decide, mention, open_to
from cases.claims import Span
from cases.kind import Kind
from cases.kinds import KINDS, Sender
from evals.reading import read_set

TUNED = Path(__file__).parents[3] / "evals" / "reading" / "tuned"
SPAN = Span(part="body", start=0, end=4, quote="Word")


def near(kind: Kind, score: float, lead: float = 0.2) -> Likely:
    return Likely(kind=kind, near=score, lead=lead, span=SPAN)


def first_kind(text: str) -> Kind:
    region = Region("body", text, 0, len(text))
    return likely([*sentences(region)], examples())[0].kind


def test_every_kind_that_mail_may_bring_has_examples_in_four_languages() -> None:
    named = {label for label, _ in shipped().texts}
    mailed = {kind.value for kind, spec in KINDS.items() if spec.written_by} - {"unclassified", "sensitive_change"}
    assert mailed <= named
    assert NOTHING in named


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("We would like to send the two lamps back, please tell us the return address.", Kind.RETURN_REQUEST),
        ("Wir möchten die beiden Lampen zurücksenden, bitte nennen Sie uns das Vorgehen.", Kind.RETURN_REQUEST),
        ("De pallet is met schade aangekomen, de dozen zijn ingedeukt.", Kind.DAMAGED_GOODS),
        ("Le palette est arrivée avec des cartons écrasés et de la casse.", Kind.DAMAGED_GOODS),
        ("We counted bin C-11 again: the system says 40, there are only 31.", Kind.STOCK_DISCREPANCY),
    ],
)
def test_statements_that_no_example_holds_come_near_their_kind(text: str, kind: Kind) -> None:
    assert text not in {example for _, example in shipped().texts}
    assert first_kind(text) is kind


def test_who_wrote_and_what_is_named_leave_some_kinds() -> None:
    assert Kind.PICKING_BACKLOG not in open_to({Sender.VENDOR}, ())
    assert Kind.RETURN_REQUEST in open_to({Sender.CUSTOMER}, ())
    assert set(open_to((), ())) == set(open_to(set(Sender), ()))
    inbound = open_to({Sender.CARRIER}, {"purchase.order"})
    outbound = open_to({Sender.CARRIER}, {"stock.picking"})
    assert Kind.INBOUND_DELAY in inbound
    assert Kind.FAILED_DELIVERY not in inbound
    assert Kind.FAILED_DELIVERY in outbound
    assert Kind.INBOUND_DELAY not in outbound


def test_below_the_margin_nobody_decides_and_the_likeliest_three_are_named() -> None:
    kinds = [Kind.DAMAGED_GOODS, Kind.RETURN_REQUEST, Kind.CHANGE_REQUEST, Kind.STOCK_DISCREPANCY]
    close = [near(kind, 0.5 - number * MARGIN / 4) for number, kind in enumerate(kinds)]
    decided = decide(close, (), kinds)
    assert decided.kind is None
    claim = mention(decided)
    assert claim is not None
    assert claim.kind is Kind.UNCLASSIFIED
    assert claim.likely == tuple(kinds[:3])
    assert claim.label() == "The message may be about: damaged goods, return request, change request"


def test_a_word_that_is_used_of_a_kind_tips_the_scale_and_structure_rules_out() -> None:
    close = [near(Kind.DAMAGED_GOODS, 0.5), near(Kind.RETURN_REQUEST, 0.49)]
    worded = decide(close, [Kind.RETURN_REQUEST], list(Kind))
    assert worded.kind is not None
    assert worded.kind.kind is Kind.RETURN_REQUEST
    left = decide(close, [Kind.RETURN_REQUEST], [Kind.DAMAGED_GOODS])
    assert left.kind is not None
    assert left.kind.kind is Kind.DAMAGED_GOODS


def test_near_to_nothing_names_no_kind() -> None:
    decided = decide([near(Kind.DAMAGED_GOODS, 0.4, lead=-0.2)], (), list(Kind))
    assert decided.nothing
    assert decided.kind is None
    assert mention(decided) is None


def test_what_was_learned_knows_endings_and_compounds() -> None:
    some = Learned((("a", "the crates were crushed"), ("b", "please pay the invoice")))
    assert some.scores("a crushed crate")["a"] > some.scores("a crushed crate")["b"]
    assert some.scores("")["a"] == some.scores("...")["a"]
    assert some.scores("the crates were crushed")["a"] > 0.7


SOME = ["some kind"]
WORLD = {
    "now": "2026-11-26T09:30",
    "zone": "Europe/Brussels",
    "own_domains": ["our.example"],
    "partners": [{"domain": "kunde.example", "name": "Kunde", "role": "customer"}],
    "purchase_orders": [],
}


@pytest.mark.parametrize(
    ("body", "kinds"),
    [
        ("Hello,\n\nthank you very much.\n\nKind regards\nAnna", []),
        ("LMP-4: book 95, counted 88. Thank you for adjusting.", SOME),
        ("Danke für die Lieferung. Ein Karton war leider zerdrückt, zwei Gläser sind zerbrochen.", ["damaged_goods"]),
    ],
)
async def test_thanks_with_a_remark_is_more_than_thanks(tmp_path: Path, body: str, kinds: list[str]) -> None:
    (tmp_path / "world.json").write_text(json.dumps(WORLD))
    head = "From: Anna <anna@kunde.example>\nTo: desk@our.example\nSubject: Note\nDate: Thu, 26 Nov 2026 09:00 +0100\n"
    (tmp_path / "a.eml").write_text(f"{head}Content-Type: text/plain; charset=utf-8\n\n{body}\n")
    (tmp_path / "a.json").write_text('{"kinds": []}')
    [mail] = (await read_set(tmp_path, print)).mails
    opened = [*mail.kinds]
    assert opened == kinds or (kinds == SOME and opened)


async def test_a_wish_that_is_nobodys_exception_is_of_no_kind(tmp_path: Path) -> None:
    (tmp_path / "world.json").write_text(json.dumps(WORLD))
    head = (
        "From: Anna <anna@kunde.example>\nTo: desk@our.example\nSubject: Our yard\nDate: Thu, 26 Nov 2026 09:00 +0100\n"
    )
    body = (
        "Good morning,\n\nthe surface of our loading yard is being renewed next month. Please tell your drivers to use "
        "the gate behind the church meanwhile. Could somebody on your side please confirm that they have been told?"
    )
    (tmp_path / "a.eml").write_text(f"{head}Content-Type: text/plain; charset=utf-8\n\n{body}\n")
    (tmp_path / "a.json").write_text('{"kinds": ["unclassified"]}')
    [mail] = (await read_set(tmp_path, print)).mails
    assert mail.kinds == ("unclassified",)


async def test_the_tuned_half_of_our_own_set_stays_read() -> None:
    share = {name: one.share for name, one in (await read_set(TUNED, print)).totals.totals.items()}
    assert share["lost"] == 0
    assert share["kinds right"] >= 0.7
    assert share["wrong day or line"] == 0
    assert share["sensitive, false alarm"] == 0


LETTER = "The Frobnicator has gone walkabout again, kindly do the needful."


def ranked(text: str, taught: tuple[tuple[str, str], ...] = ()) -> dict[Kind, Likely]:
    region = Region("body", text, 0, len(text))
    return {one.kind: one for one in likely([*sentences(region)], examples(taught))}


def test_what_people_said_of_a_letter_brings_the_next_one_nearer_to_its_kind() -> None:
    taught = ((Kind.STOCK_DISCREPANCY.value, LETTER), (Kind.STOCK_DISCREPANCY.value, f"{LETTER} Thanks."))
    before, after = ranked(LETTER), ranked(LETTER, taught)
    assert next(iter(after)) is Kind.STOCK_DISCREPANCY
    assert next(iter(before)) is not Kind.STOCK_DISCREPANCY
    assert after[Kind.STOCK_DISCREPANCY].taught
    decided = decide(list(after.values()), (), list(Kind))
    assert decided.kind is not None
    claim = mention(decided)
    assert claim is not None
    assert (claim.kind, claim.sure) == (Kind.STOCK_DISCREPANCY, TAUGHT)


@pytest.mark.parametrize("text", [LETTER, "Thank you very much for the information.", "Newsletter: our new lamps."])
def test_what_people_said_puts_no_letter_away_and_moves_no_other_kind(text: str) -> None:
    taught = ((Kind.STOCK_DISCREPANCY.value, text), (NOTHING, text), ("no kind", text))
    before, after = ranked(text), ranked(text, taught)
    for kind, one in before.items():
        assert after[kind].lead >= one.lead
        if kind is not Kind.STOCK_DISCREPANCY:
            assert (after[kind].near, after[kind].lead, after[kind].taught) == (one.near, one.lead, False)


WIDE_WORLD = WORLD | {
    "partners": [
        {"domain": "kunde.example", "name": "Kunde", "role": "customer"},
        {"domain": "werk.example", "name": "Werk", "role": "vendor"},
    ],
    "purchase_orders": [
        {
            "name": "P00700",
            "ref": "WK-4410",
            "domain": "werk.example",
            "lines": [
                {
                    "code": "LMP-4",
                    "name": "Lamp 4 W",
                    "quantity": 60,
                    "due": "2026-12-10",
                    "price": "4.50",
                }
            ],
        }
    ],
}


async def kinds_of(folder: Path, sender: str, body: str) -> tuple[str, ...]:
    (folder / "world.json").write_text(json.dumps(WIDE_WORLD))
    head = f"From: {sender}\nTo: desk@our.example\nSubject: Note\nDate: Thu, 26 Nov 2026 09:00 +0100\n"
    (folder / "a.eml").write_text(f"{head}Content-Type: text/plain; charset=utf-8\n\n{body}\n")
    (folder / "a.json").write_text('{"kinds": []}')
    [mail] = (await read_set(folder, print)).mails
    return mail.kinds


@pytest.mark.parametrize(
    ("sender", "body", "kinds"),
    [
        # What a customer says is late goes out.
        (
            "anna@kunde.example",
            "Our order was due on Monday and we have still not received anything.",
            ("failed_delivery",),
        ),
        # The day is agreed, the price is not.
        (
            "sales@werk.example",
            "We confirm WK-4410: 60 pcs LMP-4 at 4.95 EUR, delivery 10 December 2026.",
            ("confirmation_mismatch",),
        ),
        ("sales@werk.example", "We confirm WK-4410: 60 pcs LMP-4 at 4.50 EUR, delivery 10 December 2026.", ()),
    ],
)
async def test_who_writes_and_what_differs_tell_the_kind(
    tmp_path: Path, sender: str, body: str, kinds: tuple[str, ...]
) -> None:
    assert await kinds_of(tmp_path, sender, body) == kinds


async def test_a_stranger_does_not_write_of_our_shelves(tmp_path: Path) -> None:
    body = "Most warehouses run out in one place while another has plenty of stock. We help you."
    assert "replenishment_imbalance" not in await kinds_of(tmp_path, "joe@soft.example", body)
