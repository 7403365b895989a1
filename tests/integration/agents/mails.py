"""Mails about the story's orders, worded by tests."""

from __future__ import annotations

from datetime import UTC, datetime
from email.message import EmailMessage
from email.utils import format_datetime

from sandbox.story import SeededPurchase


def mail(sender: str, subject: str, body: str) -> bytes:
    message = EmailMessage()
    message["From"] = sender
    message["To"] = "purchasing@halden-supply.example"
    message["Subject"] = subject
    message["Date"] = format_datetime(datetime.now(UTC))
    message["Message-ID"] = "<test@mail>"
    message.set_content(body)
    return message.as_bytes()


def late(order: SeededPurchase, body: str | None = None, sender: str | None = None) -> bytes:
    """The story's lateness of an order in plain words."""
    return mail(sender or order.supplier.email, f"Delay {order.name}", body or story_of(order))


def story_of(order: SeededPurchase) -> str:
    lines = []
    for product in dict.fromkeys(arrival.product for arrival in order.late):
        arrivals = [one for one in order.late if one.product == product]
        on_time = sum(one.quantity for one in arrivals if one.day <= order.planned)
        last = arrivals[-1]
        part = (
            f"{on_time} pieces on time, the remaining {last.quantity} pieces only on" if on_time else "will arrive on"
        )
        lines.append(f"- [{product}]: {part} {last.day:%d %B %Y}")
    return "\n".join([f"Dear team,\n\nyour order {order.name} will be delayed.", *lines, "", "Regards"])
