"""What was read a moment ago, for whoever asks again: for answers that everybody needs and that hardly ever change."""

import time
from collections.abc import Callable, Hashable
from typing import Any

_MOST = 1000  # answers


class ForAMoment:
    """Keeps answers in the memory of this process for so many seconds. Another process, or a change made past `forget`,
    is noticed that much later."""

    def __init__(self, *, seconds: float) -> None:
        self._seconds = seconds
        self._answers: dict[Hashable, tuple[float, Any]] = {}

    def answer(self, question: Hashable, ask: Callable[[], Any]) -> Any:
        """What was answered to this question, or what `ask` answers now."""
        now = time.monotonic()
        until, found = self._answers.get(question, (0.0, None))
        if until > now:
            return found
        found = ask()
        if len(self._answers) >= _MOST:
            self._answers.clear()
        self._answers[question] = (now + self._seconds, found)
        return found

    def forget(self) -> None:
        self._answers.clear()
