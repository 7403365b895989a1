"""What a call may answer besides its result, for the OpenAPI document."""

from __future__ import annotations

from typing import Any

from api.problems import MEDIA_TYPE, PAGE, TITLES, ProblemBody

Responses = dict[int | str, dict[str, Any]]

# Whoever is signed in may ask: a bad credential, somebody Odoo does not know any more, a part that is away.
SIGNED_IN = (401, 403, 503)
# A body that is no JSON, one that is too large, one with a wrong field.
WITH_BODY = (400, 413, 422)


def problems(*statuses: int, page: bool = False) -> Responses:
    """The problems a call may answer with, and our own mistakes with every call.

    Args:
        *statuses: which.
        page: a browser gets them as a page.
    """
    schema = {"$ref": "#/components/schemas/ProblemBody"}
    content: dict[str, Any] = {MEDIA_TYPE: {"schema": schema}, **({PAGE: {}} if page else {})}
    return {
        status: {"model": ProblemBody, "description": TITLES[status], "content": content}
        for status in sorted({*statuses, 500})
    }
