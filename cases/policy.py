"""Who must approve an action: ordered, typed rules from YAML, ending in *forbidden*. Validated when loaded.

A rule's conditions are fields, not an expression language: a misspelt one is refused at start, and each rule can be
read aloud.
"""

from __future__ import annotations

import re
from datetime import datetime, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Annotated, Any, Literal

import yaml
from pydantic import BeforeValidator, Field, ValidationError, model_validator

from cases.actions import ACTIONS
from cases.actions.base import ActionName, Facts, Trait
from cases.claims import Frozen
from cases.models import Need, Ruling
from cases.roles import Role
from runtime.errors import PlainError

SHIPPED = Path(__file__).with_name("policy.yaml")
UNITS = {"m": "minutes", "h": "hours", "d": "days"}


class PolicyError(PlainError):
    """The policy cannot be used; the message says where and why."""


def _duration(value: object) -> object:
    if isinstance(value, str) and (found := re.fullmatch(r"(\d+)([mhd])", value)):
        return timedelta(**{UNITS[found[2]]: int(found[1])})
    raise ValueError("must be a number with m, h or d, such as 24h")


def _need(value: object) -> object:
    if value == "anyone":
        return {"any_of": tuple(Role)}
    return {"any_of": tuple(value) if isinstance(value, list) else (value,)}


Duration = Annotated[timedelta, BeforeValidator(_duration)]
Asked = Annotated[Need, BeforeValidator(_need)]


class When(Frozen):
    """The conditions of a rule; all that are given must hold.

    Attributes:
        exposure_up_to: what is at stake is at most this, in company currency.
        counted_over: with everything that went to the same partner by the same action within that time, whoever
            approved it, so that splitting does not get round a limit.
        takes_from_customer: whether goods promised to one customer go to another.
        warehouse: the warehouse that gives or works.
        within_promise: whether everybody still gets what they were promised.
        within_tolerance: whether it is as little as the company lets pass.
        partner: for whom it is, by the name that Odoo has.
    """

    action: ActionName
    exposure_up_to: Decimal | None = Field(default=None, ge=0)
    counted_over: Duration | None = None
    takes_from_customer: bool | None = None
    warehouse: str | None = None
    within_promise: bool | None = None
    within_tolerance: bool | None = None
    partner: str | None = None

    @model_validator(mode="after")
    def _counts_something(self) -> When:
        if self.counted_over is not None and self.exposure_up_to is None:
            raise ValueError("counted_over wants exposure_up_to: the limit that it counts against")
        return self

    @property
    def asks_for(self) -> frozenset[Trait]:
        """What the action must know for this to be answered."""
        asked = {
            Trait.WITHIN_PROMISE: self.within_promise is not None,
            Trait.WITHIN_TOLERANCE: self.within_tolerance is not None,
            Trait.PARTNER: self.partner is not None or self.counted_over is not None,
        }
        return frozenset(trait for trait, is_asked in asked.items() if is_asked)

    def fits(self, action: ActionName, facts: Facts) -> bool:
        """Whether all conditions hold."""
        return (
            action == self.action
            and self._is_worth_no_more(facts)
            and (self.takes_from_customer is None or facts.takes_from_customer == self.takes_from_customer)
            and (self.warehouse is None or facts.warehouse == self.warehouse)
            and (self.within_promise is None or facts.within_promise == self.within_promise)
            and (self.within_tolerance is None or facts.within_tolerance == self.within_tolerance)
            and (self.partner is None or (facts.partner is not None and facts.partner.label == self.partner))
        )

    def _is_worth_no_more(self, facts: Facts) -> bool:
        if self.exposure_up_to is None:
            return True
        worth = facts.exposure.amount
        if (over := self.counted_over) is not None:
            if facts.partner is None:
                # Nobody can count what went to somebody who is not known: a stricter rule decides.
                return False
            worth += sum(one.amount for one in facts.spent if one.age <= over)
        return worth <= self.exposure_up_to

    @property
    def words(self) -> str:
        """As read aloud."""
        parts = [self.action.value.replace("_", " ")]
        if self.exposure_up_to is not None:
            parts.append(f"worth up to {self.exposure_up_to:,.2f}")
        if self.counted_over is not None:
            parts.append(f"with all that the same partner had within {_days(self.counted_over)}")
        if self.takes_from_customer is not None:
            parts.append("that takes from a customer" if self.takes_from_customer else "that takes from no customer")
        if self.warehouse is not None:
            parts.append(f"at {self.warehouse}")
        if self.within_promise is not None:
            parts.append("within the promise" if self.within_promise else "past the promise")
        if self.within_tolerance is not None:
            parts.append("within tolerance" if self.within_tolerance else "beyond tolerance")
        if self.partner is not None:
            parts.append(f"for {self.partner}")
        return " ".join(parts)


