"""Until when customers may send goods back, and what that costs them: read from the head of a policy file. Pure.

`return_days` and `restocking_percent` hold for everybody, under `by_tag` for customers of one tag; a file that names
`tags` holds for those alone. The text below the head is for people and is quoted, never computed with. A file whose
head says nothing of returns says nothing here.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from decimal import Decimal
from typing import Annotated, Self

from pydantic import BeforeValidator, Field, ValidationError, model_validator

from cases.contracts import ContractError, Percent, split
from cases.values import Frozen

# Where no policy says otherwise.
RETURN_DAYS = 30
_FIELDS = frozenset({"return_days", "restocking_percent", "by_tag"})


def _as_list(value: object) -> object:
    return [value] if isinstance(value, str) else value


Days = Annotated[int, Field(ge=0, le=3650)]
Share = Annotated[Percent, Field(le=100)]
Tag = Annotated[str, Field(min_length=1, max_length=120)]
Tags = Annotated[tuple[Tag, ...], BeforeValidator(_as_list)]


class Terms(Frozen):
    """What holds for some customers.

    Attributes:
        return_days: so many days after the delivery goods may come back; absent: it is not said.
        restocking_percent: so much of what was billed is kept back for taking them in; absent: it is not said.
    """

    return_days: Days | None = None
    restocking_percent: Share | None = None


class ReturnTerms(Terms):
    """The head of one file.

    Attributes:
        tags: the customers it holds for; none: all.
        by_tag: what holds for customers of one tag instead.
    """

    tags: Tags = ()
    by_tag: dict[Tag, Terms] = Field(default_factory=dict)

    @model_validator(mode="after")
    def _says_something(self) -> Self:
        if any(one.return_days is None and one.restocking_percent is None for one in self.by_tag.values()):
            raise ValueError("by_tag names a tag and says neither return_days nor restocking_percent for it")
        return self


class FiledReturns(Frozen):
    """The terms of a file, as it is on file.

    Attributes:
        name: of the file, without its ending.
        version: counted up with each change of the file.
    """

    name: str
    version: int
    terms: ReturnTerms


class AgreedReturns(Frozen):
    """What holds for one customer.

    Attributes:
        days: so many days after the delivery goods may come back.
        percent: so much of what was billed is kept back.
        days_by, percent_by: the file that says it; None: none does.
    """

    days: int = RETURN_DAYS
    percent: Decimal = Decimal(0)
    days_by: str | None = None
    percent_by: str | None = None


def return_terms_of(text: str) -> ReturnTerms | None:
    """What a policy file says of returns in its head; none: nothing.

    Raises:
        ContractError: its head says it in another form.
    """
    head, _ = split(text)
    if head is None or not _FIELDS & head.keys():
        return None
    try:
        return ReturnTerms.model_validate({name: head[name] for name in (*_FIELDS, "tags") if name in head})
    except ValidationError as error:
        found = error.errors(include_input=False, include_url=False)
        told = [f"{'.'.join(map(str, one['loc'])) or 'head'}: {one['msg']}" for one in found]
        raise ContractError("The head does not fit. " + "; ".join(told)) from None


def agreed_with(tags: Iterable[str], filed: Iterable[FiledReturns]) -> AgreedReturns:
    """What holds for a customer of these tags.

    What is said for one of the tags goes before what is said for all. Where several files, or several tags, say
    different things, what is better for the customer holds: more days, a smaller share.
    """
    own = {tag.casefold() for tag in tags}
    said = [(is_own, terms, f"{one.name}, version {one.version}") for one in filed for is_own, terms in _of(one, own)]
    days = [(own, terms.return_days, by) for own, terms, by in said if terms.return_days is not None]
    shares = [(own, -terms.restocking_percent, by) for own, terms, by in said if terms.restocking_percent is not None]
    agreed = AgreedReturns()
    if days:
        _, most, by = max(days)
        agreed = agreed.model_copy(update={"days": most, "days_by": by})
    if shares:
        _, least, by = max(shares)
        agreed = agreed.model_copy(update={"percent": -least, "percent_by": by})
    return agreed


def _of(filed: FiledReturns, own: Collection[str]) -> Iterator[tuple[bool, Terms]]:
    """What a file says to a customer of these tags, and whether it says it for one of them."""
    terms = filed.terms
    if terms.tags and not any(tag.casefold() in own for tag in terms.tags):
        return
    yield bool(terms.tags), terms
    yield from ((True, special) for tag, special in terms.by_tag.items() if tag.casefold() in own)
