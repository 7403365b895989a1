"""Reports that are not as they should be: wrong order, stranger, forwarded, earlier, absurd, unknown, locked."""

from __future__ import annotations

from datetime import timedelta

from agents.specialist import Handover
from cases.actions import ActionName
from cases.claims import DelayClaim, NoteClaim, RecordRef, only
from cases.kind import Kind
from cases.models import CaseDraft, CaseFile, ProposalDraft
from runtime.settings import load
from tests.integration.agents.conftest import Office
from tests.integration.agents.mails import late, mail
from tests.integration.agents.test_prepared import check
from tools.odoo.client import OdooSession


def names(draft: ProposalDraft) -> list[ActionName]:
    return [action.name for action in draft.actions]


def sure(case: CaseDraft) -> float:
    return min(claim.weight for claim in case.claims if isinstance(claim, DelayClaim))


async def test_an_order_nobody_knows_is_a_case_for_a_person(office: Office) -> None:
    supplier = office.story.purchases["bearings"].supplier
    reading = await office.read(mail(supplier.email, "Delay", "Your order P99999 will be delayed until 20 December."))
    [case] = reading.cases
    assert (case.kind, "P99999" in case.title) == (Kind.INBOUND_DELAY, True)
    draft = office.think(await office.collect(case))
    assert isinstance(draft, ProposalDraft)
    check(draft)
    assert names(draft) == [ActionName.SCHEDULE_ACTIVITY]
    assert draft.actions[0].args["model"] == "res.partner"


async def test_an_unknown_order_from_an_unknown_sender_is_not_lost(office: Office) -> None:
    reading = await office.read(mail("who@nowhere.example", "Delay", "Order P99999 will be delayed until 20 December."))
    [case] = reading.cases
    draft = office.think(await office.collect(case))
    assert isinstance(draft, ProposalDraft)
    assert draft.actions == ()
    assert draft.if_nobody_acts


async def test_a_correction_by_a_person_finds_the_order(office: Office) -> None:
    order = office.story.purchases["bearings"]
    reading = await office.read(mail(order.supplier.email, "Delay", "Your order P99999 is late until 20 December."))
    [case] = reading.cases
    [claim] = [one for one in case.claims if isinstance(one, DelayClaim)]
    corrected = claim.model_copy(update={"order_text": order.name, "read_by": "person", "sure": 1.0})
    draft = office.think(await office.collect(case.model_copy(update={"claims": (corrected,)})))
    assert isinstance(draft, ProposalDraft)
    check(draft)
    assert ActionName.RESCHEDULE_RECEIPT in names(draft)


async def test_a_strangers_word_counts_for_little_and_says_why(office: Office) -> None:
    order = office.story.purchases["bearings"]
    own = (await office.read(late(order))).cases[0]
    [stranger] = (await office.read(late(order, sender="info@elsewhere.example"))).cases
    other = office.story.purchases["gearmotors"].supplier
    [rival] = (await office.read(late(order, sender=other.email))).cases
    assert own.key == stranger.key == rival.key
    assert sure(own) > sure(stranger) > sure(rival)
    notes = [note.text for note in only(NoteClaim, stranger.claims)]
    assert any("does not know the sender" in note for note in notes)


async def test_a_sender_nobody_vouches_for_counts_less_and_people_see_why(office: Office) -> None:
    order = office.story.purchases["bearings"]
    watched = office.settings.model_copy(update={"mail_authserv": "mx.halden-supply.example"})
    domain = order.supplier.email.rpartition("@")[2]
    ours = f"Authentication-Results: mx.halden-supply.example; dmarc=pass header.from={domain}\n".encode()
    forged = b"Authentication-Results: mx.elsewhere.example; dmarc=pass\n"
    failed = b"Authentication-Results: mx.halden-supply.example; dmarc=fail\n"
    [vouched], [unheard], [doubted], [refused], [unwatched] = [
        (await office.read(head + late(order), settings=settings)).cases
        for head, settings in (
            (ours, watched),
            (b"", watched),
            (forged, watched),
            (failed, watched),
            (b"", office.settings),
        )
    ]
    assert sure(vouched) == sure(unwatched) > sure(doubted) == sure(unheard) > sure(refused)
    doubt = "None of our mail servers vouches that this mail comes from where it says."
    said = {
        name: [note.text for note in only(NoteClaim, case.claims)]
        for name, case in (("vouched", vouched), ("unheard", unheard), ("doubted", doubted), ("unwatched", unwatched))
    }
    assert said == {"vouched": [], "unheard": [doubt], "doubted": [doubt], "unwatched": []}