class Rule(Frozen):
    """One rule: when it fits, who is asked, and for how long.

    Attributes:
        not_by: who can give none of the approvals: whoever raised the case or booked what it is about.
    """

    when: When
    ask: tuple[Asked, ...] = Field(min_length=1)
    not_by: frozenset[Literal["raised", "booked"]] = frozenset()
    within: Duration

    @property
    def asks_for(self) -> frozenset[Trait]:
        """What the action must know for the rule to be applied. Who raised its case is known of every action."""
        return self.when.asks_for | ({Trait.BOOKED} if "booked" in self.not_by else frozenset())

    def fits(self, action: ActionName, facts: Facts) -> bool:
        """Whether all conditions hold, and it is known who booked where that must be somebody else."""
        known = {one.did for one in facts.involved}
        return self.when.fits(action, facts) and ("booked" not in self.not_by or "booked" in known)

    def needs(self, facts: Facts) -> tuple[Need, ...]:
        """The approvals asked for, with who cannot give them."""
        barred = tuple(one for one in facts.involved if one.did in self.not_by)
        return tuple(need.model_copy(update={"not_by": barred}) for need in self.ask)

    @property
    def words(self) -> str:
        """As read aloud."""
        people = " and by ".join(need.words for need in self.ask)
        different = " (two different people)" if len(self.ask) == 2 else ""
        first, rest = self.when.words[0].upper(), self.when.words[1:]
        but = f", not by whoever {' or '.join(sorted(self.not_by, reverse=True))} it" if self.not_by else ""
        return f"{first}{rest}: approved by {people}{different}{but} within {_hours(self.within)}."


class Forbid(Frozen):
    """The end of every policy."""

    forbid: Literal["everything else"]


class Policy(Frozen):
    """The whole policy.

    Attributes:
        answer_days: working days that another company has to answer what it was asked for; then a person is told.
    """

    version: str = Field(min_length=1)
    approval_lasts: Duration
    answer_days: int = Field(default=2, ge=1, le=30)
    rules: tuple[Rule, ...]

    def rule_for(self, action: ActionName, facts: Facts) -> Rule | None:
        """The first rule that fits; none: forbidden."""
        return next((rule for rule in self.rules if rule.fits(action, facts)), None)

    def counted(self, action: ActionName) -> timedelta | None:
        """The longest time over which a rule counts what an action gave to a partner; none: no rule counts."""
        over = (rule.when.counted_over for rule in self.rules if rule.when.action == action)
        return max((one for one in over if one is not None), default=None)

    @property
    def asks_who_raised(self) -> bool:
        """Whether it matters to any rule who raised a case."""
        return any("raised" in rule.not_by for rule in self.rules)

    def ruling(self, action: ActionName, facts: Facts, *, now: datetime, needed_by: datetime | None) -> Ruling:
        """Who is asked about an action, until when. The time shrinks when the moment it is needed by is nearer."""
        rule = self.rule_for(action, facts)
        if rule is None:
            return Ruling(
                rule="No rule allows this: forbidden.",
                policy_version=self.version,
                forbidden=True,
                expires_at=now,
                remind_at=now,
                escalate_at=now,
            )
        allowed = rule.within
        # A quarter of an hour is the least that is worth asking a person for.
        if needed_by is not None and needed_by > now:
            allowed = max(min(allowed, needed_by - now), timedelta(minutes=15))
        managers = {role.manager for need in rule.ask for role in need.any_of if len(need.any_of) < len(Role)}
        return Ruling(
            rule=rule.words,
            policy_version=self.version,
            needs=rule.needs(facts),
            expires_at=now + allowed,
            remind_at=now + allowed / 2,
            escalate_at=now + allowed * 3 / 4,
            escalate_to=tuple(sorted(managers)),
        )

    @property
    def sentences(self) -> tuple[str, ...]:
        """The policy read aloud."""
        days = "one working day" if self.answer_days == 1 else f"{self.answer_days} working days"
        asked = f"Whoever is asked for something outside the company has {days} to answer; then a person is told."
        return (*(rule.words for rule in self.rules), asked, "Everything else is forbidden.")


def load_policy(path: Path | None = None) -> Policy:
    """The policy of a file; the shipped one when no file is named.

    Raises:
        PolicyError: it cannot be read, has a misspelt or wrong field, or does not end in forbidding everything else.
    """
    source = path or SHIPPED
    try:
        data = yaml.safe_load(source.read_text(encoding="utf-8"))
    except (OSError, yaml.YAMLError) as error:
        raise PolicyError(f"The policy {source} cannot be read: {error}") from None
    if not isinstance(data, dict) or not isinstance(data.get("rules"), list) or not data["rules"]:
        raise PolicyError(f"The policy {source} has no rules.")
    *rules, end = data["rules"]
    try:
        Forbid.model_validate(end)
        policy = Policy.model_validate({**data, "rules": rules})
    except ValidationError as error:
        raise PolicyError(f"The policy {source} cannot be used: {_problems(error, len(rules))}") from None
    if problems := _cannot_be_answered(policy):
        raise PolicyError(f"The policy {source} cannot be used: {'; '.join(problems)}")
    return policy


def _cannot_be_answered(policy: Policy) -> list[str]:
    """Rules that ask of an action what it does not know; they would never fit, and nobody would notice."""
    return [
        f"rule {number}: {rule.when.action.value} does not say {trait.words}"
        for number, rule in enumerate(policy.rules, start=1)
        for trait in sorted(rule.asks_for - ACTIONS[rule.when.action].supplies)
    ]


def _problems(error: ValidationError, count: int) -> str:
    def where(loc: tuple[Any, ...]) -> str:
        if loc[:1] == ("forbid",) or not loc:
            return f"rule {count + 1} (the last must be `forbid: everything else`)"
        return f"rule {loc[1] + 1}, {'.'.join(map(str, loc[2:]))}" if loc[0] == "rules" else ".".join(map(str, loc))

    items = error.errors(include_input=False, include_url=False)
    return "; ".join(f"{where(item['loc'])}: {item['msg']}" for item in items)


def _days(duration: timedelta) -> str:
    days = duration / timedelta(days=1)
    return f"{days:g} days" if days != 1 else "one day"


def _hours(duration: timedelta) -> str:
    hours = duration.total_seconds() / 3600
    return f"{hours:g} hours" if hours != 1 else "one hour"
