"""Cases whose reports hold a document: the page as it is drawn, what was read on it, what was left out and not read."""

from __future__ import annotations

from datetime import UTC, date, datetime
from decimal import Decimal
from io import BytesIO

from reportlab.lib.pagesizes import A4
from reportlab.pdfgen.canvas import Canvas

from agents.reading.drawing import Drawing, DrawnPage, answer
from cases.claims import Claim, DelayClaim, FreightBillClaim, NoteClaim, RecordRef, Span
from cases.freight_bill import FreightBill
from cases.kind import Kind
from cases.models import CaseDraft
from cases.page_images import PageImage, PagePhoto
from cases.places import Stretch
from cases.store.cases import cases
from cases.store.reports import page_images, reports
from runtime.database import Database

PLAN, BILL = "loading plan.pdf", "FF-2026-118.pdf"
BODY = "Dear all,\nplease see the plan.\n"
HISTORY = "> On 3 November you wrote:\n> When do the hinges come? We need 60 on 4 December.\n"
SAID = "40 x Hinge 90° steel  arrive on Friday 11 December"
NOT_READ = "The attachment drawing.dwg (image/vnd.dwg) was not read."
DOUBT = "The writer's address is not one that Odoo has for Nordstahl."


def sheet(title: str, *lines: str) -> bytes:
    """A page with a title and lines, as a supplier's program prints them."""
    target = BytesIO()
    canvas = Canvas(target, pagesize=A4)
    canvas.setFont("Helvetica-Bold", 16)
    canvas.drawString(60, 770, title)
    canvas.setFont("Helvetica", 10)
    for at, line in enumerate(lines):
        canvas.drawString(60, 730 - 22 * at, line)
    canvas.line(60, 740, 540, 740)
    canvas.showPage()
    canvas.save()
    return target.getvalue()


def photo(part: str, content: bytes, text: str) -> PagePhoto:
    """Its first page, drawn as the child draws it."""
    drawn = DrawnPage.model_validate_json(answer(Drawing(content=content, page=1).model_dump_json().encode()))
    assert drawn.png is not None
    image = PageImage(part=part, page=1, end=len(text), width=drawn.width, height=drawn.height, words=drawn.words)
    return PagePhoto(image=image, png=drawn.png)


async def _filed(
    database: Database, name: str, draft: CaseDraft, text: dict[str, str], photos: list[PagePhoto]
) -> tuple[str, str]:
    async with database.transaction() as session:
        kept = await reports.keep(
            session,
            source="email",
            sender="orders@nordstahl.example",
            delivery_id=f"<{name}@x>",
            content=f"Subject: {name}\n\n{name}".encode(),
            media_type="message/rfc822",
        )
        await page_images.keep(session, kept.report_id, photos)
        filed = await cases.open_or_join(session, kept.report_id, draft, needs_person=True)
        history = text.get("body", "").find(HISTORY)
        aside = (Stretch(part="body", start=history, end=history + len(HISTORY)),) if history >= 0 else ()
        beside = reports.ReadBeside(aside=aside, unread=(NOT_READ,))
        await reports.mark_filed(session, kept.report_id, {"subject": name, **text}, (), beside)
    assert filed.case_id is not None
    return filed.case_id, kept.report_id


async def loading_plan(database: Database, n: int = 27) -> tuple[str, str]:
    """A delay that stands in an attached plan; the ids of its case and its report."""
    lines = [f"Order P000{n}", "12 x Door closer DC-200  as confirmed", SAID, "Ines Vogel, Nordstahl GmbH"]
    plan = "\n".join(("Loading plan", *lines))
    start = plan.index(SAID)
    order = RecordRef(model="purchase.order", id=n, label=f"P000{n}")
    claims: tuple[Claim, ...] = (
        DelayClaim(
            span=Span(part=PLAN, start=start, end=start + len(SAID), quote=SAID, page=1),
            new_date=date(2026, 12, 11),
            quantity=Decimal(40),
            refers_to=(order,),
        ),
        NoteClaim(text=DOUBT),
    )
    draft = CaseDraft(
        kind=Kind.INBOUND_DELAY,
        key=f"inbound_delay:purchase.order:{n}",
        title=f"P000{n} from Nordstahl GmbH arrives 7 days late",
        records=(order,),
        claims=claims,
    )
    content = sheet("Loading plan", *lines)
    return await _filed(
        database, f"Plan {n}", draft, {"body": BODY + HISTORY, PLAN: plan}, [photo(PLAN, content, plan)]
    )


async def printed_bill(database: Database) -> tuple[str, str]:
    """A carrier's bill as a PDF, with the places of its charges; the ids of its case and its report."""
    lines = ["Invoice FF-2026-118", "JD0001  base 18.40  fuel 2.10", "JD0002  base 22.00  fuel 2.50"]
    text = "\n".join(("Fastfreight", *lines))
    taken = photo(BILL, sheet("Fastfreight", *lines), text)
    amounts = {word.text: word for word in taken.image.words}
    charge = {
        "18.40": ("base", "JD0001", 3), "2.10": ("fuel", "JD0001", 3),
        "22.00": ("base", "JD0002", 4), "2.50": ("fuel", "JD0002", 4),
    }  # fmt: skip
    shipments: dict[str, list[dict[str, object]]] = {}
    for amount, (kind, number, line) in charge.items():
        word = amounts[amount]
        box = {"page": 1, "left": word.left, "top": word.top, "right": word.right, "bottom": word.bottom}
        said = {"kind": kind, "amount": amount, "place": f"page 1, line {line}", "box": box}
        shipments.setdefault(number, []).append(said)
    bill = FreightBill.model_validate(
        {
            "number": "FF-2026-118",
            "carrier": "Fastfreight",
            "day": datetime.now(UTC).date(),
            "currency": "EUR",
            "shipments": [{"reference": number, "charges": charges} for number, charges in shipments.items()],
        }
    )
    draft = CaseDraft(
        kind=Kind.FREIGHT_DISCREPANCY,
        key="freight_discrepancy:ff-2026-118",
        title="Fastfreight bills 45.00 EUR for 2 shipments",
        claims=(FreightBillClaim.of(bill, file=BILL),),
    )
    return await _filed(database, "FF-2026-118", draft, {"body": "Our invoice.\n", BILL: text}, [taken])