async def test_who_asks_for_another_bank_account_is_doubted_where_nobody_vouches(office: Office) -> None:
    order = office.story.purchases["bearings"]
    watched = office.settings.model_copy(update={"mail_authserv": "mx.halden-supply.example"})
    asked = mail(order.supplier.email, "Bank", "Our bank details have changed. Please use IBAN DE02120300000000202051.")
    [case] = (await office.read(asked, settings=watched)).cases
    assert case.kind is Kind.SENSITIVE_CHANGE
    assert case.stop
    assert any("None of our mail servers" in note.text for note in only(NoteClaim, case.claims))


async def test_the_suppliers_domain_is_nearly_as_good_as_its_address(office: Office) -> None:
    order = office.story.purchases["bearings"]
    domain = order.supplier.email.rpartition("@")[2]
    [case] = (await office.read(late(order, sender=f"someone-else@{domain}"))).cases
    assert case.partner is not None
    assert 0.9 < sure(case) < 1


async def test_a_colleagues_forward_is_the_suppliers_word_as_far_as_it_says(office: Office) -> None:
    order = office.story.purchases["bearings"]
    inner = f"{order.name} will arrive on {order.late[0].day:%d %B %Y} only."
    body = (
        "Please check.\n\n---------- Forwarded message ---------\n"
        f"From: {order.supplier.name} <{order.supplier.email}>\n"
        f"Date: Mon, 23 Nov 2026\nSubject: {order.name}\nTo: us\n\n{inner}\n"
    )
    [case] = (await office.read(mail("purchasing@halden-supply.example", f"Fwd: {order.name}", body))).cases
    assert case.partner is not None
    assert case.partner.label == order.supplier.name
    assert sure(case) == 0.85


async def test_what_odoo_already_has_is_nothing_new(office: Office) -> None:
    order = office.story.purchases["bearings"]
    reading = await office.read(
        mail(
            order.supplier.email,
            "Order confirmation",
            f"We confirm {order.name}: delivery on {order.planned:%d %B %Y}.",
        )
    )
    [case] = reading.cases
    assert [claim.new_date for claim in case.repeated if isinstance(claim, DelayClaim)] == [order.planned]
    assert not any(isinstance(claim, DelayClaim) for claim in case.claims)
    assert order.name in (reading.nothing_new or "")


async def test_a_delay_that_is_denied_says_what_odoo_has(office: Office) -> None:
    order = office.story.purchases["bearings"]
    reading = await office.read(mail(order.supplier.email, order.name, f"{order.name} will not be delayed after all."))
    [case] = reading.cases
    assert {claim.new_date for claim in case.repeated if isinstance(claim, DelayClaim)} == {order.planned}
    assert order.name in (reading.nothing_new or "")


async def test_a_promise_to_answer_leaves_the_day_open(office: Office) -> None:
    order = office.story.purchases["bearings"]
    body = f"{order.name} is delayed. We will confirm the new delivery date by {order.late[-1].day:%d %B %Y}."
    [case] = (await office.read(mail(order.supplier.email, "Delay", body))).cases
    assert [claim.new_date for claim in case.claims if isinstance(claim, DelayClaim)] == [None]


async def test_two_parts_of_a_line_are_two_claims_about_it(office: Office) -> None:
    order = office.story.purchases["bearings"]
    first, last = order.late[-1].day, order.late[-1].day + timedelta(days=7)
    product = order.late[-1].product
    body = f"{order.name}: of [{product}] 5 pcs come on {first:%d %B %Y}, the remaining pieces on {last:%d %B %Y}."
    [case] = (await office.read(mail(order.supplier.email, "Delay", body))).cases
    claims = [claim for claim in case.claims if isinstance(claim, DelayClaim)]
    assert [(claim.quantity, claim.on_time_quantity, claim.new_date) for claim in claims] == [
        (5, None, first),
        (None, 5, last),
    ]
    assert len({claim.refers_to for claim in claims}) == 1


