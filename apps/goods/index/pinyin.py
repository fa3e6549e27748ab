"""How Chinese words are typed with Latin letters: in full (pingguo) and by their initials (pg)."""

from functools import lru_cache

import pypinyin
import rjieba

from .text import is_chinese, tokens

_MAX_WORDS_TOGETHER = 3  # pingguoshouji


@lru_cache(maxsize=50_000)
def spelt(word: str) -> tuple[str, str]:
    """The pinyin of a word in full and its initials; a word in Latin letters is spelt as it is."""
    if not is_chinese(word):
        return word, word
    syllables = pypinyin.lazy_pinyin(word, errors="ignore")
    return "".join(syllables), "".join(syllable[:1] for syllable in syllables)


def spellings(text: str) -> list[str]:
    """Each Chinese word, and up to three that stand together, in full and by initials."""
    found: dict[str, None] = {}
    for kind, run in tokens(text):
        if kind == "chinese":
            found |= dict.fromkeys(_spellings_of_run(run))
    return list(found)


@lru_cache(maxsize=50_000)
def _spellings_of_run(run: str) -> list[str]:
    words = rjieba.cut(run)
    spelt_words = [spelt(word) for word in words]
    found = []
    for start in range(len(words)):
        full = initials = ""
        for word_full, word_initials in spelt_words[start : start + _MAX_WORDS_TOGETHER]:
            full, initials = full + word_full, initials + word_initials
            found.append(full)
            if len(initials) > 1:
                found.append(initials)
    return found


def heads(text: str) -> list[str]:
    """What somebody may have begun to type to mean this text: itself and its spellings, from its first words on."""
    words = _words_in_order(text)
    found: dict[str, None] = {}
    for start in range(min(len(words), 4)):
        rest = words[start : start + 12]
        found["".join(rest)] = None
        found["".join(spelt(word)[0] for word in rest)] = None
        found["".join(spelt(word)[1] for word in rest)] = None
    return list(found)


def _words_in_order(text: str) -> list[str]:
    words: list[str] = []
    for kind, token in tokens(text):
        words += rjieba.cut(token) if kind == "chinese" else [token.replace("~", "")]
    return words
