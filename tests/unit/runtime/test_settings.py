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


@pytest.mark.parametrize("proxies", ["*", "proxy.example", "10.0.0.1/8", "10.0.0.5 10.0.0.6", "127.0.0.1, 10.0.0"])
def test_a_proxy_is_named_so_that_it_can_be_told(proxies: str) -> None:
    with pytest.raises(SettingsError, match="EXPEDITER_TRUSTED_PROXIES"):
        load(trusted_proxies=proxies)


def test_this_machines_own_proxy_is_always_believed() -> None:
    assert load().believed_proxies == ["127.0.0.1", "::1"]
    named = load(trusted_proxies=" 10.0.0.5, 2001:db8::/32 ,")
    assert named.believed_proxies == ["127.0.0.1", "::1", "10.0.0.5", "2001:db8::/32"]
