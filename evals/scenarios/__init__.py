"""Prepared exceptions with known right answers, for the demonstration and for evaluation."""

from evals.scenarios.mails import Expected, PreparedReport, hostile, prepared

__all__ = ["Expected", "PreparedReport", "hostile", "prepared"]
