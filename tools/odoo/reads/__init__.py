"""What agents and pages may know of Odoo: batched reads with the reading account, read models out.

`open_reader` gives the one `OdooReader` of a process; each of its methods makes a fixed number of calls, whatever the
number of records.
"""

from __future__ import annotations

from tools.odoo.reads.reader import OdooReader, open_reader

__all__ = ["OdooReader", "open_reader"]
