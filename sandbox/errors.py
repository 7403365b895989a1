"""What can go wrong in the sandbox, in words a person can act on."""

from __future__ import annotations

from runtime.errors import PlainError


class SandboxError(PlainError):
    """The sandbox cannot be brought up; the message says why and what to do."""


class PackageUnavailableError(SandboxError):
    """The distribution has no Odoo 19 package for this machine."""
