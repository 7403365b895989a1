"""Goods that are not where the picker was sent: what the book has where, and what can be done about it."""

from __future__ import annotations
