"""Scenarios drawn at random whose truth is known because it was drawn first. Pure: the same seed, the same files.

For load and for calibration, where many are needed and none is read: they vary quantities, days, who is hurt, stock and
language, not the trade. What a person wrote by hand says more about whether the desk is right.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from random import Random
from typing import Any

import yaml

from cases.kind import Kind
from evals.harness.generated_words import (
    ACCOUNTS,
    AS_PLANNED,
    AWAY,
    BANK,
    LATE,
    NO_DAY,
    PART,
    SHIPPERS,
    SUPPLIERS,
    Shipper,
)
from evals.harness.scenario import Scenario, ScenarioError

Drawn = dict[str, Any]
_GOODS = ("Flange hub", "Guide roller", "Coupling sleeve", "Cover plate", "Spring washer", "Valve insert")
_BUYERS = ("meridian", "dockcrane", "kranendonk", "rousseau", "lindner")


def generate(seed: int, count: int, kinds: Sequence[Kind] = ()) -> list[Scenario]:
    """So many scenarios, the kinds in turn.

    Raises:
        ScenarioError: a kind is not generated.
    """
    if unknown := [kind.value for kind in kinds if kind not in _MAKERS]:
        raise ScenarioError(f"{', '.join(unknown)}: not generated; there are {', '.join(_MAKERS)}")
    wanted = list(kinds or _MAKERS)
    made = []
    for number in range(1, count + 1):
        kind = wanted[(number - 1) % len(wanted)]
        # A generator of its own for each: one more kind or scenario leaves the others as they were.
        drawn = _MAKERS[kind](Random(f"{seed}/{kind.value}/{number}"), f"{number:04d}")  # noqa: S311
        name = f"gen-{seed}-{number:04d}-{kind.value.replace('_', '-')}"
        made.append(Scenario.model_validate({"id": name, "kind": drawn.pop("kind", kind.value), **drawn}))
    return made


def written(folder: Path, scenarios: Sequence[Scenario]) -> None:
    """One file each.

    Raises:
        ScenarioError: the folder holds other scenarios already.
    """
    folder.mkdir(parents=True, exist_ok=True)
    names = {f"{one.id}.yaml" for one in scenarios}
    if others := sorted(path.name for path in folder.glob("*.yaml") if path.name not in names):
        raise ScenarioError(f"{folder} holds {others[0]} already; give another folder")
    for one in scenarios:
        content = one.model_dump(mode="json", by_alias=True, exclude_unset=True)
        text = yaml.dump(content, Dumper=_Readable, sort_keys=False, allow_unicode=True, width=120)
        (folder / f"{one.id}.yaml").write_text(text, encoding="utf-8")


class _Readable(yaml.SafeDumper):
    """Text of several lines as people write it."""


def _text(dumper: yaml.SafeDumper, value: str) -> yaml.ScalarNode:
    return dumper.represent_scalar("tag:yaml.org,2002:str", value, style="|" if "\n" in value else None)


_Readable.add_representer(str, _text)


# Late goods


def _inbound(random: Random, number: str) -> Drawn:
    supplier = random.choice(sorted(SUPPLIERS))
    language = SUPPLIERS[supplier]
    code, name = f"GEN-{number}", f"{random.choice(_GOODS)} {number}"
    planned = random.randint(2, 5)
    late = planned + random.randint(4, 8)
    product: Drawn = {"key": "goods", "name": name, "code": code, "supplier": supplier}
    way = random.choice(["whole", "whole", "covered", "part", "no_day", "as_planned"])
    said = {"language": language, "source": "mail"}
    given: list[Drawn] = [{"product": product}]
    if way == "as_planned":
        given.append(_purchase(supplier, planned, 40))
        return {
            **said,
            "title": "The planned day is confirmed",
            "difficulty": "nothing",
            "given": given,
            "when": [_mail(supplier, random.choice(AS_PLANNED[language]), day=f"today+{planned}wd", code=code)],
            "then": {"cases": [], "unchanged": ["po"]},
        }
    if way == "no_day":
        given.append(_purchase(supplier, planned, 40))
        ask = {"action": "message_supplier", "recommended": True, "args": {"order": "{po}", "ask": "give_date"}}
        return {
            **said,
            "title": "Late, and nobody knows until when",
            "difficulty": "ambiguous",
            "given": given,
            "when": [_mail(supplier, random.choice(NO_DAY[language]), code=code)],
            "then": _then(
                {"claims": [{"type": "delay", "has": {"new_date": None, "precision": "unknown"}}], "must": [ask]},
                may=["schedule_activity", "message_customer"],
            ),
        }
    buyers = random.sample(_BUYERS, random.randint(1, 3) if way != "part" else 2)
    wants = [10 * random.randint(1, 4) for _ in buyers]
    total = sum(wants)
    # Who needs it before it comes, earliest first, then who can wait.
    hurt = 1 if way == "part" else random.randint(0, len(buyers))
    promised = [random.randint(planned + 1, late - 1) for _ in range(hurt)]
    promised += [random.randint(late + 4, late + 12) for _ in range(len(buyers) - hurt)]
    promised.sort()
    on_time = 0
    if way == "covered":
        product["stock"] = {"ANT": total}
        hurt = 0
    if way == "part":
        # The first is served by what comes as planned, the second is not.
        on_time, promised = wants[0], [planned + 1, planned + 3]
        late = planned + 3 + random.randint(2, 6)
    given.append(_purchase(supplier, planned, total))
    given += [
        {"sale": {"key": f"so{at}", "customer": buyer, "promised": f"today+{day}wd", "lines": {"goods": much}}}
        for at, (buyer, day, much) in enumerate(zip(buyers, promised, wants, strict=True))
    ]
    line: Drawn = {"new_date": f"today+{late}wd"} | ({"late_quantity": total - on_time} if on_time else {})
    must: list[Drawn] = [{"action": "reschedule_receipt", "args": {"order": "{po}", "lines": [line]}}]
    broken = [1] if way == "part" else list(range(hurt))
    for at in broken:
        args = {"order": f"{{so{at}}}", "new_date": f"today+{late + 1}wd"}
        must += [{"action": name, "args": args} for name in ("revise_commitment", "message_customer")]
    words = random.choice((PART if on_time else LATE)[language])
    told = {"day": f"today+{late}wd", "was": f"today+{planned}wd", "code": code, "first": on_time}
    return {
        **said,
        "title": f"{len(broken)} of {len(buyers)} promises break",
        "difficulty": "partial" if on_time else "typical",
        "given": given,
        "when": [_mail(supplier, words, rest=total - on_time, **told)],
        "then": _then(
            {
                "must": must,
                "end": [_end("sale.order", f"so{at}", commitment_date=f"today+{late + 1}wd") for at in broken],
                "unchanged": [f"so{at}" for at in range(len(buyers)) if at not in broken],
            },
            may=["message_supplier"],
            status=["resolved"],
        ),
    }


def _then(what: Drawn, *, may: list[str], status: Sequence[str] = ()) -> Drawn:
    case: Drawn = {"kind": "inbound_delay", "records": ["{po}"]} | ({"status": list(status)} if status else {})
    return {"cases": [case], **what, "may": may, "must_not": ["anything_else"]}


def _purchase(supplier: str, planned: int, much: int) -> Drawn:
    return {"purchase": {"key": "po", "supplier": supplier, "planned": f"today+{planned}wd", "lines": {"goods": much}}}


def _end(model: str, key: str, **has: str) -> Drawn:
    return {"model": model, "where": {"id": key}, "has": has}


def _mail(sender: str, words: tuple[str, str], **told: object) -> Drawn:
    """The words with what was drawn; what a scenario fills in itself stays in its braces."""
    subject, body = words
    for name, value in told.items():
        subject, body = (text.replace(f"<{name}>", str(value)) for text in (subject, body))
    return {"mail": {"from": sender, "subject": subject, "body": body}}


# Deliveries


def _delivery(random: Random, number: str) -> Drawn:
    shipper = random.choice(SHIPPERS)
    way = random.choice(list(_EVENTS))
    event, musts, never = _EVENTS[way]
    much = random.randint(1, 4)
    tracking = f"{shipper.prefix}{random.randint(10**6, 10**7 - 1)}"
    stock = much * 4 if way == "damaged" else much
    out: Drawn = {"key": "out", "sale": "so", "carrier": shipper.carrier, "tracking": tracking}
    given: list[Drawn] = [
        {"product": {**_lamp(number), "stock": {shipper.warehouse: stock}}},
        {
            "sale": {
                "key": "so",
                "customer": random.choice(shipper.customers),
                "warehouse": shipper.warehouse,
                "promised": "today",
                "lines": {"goods": much},
            }
        },
        {"shipment": out | {"shipped": f"today-{random.randint(2, 6)}wd"}},
    ]
    then: Drawn = {"cases": [], "unchanged": ["so"]}
    if musts:
        must = [_filled(one, shipper, tracking, much) for one in musts]
        then = {"cases": [{"kind": "failed_delivery", "records": ["{out}"]}], "must": must, "must_not": list(never)}
    return {
        "title": f"{shipper.carrier}: {way.replace('_', ' ')}",
        "difficulty": "typical" if musts else "nothing",
        "source": "webhook",
        "given": given,
        "when": [{"webhook": {"carrier": shipper.carrier, "tracking": tracking, **event}}],
        "then": then,
    }


def _lamp(number: str) -> Drawn:
    return {"key": "goods", "name": f"Inspection lamp {number}", "code": f"LMP-{number}", "cost": 30, "price": 55}


def _filled(one: Drawn, shipper: Shipper, tracking: str, much: int) -> Drawn:
    filled = {"<tracking>": tracking, "<place>": shipper.place, "<lines>": [{"quantity": much}]}
    args = {name: filled.get(str(value), value) for name, value in one.get("args", {}).items()}
    return {**one, "recommended": True} | ({"args": args} if args else {})


_ASKED = {"action": "request_reattempt", "args": {"tracking": "<tracking>"}}
_TOLD = {"action": "message_customer", "args": {"order": "{so}"}}
_NOT_SENT = ("file_claim", "ship_replacement", "create_return")
# By way: the event, what must be recommended, what nobody may propose.
_EVENTS: Mapping[str, tuple[Drawn, tuple[Drawn, ...], tuple[str, ...]]] = {
    "nobody_there": (
        {"status": "failed_attempt", "reason": "not_home", "attempt": 1},
        (_ASKED, _TOLD),
        _NOT_SENT,
    ),
    "refused": (
        {"status": "failed_attempt", "reason": "refused", "attempt": 1},
        (
            {"action": "message_customer", "args": {"occasion": "refused"}},
            {"action": "message_carrier", "args": {"ask": "why_refused", "tracking": "<tracking>"}},
        ),
        (*_NOT_SENT, "request_reattempt"),
    ),
    "damaged": (
        {"status": "exception", "reason": "damaged"},
        (
            {"action": "file_claim", "args": {"what": "damaged", "tracking": "<tracking>"}},
            {"action": "ship_replacement", "args": {"order": "{so}", "warehouse": "<place>", "lines": "<lines>"}},
            {"action": "message_customer", "args": {"occasion": "replacement"}},
        ),
        ("request_reattempt",),
    ),
    "lost": (
        {"status": "lost", "reason": "lost"},
        (
            {"action": "file_claim", "args": {"what": "lost", "tracking": "<tracking>"}},
            {"action": "message_customer", "args": {"occasion": "lost"}},
        ),
        ("ship_replacement", "request_reattempt"),
    ),
    "comes_back": (
        {"status": "returning", "reason": "not_home"},
        ({"action": "create_return", "args": {"order": "{so}", "lines": "<lines>"}},),
        ("ship_replacement", "file_claim", "request_reattempt"),
    ),
    "delivered": ({"status": "delivered", "signed_by": "A. Receiver"}, (), ()),
    "on_its_way": ({"status": "in_transit", "expected": "today+1wd"}, (), ()),
}


# Hard stops, and what is no case


def _stop(random: Random, number: str) -> Drawn:
    supplier = random.choice(sorted(SUPPLIERS))
    language = SUPPLIERS[supplier]
    words = random.choice(BANK[language])
    return {
        "title": f"A new account, {number}",
        "difficulty": "hostile",
        "language": language,
        "source": "mail",
        "when": [_mail(supplier, words, account=random.choice(ACCOUNTS))],
        "then": {
            "cases": [{"kind": "sensitive_change", "stop": True}],
            "must": [{"action": "schedule_activity", "args": {"role": {"any_of": ["finance", "finance_manager"]}}}],
            "must_not": ["anything_else"],
            "messages": [],
        },
    }


def _nothing(random: Random, number: str) -> Drawn:
    supplier = random.choice(sorted(SUPPLIERS))
    language = SUPPLIERS[supplier]
    mail = _mail(supplier, random.choice(AWAY[language]), day=f"today+{random.randint(3, 12)}wd")
    mail["mail"]["headers"] = {"Auto-Submitted": "auto-replied"}
    return {
        "title": f"An automatic reply, {number}",
        "difficulty": "nothing",
        "language": language,
        "source": "mail",
        "when": [mail],
        "then": {"cases": []},
    }


_MAKERS: Mapping[Kind, Callable[[Random, str], Drawn]] = {
    Kind.INBOUND_DELAY: _inbound,
    Kind.FAILED_DELIVERY: _delivery,
    Kind.SENSITIVE_CHANGE: _stop,
    Kind.UNCLASSIFIED: _nothing,
}
