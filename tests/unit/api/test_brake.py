"""The brake on sign-ins: failures of everybody together are bounded, successes cost nothing."""

from __future__ import annotations

import asyncio

import pytest

from api.throttle import Brake, BrakedError, neighbourhood


class WrongError(Exception):
    """A failure."""


def brake(seconds: list[float], **more: float) -> Brake:
    return Brake(limit=4, each=3, window=60, failure=WrongError, clock=lambda: seconds[0], **more)


async def fail(of: Brake, key: str) -> None:
    with pytest.raises(WrongError):
        async with of.turn(key):
            raise WrongError


async def test_never_more_than_the_limit_in_any_window() -> None:
    seconds = [0.0]
    of = brake(seconds)
    for at, key in ((0, "a"), (10, "b"), (20, "c"), (30, "d")):
        seconds[0] = at
        await fail(of, key)
    seconds[0] = 31
    with pytest.raises(BrakedError) as told:
        async with of.turn("e"):
            pass
    assert told.value.wait == 29
    seconds[0] = 60
    await fail(of, "e")
    with pytest.raises(BrakedError) as told:
        async with of.turn("f"):
            pass
    assert told.value.wait == 10


async def test_many_at_once_take_their_turns_and_fail_no_more_often() -> None:
    of, asked, most = brake([0.0]), 0, 0
    under_way = 0

    async def guess(n: int) -> None:
        nonlocal asked, under_way, most
        async with of.turn(f"address {n}"):
            asked, under_way = asked + 1, under_way + 1
            most = max(most, under_way)
            await asyncio.sleep(0.005)
            under_way -= 1
            raise WrongError

    told = [type(end) for end in await asyncio.gather(*(guess(n) for n in range(50)), return_exceptions=True)]
    assert (told.count(WrongError), told.count(BrakedError), asked, most) == (4, 46, 4, 4)


async def test_successes_and_other_errors_cost_nothing() -> None:
    of = brake([0.0])

    async def right() -> None:
        async with of.turn("office"):
            await asyncio.sleep(0.001)

    await asyncio.gather(*(right() for _ in range(50)))
    for _ in range(9):
        with pytest.raises(ValueError, match="away"):
            async with of.turn("office"):
                raise ValueError("away")
    for _ in range(3):
        await fail(of, "office")
    with pytest.raises(BrakedError):
        await fail(of, "office")
    await fail(of, "elsewhere")


async def test_whoever_waits_too_long_is_told() -> None:
    of = brake([0.0], patience=0.02)
    hang = asyncio.Event()

    async def slow(n: int) -> None:
        async with of.turn(f"address {n}"):
            await hang.wait()

    hanging = [asyncio.create_task(slow(n)) for n in range(4)]
    await asyncio.sleep(0)
    with pytest.raises(BrakedError):
        async with of.turn("e"):
            pass
    hang.set()
    await asyncio.gather(*hanging)
    async with of.turn("e"):
        pass


async def test_while_it_is_shut_nobody_tries() -> None:
    seconds = [0.0]
    of = brake(seconds)
    of.shut(20)
    with pytest.raises(BrakedError) as told:
        async with of.turn("a"):
            pass
    assert told.value.wait == 20
    seconds[0] = 20
    async with of.turn("a"):
        pass


@pytest.mark.parametrize(
    ("address", "counted"),
    [
        ("192.0.2.7", "192.0.2.7"),
        ("::ffff:192.0.2.7", "192.0.2.7"),
        ("2001:db8:1:2:3:4:5:6", "2001:db8:1:2::/64"),
        ("2001:db8:1:2::9", "2001:db8:1:2::/64"),
        ("x" * 500, "x" * 64),
    ],
)
def test_one_household_is_one_address(address: str, counted: str) -> None:
    assert neighbourhood(address) == counted
