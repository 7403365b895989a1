"""The scan's door: what a scan of Odoo found, as case drafts. Pure; no word of it is anybody's but Odoo's own."""

from __future__ import annotations

from agents.reading.cases import Found, cases_of
from cases.models import CaseDraft, Reading
from cases.scans import AS_OF, Finding, ScanReport


def read_scan(content: bytes) -> Reading:
    """What a kept scan comes to: one case a finding.

    Raises:
        pydantic.ValidationError: it is no scan of ours.
    """
    report = ScanReport.model_validate_json(content)
    text = {
        "subject": f"Scan: {report.kind.value.replace('_', ' ')}",
        "body": "\n".join(finding.seen for finding in report.findings),
    }
    if report.told:
        text[AS_OF] = report.at.isoformat()
    return Reading(cases=tuple(draft_of(one) for one in report.findings), text=text)


def draft_of(finding: Finding) -> CaseDraft:
    """The case that a finding is about."""
    about, owner = finding.about, finding.owner
    owners = {(about.model, about.id): owner} if owner else {}
    found = Found(claims=finding.claims, address="a scan", owners=owners)
    return cases_of(found)[0]
