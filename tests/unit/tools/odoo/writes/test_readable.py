"""Odoo's rules as data: what can be worked out, and that the rest counts as "may not"."""

from __future__ import annotations

import pytest

from tools.odoo.writes.readable import UnclearRuleError, evaluate, names_for

USER = {
    "id": 7,
    "company_id": 1,
    "company_ids": [1, 2],
    "partner_id": {"id": 70, "commercial_partner_id": 71},
}


@pytest.mark.parametrize(
    ("rule", "meaning"),
    [
        ("[(1, '=', 1)]", [[1, "=", 1]]),
        (
            "['|',('user_id','=',user.id),('user_id','=',False)]",
            ["|", ["user_id", "=", 7], ["user_id", "=", False]],
        ),
        ("[('company_id', 'in', company_ids + [False])]", [["company_id", "in", [1, 2, False]]]),
        ("[('partner_id','child_of',[user.commercial_partner_id.id])]", [["partner_id", "child_of", [71]]]),
        ("\n [('a', 'in', user.company_ids.ids)] ", [["a", "in", [1, 2]]]),
    ],
)
def test_known_words(rule: str, meaning: list[object]) -> None:
    assert evaluate(rule, names_for(USER)) == meaning


@pytest.mark.parametrize(
    "rule",
    [
        "[('a', '=', user.secret)]",
        "[('a', '=', __import__('os').getcwd())]",
        "[('a', 'in', [x for x in company_ids])]",
        "user.id",
        "[",
        "'text'",
    ],
)
def test_everything_else_is_unclear(rule: str) -> None:
    with pytest.raises(UnclearRuleError):
        evaluate(rule, names_for(USER))
