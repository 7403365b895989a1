"""Correspondence: free text in, typed claims with their exact places out. `graphs.intake` calls `read_report`.

Everything here but `reading`, `letter` and `writer` is pure: words, days and quantities need neither Odoo nor a model.
"""

from __future__ import annotations

from agents.correspondence.reading import read_report

__all__ = ["read_report"]