async def test_an_earlier_day_is_no_delay_and_is_told(office: Office) -> None:
    order = office.story.purchases["container"]
    sooner = order.planned - timedelta(days=3)
    reading = await office.read(
        mail(order.supplier.email, "New date", f"{order.name}: new delivery date {sooner:%d %B %Y}.")
    )
    assert "earlier than planned" in (reading.nothing_new or "")
    [known] = reading.cases
    assert (known.kind, len(known.repeated)) == (Kind.INBOUND_DELAY, 1)
    assert not any(claim.is_news for claim in known.claims)


async def test_an_absurd_day_is_a_persons_matter(office: Office) -> None:
    order = office.story.purchases["bearings"]
    claimed = f"{order.name} is delayed until {order.planned.year + 3}-05-04."
    draft = await office.propose(mail(order.supplier.email, "Delay", claimed))
    check(draft)
    assert names(draft) == [ActionName.SCHEDULE_ACTIVITY]
    assert "more than a year away" in draft.summary


async def test_an_unknown_day_moves_nothing_and_asks(office: Office) -> None:
    order = office.story.purchases["bearings"]
    draft = await office.propose(
        mail(order.supplier.email, "Delay", f"{order.name} is delayed, we do not know the new date yet.")
    )
    check(draft)
    assert ActionName.RESCHEDULE_RECEIPT not in names(draft)
    assert ActionName.REVISE_COMMITMENT not in names(draft)
    [ask] = [action for action in draft.actions if action.name is ActionName.MESSAGE_SUPPLIER]
    assert (ask.args["ask"], ask.args["new_date"]) == ("give_date", None)
    assert ActionName.SCHEDULE_ACTIVITY in names(draft)


async def test_a_departure_is_no_arrival(office: Office) -> None:
    order = office.story.purchases["bearings"]
    draft = await office.propose(
        mail(
            order.supplier.email, "Delay", f"The goods of {order.name} leave our plant on {order.late[0].day:%d %B %Y}."
        )
    )
    assert ActionName.RESCHEDULE_RECEIPT not in names(draft)
    assert any("not guessed" in fact.label for fact in draft.evidence)


async def test_a_week_is_planned_by_its_friday_and_a_firm_day_is_asked_for(office: Office) -> None:
    order = office.story.purchases["container"]
    week = order.late[0].day.isocalendar().week
    draft = await office.propose(
        mail(order.supplier.email, "Delay", f"{order.name} will be late and arrives in week {week}.")
    )
    check(draft)
    [reschedule] = [action for action in draft.actions if action.name is ActionName.RESCHEDULE_RECEIPT]
    assert {line["new_date"] for line in reschedule.args["lines"]} == {
        (order.late[0].day + timedelta(days=4 - order.late[0].day.weekday())).isoformat()
    }
    assert "give_date" in {action.args.get("ask") for action in draft.actions}


async def test_manufacturing_that_waits_is_seen_and_handed_to_a_person(office: Office, changed: OdooSession) -> None:
    order = office.story.purchases["tools"]
    # The trolleys being assembled need spanner sets; take away what lies in stock.
    warehouse = (await changed.search_read("stock.warehouse", [["name", "=", "Antwerp"]], ["lot_stock_id"]))[0]
    product = (await changed.search_read("product.product", [["default_code", "=", "TOL-SPN"]], ["id"]))[0]["id"]
    place = warehouse["lot_stock_id"][0]
    quants = await changed.search_read(
        "stock.quant", [["product_id", "=", product], ["location_id", "child_of", place]], ["id", "quantity"]
    )
    for quant in quants:
        await changed.call(
            "stock.quant", "write", [quant["id"]], vals={"inventory_quantity": 0}, context={"inventory_mode": True}
        )
        await changed.call("stock.quant", "action_apply_inventory", [quant["id"]])
    draft = await office.propose(
        mail(
            order.supplier.email,
            "Delay",
            f"[TOL-SPN] of {order.name} is delayed until {order.planned + timedelta(days=21):%d %B %Y}.",
        )
    )
    check(draft)
    assert any("Manufacturing order" in fact.label for fact in draft.evidence)
    assert ActionName.SCHEDULE_ACTIVITY in names(draft)


async def test_a_locked_order_is_left_to_its_buyer(office: Office, changed: OdooSession) -> None:
    order = office.story.purchases["bearings"]
    found = await changed.search_read("purchase.order", [["name", "=", order.name]], ["id"])
    await changed.call("purchase.order", "button_lock", [found[0]["id"]])
    draft = await office.propose(late(order))
    check(draft)
    assert ActionName.RESCHEDULE_RECEIPT not in names(draft)
    assert ActionName.SCHEDULE_ACTIVITY in names(draft)


