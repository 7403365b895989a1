"""Somebody counted, and the book has something else: the difference at the moment of the count, and who decides."""

from __future__ import annotations
