"""Reports for people and for programs."""

import json
from collections.abc import Iterable, Iterator
from dataclasses import asdict

from .examining import Report
from .findings import Finding, Grade

_MARKS = {Grade.OK: "ok", Grade.WARNING: "WARNING", Grade.ERROR: "ERROR"}


def as_text(reports: Iterable[Report], *, is_production: bool) -> Iterator[str]:
    """Line by line; what is wrong has its reason and its remedy below it."""
    counts = dict.fromkeys(Grade, 0)
    for report in reports:
        for finding in report.findings:
            counts[finding.grade] += 1
            yield from _lines(report, finding)
    yield ""
    rules = "production" if is_production else "development; --production asks what production would"
    yield f"{counts[Grade.ERROR]} errors, {counts[Grade.WARNING]} warnings, by the rules of {rules}."


def _lines(report: Report, finding: Finding) -> Iterator[str]:
    yield f"{_MARKS[finding.grade]:8} {report.check.name:22} {finding.what}"
    if finding.why:
        yield f"{'':31} why: {finding.why}"
        yield f"{'':31} do:  {finding.do}"


def as_json(reports: Iterable[Report], *, is_production: bool) -> str:
    findings = [{"check": report.check.name, **asdict(finding)} for report in reports for finding in report.findings]
    counts = {f"{grade}s": sum(each["grade"] == grade for each in findings) for grade in (Grade.ERROR, Grade.WARNING)}
    return json.dumps({"production": is_production, **counts, "findings": findings}, ensure_ascii=False, indent=2)
