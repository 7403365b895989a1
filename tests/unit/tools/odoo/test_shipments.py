"""Tracking numbers in one field: how many, and which of those asked for."""

from __future__ import annotations

import pytest

from tools.odoo.shipments import numbers_in, numbers_named


@pytest.mark.parametrize(
    ("field", "numbers"),
    [
        (None, ()),
        ("", ()),
        (" , ; ", ()),
        ("3SNL440001773", ("3SNL440001773",)),
        ("3SNL440001773,3SNL440001774", ("3SNL440001773", "3SNL440001774")),
        ("PBX7719004; PBX7719005", ("PBX7719004", "PBX7719005")),
        ("VM20551 VM20552\tVM20553", ("VM20551", "VM20552", "VM20553")),
        ("VM20551\nVM20552", ("VM20551", "VM20552")),
        ("VM20551, VM20551", ("VM20551",)),
        ("1Z 999 AA1 01 2345 6784", ("1Z 999 AA1 01 2345 6784",)),
        ("3SNL 4400 01773; VM20551 VM20552", ("3SNL 4400 01773", "VM20551", "VM20552")),
        ("IBL-88410-2", ("IBL-88410-2",)),
    ],
)
def test_numbers_that_a_field_holds(field: str | None, numbers: tuple[str, ...]) -> None:
    assert numbers_in(field) == numbers


@pytest.mark.parametrize(
    ("field", "asked"),
    [
        ("3SNL440001773,3SNL440001774", "3snl440001774"),
        ("3SNL440001773,3SNL440001774", "3SNL 4400-01773"),
        ("3SNL 4400 01773", "3SNL440001773"),
        ("IBL-88410-2", "IBL884102"),
        ("IBL884102", "ibl-88410-2"),
        ("VM20551 VM20552 VM20553", "VM20553"),
        ("1Z 999 AA1 01 2345 6784", "1Z999AA10123456784"),
    ],
)
def test_a_number_is_found_however_it_is_written(field: str, asked: str) -> None:
    assert numbers_named(field, [asked]) == (asked,)


@pytest.mark.parametrize(
    ("field", "asked"),
    [
        ("3SNL440001773", "3SNL44000177"),
        ("3SNL440001773", "SNL440001773"),
        ("3SNL440001773", "0001"),
        ("3SNL 4400 01773", "4400"),
        ("3SNL 4400 01773", "01773"),
        ("VM20551 VM20552", "VM2055"),
        ("3SNL440001773,3SNL440001774", "440001773"),
        ("", ""),
        (None, "VM20551"),
        (",", "--"),
    ],
)
def test_a_part_of_a_number_is_no_number(field: str | None, asked: str) -> None:
    assert numbers_named(field, [asked]) == ()


def test_all_that_were_asked_for_are_told() -> None:
    asked = ["VM20553", "VM20554", "VM-20551"]
    assert numbers_named("VM20551 VM20552 VM20553", asked) == ("VM20553", "VM-20551")
