"""Asks all parts at the same time, and remembers the answer for a second."""

import logging
import threading
import time
from dataclasses import dataclass, field
from typing import Any

from .parts import Findings, Part, parts

DEADLINE = 1.5  # seconds until whoever has said nothing is away
KEPT = 1.0  # seconds
GOOD_ENOUGH = 5.0  # seconds: the age of a report for those who would have to wait for the next one

logger = logging.getLogger(__name__)


@dataclass(frozen=True)
class Report:
    """What each part said, and whether all that the mall needs are there."""

    is_ready: bool
    findings: Findings

    def as_json(self) -> dict[str, Any]:
        return {"status": "ok" if self.is_ready else "away", **self.findings}


@dataclass
class _Question:
    """A part that is being asked, in a thread of its own: nobody waits longer for it than they want to."""

    part: Part
    findings: Findings | None = None
    thread: threading.Thread = field(init=False)

    def __post_init__(self) -> None:
        # A daemon: a part that hangs must not keep the process from ending.
        self.thread = threading.Thread(target=self._ask, name=f"health {self.part.name}", daemon=True)
        self.thread.start()

    def _ask(self) -> None:
        try:
            self.findings = {self.part.name: "ok", **self.part.ask()}
        except Exception as error:  # whatever keeps the part away is the answer
            logger.error("Not ready: %s does not answer: %s", self.part.name, type(error).__name__)

    def answer(self, until: float) -> Findings:
        self.thread.join(max(until - time.monotonic(), 0))
        return self.findings or {self.part.name: "away", **self.part.unknown}


class Readiness:
    """What one process knows. However many ask, the parts are asked once a second, and never twice at the same time."""

    def __init__(self) -> None:
        self._report: Report | None = None
        self._asked_at = 0.0
        self._asking: dict[str, _Question] = {}
        self._lock = threading.Lock()

    def report(self) -> Report:
        """Within DEADLINE. While somebody else asks, the last report does, unless it is old."""
        if not self._is_younger_than(KEPT) and self._lock.acquire(blocking=not self._is_younger_than(GOOD_ENOUGH)):
            try:
                if not self._is_younger_than(KEPT):
                    self._report = self._ask_all()
                    self._asked_at = time.monotonic()
            finally:
                self._lock.release()
        assert self._report is not None  # noqa: S101 - whoever found none has waited for one
        return self._report

    def _is_younger_than(self, seconds: float) -> bool:
        return self._report is not None and time.monotonic() - self._asked_at < seconds

    def _ask_all(self) -> Report:
        until = time.monotonic() + DEADLINE
        questions = [self._question(part) for part in parts()]
        findings: Findings = {}
        is_ready = True
        for question in questions:
            answer = question.answer(until)
            findings |= answer
            is_ready = is_ready and (answer[question.part.name] == "ok" or not question.part.is_vital)
        return Report(is_ready, findings)

    def _question(self, part: Part) -> _Question:
        """A part that still owes its last answer is not asked again: threads that hang do not add up."""
        pending = self._asking.get(part.name)
        if pending is None or not pending.thread.is_alive():
            self._asking[part.name] = pending = _Question(part)
        return pending

    def forget(self) -> None:
        self._report = None


_readiness = Readiness()


def report() -> Report:
    return _readiness.report()


def forget() -> None:
    """For tests, in which parts come and go within a second."""
    _readiness.forget()
