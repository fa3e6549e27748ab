"""Text as the index keeps it: one spelling for what people write in many ways. Index and query use the same."""

import re
import unicodedata
from functools import lru_cache

import rjieba
import zhconv_rs

MAX_TEXT = 2000  # characters; a title and what belongs to it is shorter by far
MAX_QUERY = 100  # characters: what a person types
MAX_QUERY_WORDS = 12

#: How each unit is spelt in the index. Chinese units count only right after a number.
_UNITS = {
    **dict.fromkeys(("gb", "g", "克"), "g"),
    **dict.fromkeys(("tb", "t"), "t"),
    **dict.fromkeys(("mb",), "mb"),
    **dict.fromkeys(("kg", "公斤", "千克"), "kg"),
    **dict.fromkeys(("ml", "毫升"), "ml"),
    **dict.fromkeys(("l", "升"), "l"),
    **dict.fromkeys(("w", "瓦"), "w"),
    **dict.fromkeys(("cm", "厘米", "公分"), "cm"),
    **dict.fromkeys(("mm", "毫米"), "mm"),
    **dict.fromkeys(("m", "米"), "m"),
    **dict.fromkeys(("mah", "毫安时", "毫安"), "mah"),
    **dict.fromkeys(("hz", "赫兹"), "hz"),
    **dict.fromkeys(("inch", "in", "英寸", "吋", "寸"), "寸"),
}
_BY_LENGTH = sorted(_UNITS, key=len, reverse=True)
_LATIN_UNITS = "|".join(unit for unit in _BY_LENGTH if unit.isascii())
_CHINESE_UNITS = "|".join(unit for unit in _BY_LENGTH if not unit.isascii())
_NUMBER = r"\d+(?:\.\d+)?"
_MEASURE = re.compile(rf"({_NUMBER})(?:\s?({_LATIN_UNITS})(?![a-z0-9])|({_CHINESE_UNITS}))")
_TOKEN = re.compile(
    rf"(?P<measure>{_NUMBER}~[a-z寸]+)|(?P<latin>[a-z]+)|(?P<number>{_NUMBER})|(?P<chinese>[\u3400-\u9fff]+)"
)


def normalised(text: str) -> str:
    """Full-width forms, capitals, traditional characters and units in one spelling each."""
    text = unicodedata.normalize("NFKC", encodable(text[:MAX_TEXT])).lower()[:MAX_TEXT]  # some characters grow to 18
    text = zhconv_rs.zhconv(text, "zh-hans")
    return _MEASURE.sub(lambda found: f"{found[1]}~{_UNITS[found[2] or found[3]]} ", text)


@lru_cache(maxsize=50_000)
def _cut_small(run: str) -> list[str]:
    return rjieba.cut_for_search(run)


def encodable(text: str) -> str:
    """Without the halves of characters that a browser can send, which the engine refuses."""
    return text.encode(errors="ignore").decode()


def index_words(text: str) -> list[str]:
    """The words of a text, with the shorter words inside longer ones, and numbers with and without their unit."""
    words: list[str] = []
    for kind, token in tokens(text):
        if kind == "chinese":
            words += _cut_small(token)
        elif kind == "measure":
            number, _, unit = token.partition("~")
            words += [number + unit, number]
        else:
            words.append(token)
    return words


def query_words(text: str) -> list[str]:
    """The words that a shopper asks for, each once, in their order."""
    words: list[str] = []
    for kind, token in tokens(text[:MAX_QUERY]):
        words += rjieba.cut(token) if kind == "chinese" else [token.replace("~", "")]
    return list(dict.fromkeys(words))[:MAX_QUERY_WORDS]


def endings(text: str) -> list[str]:
    """The text from each of its words on: 智能手机, 手机."""
    words = [word for kind, token in tokens(text) if kind == "chinese" for word in rjieba.cut(token)]
    words = words or query_words(text)
    whole = ["".join(words[at:]) for at in range(len(words))]
    return list(dict.fromkeys(whole + [word for each in whole for word in _shorter_ends(each)]))


def _shorter_ends(word: str) -> list[str]:
    return [part for part in rjieba.cut_for_search(word) if word.endswith(part)]


def parts(word: str) -> tuple[str, ...]:
    """The shorter words that a long one consists of, 无线 and 耳机 for 无线耳机; none when they do not cover it."""
    inside = sorted((part for part in rjieba.cut_for_search(word) if part != word), key=len, reverse=True)
    found: list[str] = []
    left = word
    while left:
        part = next((part for part in inside if left.startswith(part)), "")
        if not part:
            return ()
        found.append(part)
        left = left[len(part) :]
    return tuple(found)


def grams(text: str) -> list[str]:
    """Each two neighbours among the Chinese characters, and each character alone: they find what the cutter split
    in another way."""
    pairs: list[str] = []
    for kind, token in tokens(text):
        if kind == "chinese":
            pairs += [*token, *(token[at : at + 2] for at in range(len(token) - 1))]
    return list(dict.fromkeys(pairs))


def word_grams(word: str) -> list[str]:
    """The grams that all have to be in a text for this word to be in it."""
    return [word] if len(word) == 1 else [word[at : at + 2] for at in range(len(word) - 1)]


def compact(text: str) -> str:
    """The text without anything between its words: what suggestions compare."""
    return "".join(token.replace("~", "") for _, token in tokens(text))


def compact_spaces(text: str) -> str:
    """The text as it is searched for, to be shown to the shopper."""
    return " ".join(normalised(text[:MAX_QUERY]).replace("~", "").split())


def is_chinese(word: str) -> bool:
    return "\u3400" <= word[0] <= "\u9fff"


@lru_cache(maxsize=2_000)
def tokens(text: str) -> list[tuple[str, str]]:
    """The pieces of a text that is not normalised yet, each with its kind. Not to be changed: it is kept."""
    text = normalised(text)
    return [(found.lastgroup or "", found[0]) for found in _TOKEN.finditer(text)]
