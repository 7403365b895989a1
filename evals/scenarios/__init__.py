"""Prepared exceptions with known right answers, for the demonstration and for evaluation."""

from evals.scenarios.bills import carriers_bill
from evals.scenarios.events import PreparedEvent, delivered, failed_deliveries
from evals.scenarios.mails import Expected, PreparedReport, hostile, misplaced, prepared

__all__ = [
    "Expected",
    "PreparedEvent",
    "PreparedReport",
    "carriers_bill",
    "delivered",
    "failed_deliveries",
    "hostile",
    "misplaced",
    "prepared",
]
