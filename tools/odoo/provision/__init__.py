"""An administrator's session to two accounts with least privilege, their keys, and the database's pinned identity.

Called by `expediter odoo provision` and the sandbox. May be run again at any time: it keeps users, repairs rights, and
renews keys only when they end soon.
"""

from __future__ import annotations

from tools.odoo.accounts import Account, Accounts, store
from tools.odoo.provision.check import CheckFinding, check
from tools.odoo.provision.run import provision

__all__ = ["Account", "Accounts", "CheckFinding", "check", "provision", "store"]
