"""What a browser may send about counts."""

import re
from collections.abc import Mapping

#: The name of the field with the count of a line: "count-42".
LINE_PREFIX = "count-"
_COUNT = re.compile(r"\s*\d{1,6}\s*")
_LINE = re.compile(rf"{LINE_PREFIX}(\d{{1,18}})")


def count_of(text: str) -> int:
    """The count that somebody typed; 0, which no count can be, for what is none."""
    return int(text) if _COUNT.fullmatch(text) else 0


def counts_of_lines(sent: Mapping[str, str]) -> dict[int, int]:
    """SKU id → count, of all lines whose field was sent."""
    return {int(match[1]): count_of(text) for name, text in sent.items() if (match := _LINE.fullmatch(name))}
