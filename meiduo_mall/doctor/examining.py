"""Runs checks one after the other: none takes longer than its time, none takes the others with it."""

import re
import threading
from collections.abc import Iterable
from dataclasses import dataclass

from django.db import connections

from .findings import Finding, Grade, error, warning
from .registry import Check, Mall

_QUOTED = re.compile(r"'[^']*'|\"[^\"]*\"")

LIMIT = 3.0  # seconds for one check


@dataclass(frozen=True)
class Report:
    """What one check found."""

    check: Check
    findings: tuple[Finding, ...]

    @property
    def grade(self) -> Grade:
        grades = {finding.grade for finding in self.findings}
        return next(grade for grade in (Grade.ERROR, Grade.WARNING, Grade.OK) if grade in grades)


def examine(checks: Iterable[Check], mall: Mall, *, limit: float = LIMIT) -> list[Report]:
    """A check whose part was found broken is not run, and says so."""
    reports: dict[str, Report] = {}
    for check in checks:
        needed = reports.get(check.needs)
        if needed and needed.grade is Grade.ERROR:
            findings = [warning(f"Not checked, because of {check.needs}.", why="", do="")]
        else:
            findings = _findings(check, mall, limit)
        reports[check.name] = Report(check, tuple(findings))
    return list(reports.values())


def _findings(check: Check, mall: Mall, limit: float) -> list[Finding]:
    """In a thread of its own, which is left behind when it takes too long and ends with this process."""
    found: list[Finding] = []
    thread = threading.Thread(target=_run, args=(check, mall, found), name=check.name, daemon=True)
    thread.start()
    thread.join(limit)
    if thread.is_alive():
        what = f"The check got no answer within {limit:g} seconds."
        return [error(what, "Whatever it asks is away, or too slow for visitors too.", "Look whether that part lives.")]
    return found


def _run(check: Check, mall: Mall, found: list[Finding]) -> None:
    try:
        found.extend(list(check.examine(mall)))
    except Exception as failure:  # whatever it is: the other checks go on
        what = f"The check itself failed: {type(failure).__name__}: {_first_line(failure)}"
        found[:] = [error(what, "What it looks at may be broken too.", "Look at that part, and report the check.")]
    finally:
        connections.close_all()  # those of this thread


def _first_line(failure: Exception) -> str:
    """Without what it quotes: of an address that cannot be read, that is a piece of the password."""
    return _QUOTED.sub("'…'", next(iter(str(failure).splitlines()), ""))[:200]
