"""Settings that would make a promise untrue are refused at start."""

from __future__ import annotations

import pytest

from runtime.settings import SettingsError, load


@pytest.mark.parametrize(("settle", "timeout", "limit"), [(5, 30, 120), (149, 30, 120), (60, 60, 1)])
def test_a_call_is_never_looked_for_while_it_may_still_run(settle: float, timeout: float, limit: float) -> None:
    with pytest.raises(SettingsError, match=r"EXPEDITER_ODOO_SETTLE .* must be at least EXPEDITER_ODOO_TIMEOUT"):
        load(odoo_settle=settle, odoo_timeout=timeout, odoo_limit=limit)
    assert load(odoo_settle=timeout + limit, odoo_timeout=timeout, odoo_limit=limit)


@pytest.mark.parametrize("name", ["odoo_url", "openai_base_url"])
def test_what_leaves_this_machine_is_encrypted(name: str) -> None:
    with pytest.raises(SettingsError, match="https"):
        load(**{name: "http://odoo.example"})
    assert load(**{name: "http://127.0.0.1:8069"})
    assert load(**{name: "https://odoo.example"})
