"""Passages of what people filed, found by likeness; decided cases likewise. Called by the worker alone.

The record in PostgreSQL is the truth; all that lies here can be made anew from it.
"""

from __future__ import annotations

from tools.knowledge.embedding import Embedder, embedder_of
from tools.knowledge.index import KnowledgeAwayError, KnowledgeIndex, ToldCase, open_index
from tools.knowledge.splitting import passages_of

__all__ = [
    "Embedder",
    "KnowledgeAwayError",
    "KnowledgeIndex",
    "ToldCase",
    "embedder_of",
    "open_index",
    "passages_of",
]
