"""Addresses of PostgreSQL, whichever way people write them."""

from __future__ import annotations

import pytest

from runtime.database import DatabaseAddressError, libpq_url, sqlalchemy_url


@pytest.mark.parametrize("scheme", ["postgres", "postgresql", "postgresql+psycopg"])
def test_every_usual_scheme_is_taken(scheme: str) -> None:
    rest = "://ann:p%40ss@db.example:5433/record?sslmode=require"
    assert libpq_url(scheme + rest) == "postgresql" + rest
    assert sqlalchemy_url(scheme + rest) == "postgresql+psycopg" + rest


def test_a_socket_address_is_kept() -> None:
    url = "postgresql://expediter@/record?host=%2Ftmp%2Fx&port=5432"
    assert libpq_url(url) == url


@pytest.mark.parametrize("url", ["mysql://ann:hush@host/db", "postgresql://ann:hush@host", "hush", ""])
def test_anything_else_is_refused_without_repeating_it(url: str) -> None:
    with pytest.raises(DatabaseAddressError) as refused:
        libpq_url(url)
    assert "hush" not in str(refused.value)
