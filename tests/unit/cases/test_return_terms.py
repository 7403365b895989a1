"""Until when customers may send goods back: the head of a policy file, read or refused."""

from __future__ import annotations

from decimal import Decimal

import pytest

from cases.contracts import ContractError
from cases.return_terms import AgreedReturns, FiledReturns, agreed_with, return_terms_of


def filed(head: str, name: str = "returns") -> FiledReturns:
    terms = return_terms_of(f"---\n{head}\n---\nGoods are taken back.")
    assert terms is not None
    return FiledReturns(name=name, version=1, terms=terms)


def test_without_a_policy_it_is_thirty_days_and_nothing_is_kept_back() -> None:
    assert agreed_with(["Key account"], []) == AgreedReturns(days=30, percent=Decimal(0))
    assert return_terms_of("# Returns\n\nWithin ninety days.") is None
    assert return_terms_of("---\nkinds: [return_request]\n---\nWithin ninety days.") is None


def test_what_is_said_for_a_tag_goes_before_what_is_said_for_all() -> None:
    both = filed("return_days: 14\nrestocking_percent: 12.5\nby_tag: {Key account: {return_days: 60}}")
    assert agreed_with(["key account"], [both]) == AgreedReturns(
        days=60, percent=Decimal("12.5"), days_by="returns, version 1", percent_by="returns, version 1"
    )
    assert agreed_with([], [both]).days == 14
    # Fewer days for some than for all is said, too.
    strict = filed("return_days: 7\ntags: [Outlet]", "outlet")
    assert agreed_with(["Outlet"], [both, strict]).days == 7
    assert agreed_with(["Retail"], [both, strict]).days == 14
    assert agreed_with(["Retail"], [strict]) == AgreedReturns()


def test_of_several_the_better_one_for_the_customer_holds() -> None:
    one, other = filed("return_days: 14\nrestocking_percent: 20"), filed("return_days: 45\nrestocking_percent: 10", "b")
    agreed = agreed_with([], [one, other])
    assert (agreed.days, agreed.percent, agreed.days_by) == (45, Decimal(10), "b, version 1")
    assert filed("return_days: 30\ntags: Outlet").terms.tags == ("Outlet",)


@pytest.mark.parametrize(
    "head",
    [
        "return_days: thirty",
        "return_days: -1",
        "restocking_percent: 101",
        "by_tag: {Key account: {}}",
        "by_tag: {Key account: {days: 3}}",
        "return_days: 30\ntags: 7",
    ],
)
def test_a_head_that_says_it_otherwise_is_refused_with_its_field(head: str) -> None:
    with pytest.raises(ContractError, match=head.split(":")[0] if "tags" not in head else "tags"):
        return_terms_of(f"---\n{head}\n---\n")
