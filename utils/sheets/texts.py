"""Texts in cells. What begins like a formula is one to Excel and WPS, even in a csv file: it would be run on the desk
of whoever opens the sheet (OWASP: CSV injection). An apostrophe before it makes it a text, and goes again on reading.
"""

import re

#: Full-width signs begin formulas in East Asian versions. The apostrophe itself is here so that reading is exact.
_STARTERS = tuple("=+-@＝＋－＠'")
_UNPRINTABLE = re.compile(r"[\x00-\x1f\x7f-\x9f\ud800-\udfff\ufffe\uffff]+")


def plain(text: str) -> str:
    """As one line that a cell can hold: control characters become a space, outer spaces go."""
    return _UNPRINTABLE.sub(" ", text).strip()


def neutralised(text: str) -> str:
    """The text as it is written into a cell; `restored` takes it back exactly."""
    return f"'{text}" if text.lstrip().startswith(_STARTERS) or text[:1].isspace() else text


def restored(text: str) -> str:
    """The text of a cell, as it was before `neutralised`."""
    rest = text[1:]
    is_ours = text.startswith("'") and (rest.lstrip().startswith(_STARTERS) or rest[:1].isspace())
    return rest if is_ours else text
