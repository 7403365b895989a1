"""Raw RFC 5322 bytes in, a typed `Mail` out. Called by `agents.correspondence`.

Parsing never raises and never drops text: what cannot be decoded is decoded as well as it can be, and says so.
"""

from __future__ import annotations

from tools.mail.authentication import Authentication, server_names
from tools.mail.message import Attachment, Mail
from tools.mail.parsing import as_it_came, parse_mail
from tools.mail.plain import tidy
from tools.mail.threads import Forwarded, Passage

__all__ = [
    "Attachment",
    "Authentication",
    "Forwarded",
    "Mail",
    "Passage",
    "as_it_came",
    "parse_mail",
    "server_names",
    "tidy",
]
