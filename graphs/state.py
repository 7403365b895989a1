"""What a round's thread remembers between nodes: ids and counts, never objects.

Cases wait for days and a class that a deployment renamed would come back from a checkpoint as a dict; the record in
SQL is the truth.
"""

from __future__ import annotations

from typing import TypedDict


class RoundState(TypedDict, total=False):
    """The working memory of one round.

    Attributes:
        round_id: the round, which is also the thread.
        case_id: the case being worked.
        kind: the kind that is being investigated.
        proposal_id: the proposal before people; absent until there is one.
        handed_over: whether the last investigation found another's trouble.
        elsewhere: whether another case is about the same, so that this round proposes nothing.
        to_person: why a person takes the case without a proposal, in plain words.
        ready: ids of the actions the last answer to the gate released.
        left: whether actions are still undecided or wait for others.
    """

    round_id: str
    case_id: str
    kind: str
    handed_over: bool
    elsewhere: bool
    to_person: str | None
    proposal_id: str
    ready: list[str]
    left: bool
