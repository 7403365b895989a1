"""What a call may answer besides its result, for the OpenAPI document."""

from __future__ import annotations

from typing import Any

from api.problems import MEDIA_TYPE, TITLES, ProblemBody


def problems(*statuses: int) -> dict[int | str, dict[str, Any]]:
    """The problems a call may answer with."""
    schema = {"$ref": "#/components/schemas/ProblemBody"}
    return {
        status: {"model": ProblemBody, "description": TITLES[status], "content": {MEDIA_TYPE: {"schema": schema}}}
        for status in statuses
    }
