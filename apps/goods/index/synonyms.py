"""The synonyms of the admin, in a file beside the index: who searches asks no database for them."""

import json
from pathlib import Path

from ..models.synonyms import Synonym
from .storage import write_whole
from .text import query_words

#: A wording is a row of words that all have to be there.
Wording = tuple[str, ...]

_LONGEST = 5  # words of one synonym


def publish_synonyms(path: Path) -> None:
    """Writes the file anew when the admin has changed something. One small query."""
    groups = [words.split() for words in Synonym.objects.order_by("pk").values_list("words", flat=True)]
    text = json.dumps({"groups": groups}, ensure_ascii=False)
    try:
        is_same = path.read_text(encoding="utf-8") == text
    except (OSError, UnicodeDecodeError):
        is_same = False
    if not is_same:
        write_whole(path, text)


class Synonyms:
    """Which wordings mean the same as the words that somebody typed."""

    def __init__(self, groups: list[list[str]]) -> None:
        self._same: dict[str, list[Wording]] = {}
        for group in groups:
            wordings = [wording for term in group if (wording := tuple(query_words(term)))]
            for wording in wordings:
                same = self._same.setdefault("".join(wording), [])
                same += [other for other in wordings if other != wording and other not in same]

    def expanded(self, words: list[str]) -> list[tuple[Wording, ...]]:
        """For each thing that is asked for its wordings, as typed first; the longest synonyms are taken first."""
        found: list[tuple[Wording, ...]] = []
        at = 0
        while at < len(words):
            length = next((n for n in range(_LONGEST, 0, -1) if "".join(words[at : at + n]) in self._same), 1)
            typed = tuple(words[at : at + length])
            found.append((typed, *self._same.get("".join(typed), ())))
            at += length
        return found
