"""A text in a language that is not read is told, however short; one in a language that is read never."""

from __future__ import annotations

import pytest

from agents.correspondence.languages import unread_language


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("Zamówienie P00143 dotrze później, 28.12.2026.", "Polish"),
        ("Lamentamos informarles que el pedido P00140 llegará más tarde.", "Spanish"),
        ("Ordine P00143 in ritardo, arriva il 28.12.2026.", "Italian"),
        ("Encomenda P00143 atrasada, chega a 28.12.2026", "Portuguese"),
        ("Sipariş P00143 28.12.2026 tarihinde gelecek, gecikme için özür dileriz.", "Turkish"),
        ("Objednávka P00143 dorazí později, 28.12.2026.", "Czech"),
        ("Rendelés P00143 késik, érkezés 2026-12-28.", "Hungarian"),
        ("Beställning P00143 försenad, ankommer 28.12.2026.", "Swedish"),
        ("Заказ P00143 задерживается до 28.12.2026", "Russian"),
        ("السلام عليكم، الطلب P00140 سوف يتأخر حتى 2026-12-21.", "Arabic"),
        ("订单P00143延迟,2026-12-28到货", "Chinese"),
    ],
)
def test_another_language_is_named(text: str, language: str) -> None:
    assert unread_language(text) == language


@pytest.mark.parametrize(
    "text",
    [
        "",
        "FYI",
        "P00143 28.12.2026",
        "Delay P00140\nDESK-01 12.12.2026",
        "Liefertermin P00140 neu 12.12.",
        "Commande P00140: nouvelle date 12.12",
        "Order P00140: nieuwe datum 12.12",
        "Merci beaucoup pour votre réponse",
        "Dag Dirk, kun je even kijken in welke betaalrun onze factuur meegaat?",
        "Are you at your desk? I need a confidential transfer made before noon.",
        "The goods of 宁波港务集团 arrive late, on 12 December.",
        "Officine Valli S.r.l., Via delle Industrie 9, Modena: your order is late",
    ],
)
def test_what_is_read_is_called_no_other(text: str) -> None:
    assert unread_language(text) is None
