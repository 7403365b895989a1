"""Prepared exceptions with known right answers, for the demonstration and for evaluation."""

from evals.scenarios.events import PreparedEvent, delivered, failed_deliveries
from evals.scenarios.mails import Expected, PreparedReport, hostile, prepared

__all__ = ["Expected", "PreparedEvent", "PreparedReport", "delivered", "failed_deliveries", "hostile", "prepared"]