async def test_starring_another_order_changes_who_is_hurt(office: Office, changed: OdooSession) -> None:
    order = office.story.purchases["bearings"]
    before = {
        action.args["order"] for action in (await office.propose(late(order))).actions if "customer" in action.args
    }
    spared = office.story.sales["delattre_bearings"].name
    picking = await changed.search_read("stock.picking", [["sale_id.name", "=", spared]], ["id"])
    await changed.write("stock.picking", [one["id"] for one in picking], {"priority": "1"})
    draft = await office.propose(late(order))
    assert spared not in before
    check(draft)


async def test_a_price_increase_is_named_and_left_to_a_person(office: Office) -> None:
    order = office.story.purchases["bearings"]
    [case] = (
        await office.read(mail(order.supplier.email, "Prices", f"There is a price increase of 4 % on {order.name}."))
    ).cases
    assert case.kind is Kind.CONFIRMATION_MISMATCH
    assert case.records[0].label == order.name


async def test_a_question_is_unclassified_and_given_to_somebody(office: Office) -> None:
    order = office.story.purchases["bearings"]
    [case] = (
        await office.read(mail(order.supplier.email, "Pallets", f"Which dock should our truck with {order.name} use?"))
    ).cases
    assert case.kind is Kind.UNCLASSIFIED
    draft = office.think(await office.collect(case))
    assert isinstance(draft, ProposalDraft)
    check(draft)
    assert names(draft) == [ActionName.SCHEDULE_ACTIVITY]
    assert draft.actions[0].args["role"] == "procurement"


async def test_the_desk_hands_a_corrected_delay_to_the_inbound_specialist(office: Office) -> None:
    file = CaseFile(
        case_id="c",
        kind=Kind.UNCLASSIFIED,
        title="Message",
        records=(RecordRef(model="purchase.order", id=1, label="P00001"),),
        claims=(DelayClaim(order_text="P00001", read_by="person"),),
    )
    draft = CaseDraft(kind=Kind.UNCLASSIFIED, key="k", title="Message", records=file.records, claims=file.claims)
    found = office.think(await office.collect(draft))
    assert isinstance(found, Handover)
    assert found.to is Kind.INBOUND_DELAY


async def test_forwards_are_doubted_where_nobody_said_which_domains_are_ours(office: Office) -> None:
    order = office.story.purchases["bearings"]
    head = f"-------- Forwarded Message --------\nFrom: {order.supplier.email}\nDate: today\nSubject: x\n\n"
    body = f"{head}{order.name} is late until 20 December.\n"
    raw = mail("someone@private.example", "Fwd: x", body)
    [case] = (await office.read(raw, settings=load(timezone="Europe/Brussels"))).cases
    assert sure(case) <= 0.5


async def test_what_somebody_else_passes_on_says_who_did(office: Office) -> None:
    order = office.story.purchases["bearings"]
    other = office.story.purchases["gearmotors"].supplier
    head = f"-------- Forwarded Message --------\nFrom: {order.supplier.email}\nDate: today\nSubject: x\n\n"
    [case] = (await office.read(mail(other.email, "Fwd: x", f"{head}{order.name} is late until 20 December.\n"))).cases
    assert sure(case) == 0.6
    assert any(other.email in note.text for note in only(NoteClaim, case.claims))


async def test_a_doubtful_report_is_checked_before_anything_moves(office: Office) -> None:
    order = office.story.purchases["bearings"]
    other = office.story.purchases["gearmotors"].supplier
    draft = await office.propose(late(order, sender=other.email))
    check(draft)
    [recommended] = [option for option in draft.options if option.recommended]
    chosen = [action.name for action in draft.actions if action.id in recommended.action_ids]
    assert chosen == [ActionName.SCHEDULE_ACTIVITY]
    assert (
        max(action.confidence.value for action in draft.actions if action.name is ActionName.RESCHEDULE_RECEIPT) < 0.4
    )


async def test_a_newsletter_that_speaks_of_delays_is_no_case(office: Office) -> None:
    supplier = office.story.purchases["bearings"].supplier
    reading = await office.read(
        mail(
            supplier.email,
            "Winter news",
            "Delivery delays are rising everywhere. Read more on our blog. Unsubscribe here.",
        )
    )
    assert reading.cases == ()
    assert reading.nothing_new
