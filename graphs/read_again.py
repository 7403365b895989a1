"""A filed report is read once more with the model beside the playbook. Called by the job `read_again`.

The case stands already; what the model adds or doubts is filed as a second reading. Whatever keeps the model from
answering changes nothing.
"""

from __future__ import annotations

import structlog

from agents.correspondence.reading import read_report
from agents.supervisor import needs_person
from cases.kind import Kind
from cases.models import CaseDraft
from cases.status import ReportStatus
from cases.store.reports import examples, page_images, readers, reports, second_reading
from graphs.desk import Desk

_log = structlog.get_logger(__name__)
READ_AGAIN = "read_again"
_READ = frozenset({ReportStatus.FILED, ReportStatus.NOTHING_NEW})


async def read_again(desk: Desk, report_id: str) -> None:
    """Read it with the model, and file what that changes."""
    async with desk.database.transaction() as session:
        report = await reports.load(session, report_id)
        taught = await examples.taught(session)
        leads = (await readers.precision(session, "model", Kind.INBOUND_DELAY)).leads
    if desk.model is None or desk.model.resting or report.content is None or report.status not in _READ:
        return
    given = (report.content, report.media_type, report.sender)
    async with desk.reader() as reader:
        alone, beside = [
            await read_report(
                *given,
                reader,
                model,
                desk.settings,
                report.received_at,
                desk.limits,
                taught,
                model_leads=leads,
                photos=model is not None,
            )
            for model in (None, desk.model)
        ]
    async with desk.database.transaction() as session:
        await page_images.keep(session, report_id, beside.photos)
        await reports.add_values(session, report_id, beside.values)
    known = {draft.key: _said(draft) for draft in alone.cases}
    for draft in sorted(beside.cases, key=lambda one: one.key):
        if known.get(draft.key) == _said(draft):
            continue
        async with desk.database.transaction() as session:
            how = await second_reading.take(session, report_id, draft, needs_person=needs_person(draft))
        _log.info("report.read_again", report=report_id, key=draft.key, how=how)


def _said(draft: CaseDraft) -> list[tuple[object, ...]]:
    return [(*claim.says(), claim.sure, claim.trust) for claim in (*draft.claims, *draft.repeated)]
