"""One signed-in session with one Odoo database: typed calls in, plain values out, on either of Odoo's two wires.

Held by reads, writes, sign-in, provisioning and the sandbox alone; agents and pages get read models instead.
"""

from __future__ import annotations

from tools.odoo.client.session import OdooSession, server_version
from tools.odoo.client.web import WebSession

__all__ = ["OdooSession", "WebSession", "server_version"]
