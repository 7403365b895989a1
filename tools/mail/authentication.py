"""Who vouches for a mail's sender: `Authentication-Results` (RFC 8601), believed only of servers that are ours. Pure.

Anybody can write such a line. Where our servers are named, what others wrote is no word about anybody; where they are
not, the topmost line is taken for our own server's.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal, TypeAlias

Authentication: TypeAlias = Literal["pass", "fail", "none", "unknown"]

MAX_LINE = 10_000
FAILED = frozenset({"fail", "hardfail", "softfail", "reject", "quarantine"})
HEADER = "authentication-results"
STATEMENT = re.compile(r"\s*(?P<method>[a-z][a-z0-9-]*)\s*(?:/\s*\d+\s*)?=\s*(?P<result>[a-z]+)(?P<rest>.*)", re.DOTALL)
PROPERTY = re.compile(r"(?<![^\s])([a-z][a-z0-9-]*)\s*\.\s*([a-z][a-z0-9_-]*)\s*=\s*(\S+)")
ADDRESSES = {"spf": ("smtp.mailfrom", "smtp.mail", "smtp.helo"), "dkim": ("header.d", "header.i")}


@dataclass(frozen=True)
class _Result:
    """What one method found, and about whom."""

    method: str
    value: str
    properties: Mapping[str, str]

    @property
    def domain(self) -> str:
        """Whose domain it speaks of; empty where it does not say."""
        return next((found for name in ADDRESSES[self.method] if (found := _domain(self.properties.get(name, "")))), "")


def server_names(text: str) -> frozenset[str]:
    """The names in a setting, as they are compared."""
    return frozenset(name.strip().lower().rstrip(".") for name in text.split(",") if name.strip())


def authentication(headers: Sequence[tuple[str, str]], sender: str, servers: Collection[str]) -> Authentication:
    """What is known of whether the sender is who the mail says.

    Args:
        headers: every header as it came, from the top, names in small letters.
        sender: the address that counts.
        servers: names of our receiving servers; none: the topmost line counts, whoever wrote it.

    Returns:
        `none` where our servers are named and none of them vouches for it; `unknown` where they are not named and the
        mail says nothing.
    """
    if not servers:
        return _of_topmost(headers)
    return _verdict([result for line in _of_ours(headers, servers) for result in line], _domain(sender))


def _of_topmost(headers: Sequence[tuple[str, str]]) -> Authentication:
    raw = next((value for name, value in headers if name == HEADER), "")[:MAX_LINE]
    found = (_bare(raw) or raw).lower()
    dmarc = re.search(r"\bdmarc=(\w+)", found)
    results = [dmarc[1]] if dmarc else re.findall(r"\b(?:spf|dkim)=(\w+)", found)
    if "pass" in results:
        return "pass"
    return "fail" if FAILED & set(results) else "unknown"


def _of_ours(headers: Sequence[tuple[str, str]], servers: Collection[str]) -> Iterator[list[_Result]]:
    """The lines of our servers. Those below the next `Received` came with the mail, whatever name they bear."""
    begun = False
    for name, value in headers:
        if begun and name == "received":
            return
        if name == HEADER and (line := _parsed(value)) and line[0] in servers:
            begun = True
            yield line[1]


def _verdict(results: Sequence[_Result], domain: str) -> Authentication:
    policy = [result for result in results if result.method == "dmarc"]
    if any(result.value in FAILED for result in policy):
        return "fail"
    if any(result.value == "pass" and _speaks_of(result, domain) for result in policy):
        return "pass"
    methods = [result for result in results if result.method in ADDRESSES]
    if any(result.value == "pass" and _aligned(result.domain, domain) for result in methods):
        return "pass"
    return "fail" if any(result.value in FAILED for result in methods) else "none"


def _speaks_of(result: _Result, domain: str) -> bool:
    """Whether DMARC judged the sender that we read: a mail can name several, and servers and we may differ."""
    judged = _domain(result.properties.get("header.from", ""))
    return not judged or _aligned(judged, domain)


def _aligned(one: str, other: str) -> bool:
    """The same domain, or one inside the other."""
    shorter, longer = sorted((one, other), key=len)
    return "." in shorter and (longer == shorter or longer.endswith(f".{shorter}"))


def _domain(address: str) -> str:
    return address.rpartition("@")[2].strip("<>").rstrip(".").lower()


def _parsed(line: str) -> tuple[str, list[_Result]] | None:
    """Who wrote a line and what it says; None where it names nobody or is not written as it must be."""
    bare = _bare(line) if len(line) <= MAX_LINE else None
    if bare is None:
        return None
    head, *statements = bare.lower().split(";")
    name, *version = head.split() or [""]
    if not name or "=" in name or version not in ([], ["1"]):
        return None
    found = [match for statement in statements if (match := STATEMENT.fullmatch(statement))]
    return name.rstrip("."), [
        _Result(
            match["method"],
            match["result"],
            {f"{kind}.{what}": to for kind, what, to in PROPERTY.findall(match["rest"])},
        )
        for match in found
    ]


def _bare(line: str) -> str | None:
    """A line without its comments; in quoted strings nothing that means something outside. None if one does not end.

    Senders choose part of what stands in either, so neither may be read as a result.
    """
    kept: list[str] = []
    depth, quoted, escaped = 0, False, False
    for letter in line:
        if escaped:
            escaped = False
            kept.append(_harmless(letter) if quoted else "")
        elif letter == "\\" and (depth or quoted):
            escaped = True
        elif letter == '"' and not depth:
            quoted = not quoted
        elif quoted:
            kept.append(_harmless(letter))
        else:
            depth += {"(": 1, ")": -1 if depth else 0}.get(letter, 0)
            kept.append(" " if depth or letter == ")" else letter)
    return None if depth or quoted or escaped else "".join(kept)


def _harmless(letter: str) -> str:
    return "_" if letter.isspace() or letter in ";=()" else letter
