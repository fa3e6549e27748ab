"""From what somebody typed to words that find something: all of them, corrected ones, or most of them."""

from dataclasses import dataclass
from string import ascii_lowercase

from tantivy import Query, Searcher

from .conditions import Conditions
from .documents import KINDS
from .pinyin import spelt
from .synonyms import Synonyms, Wording
from .text import MAX_QUERY, compact_spaces, index_words, is_chinese, normalised, parts, query_words

Asked = list[tuple[Wording, ...]]

_SHORTEST_MISSPELT = 4  # letters: shorter words are one letter away from too many others
_MANY = 3  # words
_LEFT_OUT = frozenset(["的", "了", "和", "与", "及", "或", "之", "吗", "呢", "a", "the", "for", "of", "and", "with"])


@dataclass(frozen=True)
class Worded:
    query: Query
    has_words: bool
    corrected: str = ""


class Wordings:
    """Chooses what to search for in one state of the index."""

    def __init__(self, searcher: Searcher, conditions: Conditions, synonyms: Synonyms) -> None:
        self._searcher, self._conditions, self._synonyms = searcher, conditions, synonyms
        self._known: dict[tuple[Wording, ...], bool] = {}

    def all_of(self, text: str) -> Worded:
        """What has all words."""
        words = meant_words(text)
        if not words:
            return Worded(Query.empty_query() if text.strip() else Query.all_query(), has_words=False)
        return Worded(self._conditions.words(self._asked(words)), has_words=True)

    def find_nothing(self, text: str, worded: Worded) -> bool:
        """Whether so many words were typed that looking costs less than counting, and nothing has them all."""
        return len(meant_words(text)) >= _MANY and not self._finds(worded.query)

    def instead_of(self, text: str, *, is_narrowed: bool) -> Worded | None:
        """With the unknown words corrected, else most of them. None when all of them together find something, which
        can only be when it was a filter that left nothing."""
        words = meant_words(text)
        asked = self._asked(words)
        if is_narrowed and self._finds(self._conditions.words(asked)):
            return None
        return self._apart(text, words) or self._corrected(text, asked) or self._most(asked)

    def _asked(self, words: list[str]) -> Asked:
        """With their synonyms, and long words also as the shorter ones that they consist of."""
        asked = self._synonyms.expanded(words)
        return [
            (*wordings, shorter) if len(wordings[0]) == 1 and (shorter := parts(wordings[0][0])) else wordings
            for wordings in asked
        ]

    def _apart(self, text: str, words: list[str]) -> Worded | None:
        """With characters that do not stand together."""
        apart = said_words(text)
        if apart == words or all(self._is_known(wordings) for wordings in self._asked(words)):
            return None
        asked = self._asked(apart)
        if not all(self._is_known(wordings) for wordings in asked):
            return None  # one that nothing has spoils all
        query = self._conditions.words(asked)
        return Worded(query, has_words=True) if self._finds(query) else None

    def _corrected(self, text: str, asked: Asked) -> Worded | None:
        """With each word that nothing has replaced by the one that it was probably meant to be."""
        changed: dict[str, str] = {}
        for wordings in asked:
            typed = "".join(wordings[0])
            if not self._is_known(wordings) and (meant := self._meant(typed)):
                changed[typed] = meant
        if not changed:
            return None
        words = [changed.get(word, word) for word in meant_words(text)]
        query = self._conditions.words(self._asked(query_words(" ".join(words))))
        if not self._finds(query):
            return None
        corrected = compact_spaces(text)
        for typed, meant in changed.items():
            corrected = corrected.replace(typed, meant)
        return Worded(query, has_words=True, corrected=corrected)

    def _most(self, asked: Asked) -> Worded | None:
        """Without the words that no goods have, and then without one of the others after the other, down to half.
        Beside words that nothing has, a lone character says nothing: 不 stands in the name of all that is 不锈钢."""
        known = [wordings for wordings in asked if self._is_known(wordings)]
        if len(known) < len(asked):
            known = [wordings for wordings in known if not _is_one_character(wordings)]
        most = len(known) if len(known) < len(asked) else len(known) - 1  # all of them have found nothing
        for least in range(most, max((len(known) - 1) // 2, 0), -1):
            query = self._conditions.words(known, least=least)
            if self._finds(query):
                return Worded(query, has_words=True)
        return None

    def _meant(self, word: str) -> str:
        """The most frequent word of the index that is one slip away, or sounds the same; empty if there is none."""
        if is_chinese(word):
            return self._homophone(word)
        if len(word) < _SHORTEST_MISSPELT or not (word.isascii() and word.isalpha()):
            return ""
        counts = ((self._searcher.doc_freq("latin", slip), slip) for slip in slips(word))
        count, slip = max(counts)
        return slip if count else self._spaced(word)

    def _homophone(self, word: str) -> str:
        """A word that is typed with the same letters, from the names of goods that have it."""
        query = self._conditions.sounding(spelt(word)[0])
        names = {kind: {"terms": {"field": f"{kind}_title", "size": 5}} for kind in KINDS}
        found = self._searcher.aggregate(query, names)
        for kind in KINDS:
            for bucket in found[kind]["buckets"]:
                for other in index_words(bucket["key"]):
                    if other != word and is_chinese(other) and spelt(other)[0] == spelt(word)[0]:
                        return other
        return ""

    def _spaced(self, word: str) -> str:
        """Two words that were typed without a space: pingguo shouji."""
        for at in range(2, len(word) - 1):
            wordings = [((word[:at],),), ((word[at:],),)]
            are_known = all(self._searcher.doc_freq("pinyin", part) for part in (word[:at], word[at:]))
            if are_known and self._finds(self._conditions.words(wordings)):
                return f"{word[:at]} {word[at:]}"
        return ""

    def _is_known(self, wordings: tuple[Wording, ...]) -> bool:
        """Whether any goods have it. The list of words knows most; a search through what is common costs more."""
        if any(len(wording) == 1 and self._searcher.doc_freq("name", wording[0]) for wording in wordings):
            return True
        if wordings not in self._known:
            self._known[wordings] = self._finds(self._conditions.one(wordings))
        return self._known[wordings]

    def _finds(self, query: Query) -> bool:
        # Ordered by a field, nothing is scored: that costs a tenth.
        return bool(self._searcher.search(query, 1, count=False, order_by_field="sales").hits)


def _is_one_character(wordings: tuple[Wording, ...]) -> bool:
    said = "".join(wordings[0])
    return len(said) == 1 and is_chinese(said)


def slips(word: str) -> set[str]:
    """What is one letter more, less, other or swapped away."""
    splits = [(word[:at], word[at:]) for at in range(len(word) + 1)]
    fewer = {left + right[1:] for left, right in splits if right}
    swapped = {left + right[1] + right[0] + right[2:] for left, right in splits if len(right) > 1}
    other = {left + letter + right[1:] for left, right in splits if right for letter in ascii_lowercase}
    more = {left + letter + right for left, right in splits for letter in ascii_lowercase}
    return fewer | swapped | other | more


def meant_words(text: str) -> list[str]:
    """The words of a query. Characters that stand together and are no word, such as a brand that the cutter does not
    know, are taken for one: a few goods have them together, very many each alone."""
    typed = normalised(text[:MAX_QUERY])
    found: list[str] = []
    run = ""
    for word in said_words(text):
        is_single = len(word) == 1 and is_chinese(word)
        if run and is_single and run + word in typed:
            found[-1] = run = run + word
        else:
            found.append(word)
            run = word if is_single else ""
    return list(dict.fromkeys(found))


def said_words(text: str) -> list[str]:
    """The words of a query without those that say nothing, unless there are no others."""
    words = query_words(text)
    return [word for word in words if word not in _LEFT_OUT] or words
