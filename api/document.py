"""The OpenAPI document: what the framework collects in, what is really answered out."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from fastapi import FastAPI

from api.problems import MEDIA_TYPE, PAGE

# The framework's own form of a refusal, which we never send.
FOREIGN = ("HTTPValidationError", "ValidationError")


class Described(FastAPI):
    """An application whose document names the content types and shapes that it answers with."""

    def openapi(self) -> dict[str, Any]:
        """The document; made once."""
        if self.openapi_schema is None:
            made = super().openapi()
            for response in _responses(made):
                _only_problems(response)
            for name in FOREIGN:
                made["components"]["schemas"].pop(name, None)
        return self.openapi_schema or {}


def _responses(document: dict[str, Any]) -> Iterator[dict[str, Any]]:
    for operations in document["paths"].values():
        for operation in operations.values():
            yield from operation["responses"].values()


def _only_problems(response: dict[str, Any]) -> None:
    """The framework adds a problem under the call's own content type as well; it is sent under its own alone."""
    content = response.get("content", {})
    if MEDIA_TYPE in content:
        response["content"] = {kind: said for kind, said in content.items() if kind in {MEDIA_TYPE, PAGE}}
