"""What a check says."""

from dataclasses import dataclass
from enum import StrEnum


class Grade(StrEnum):
    OK = "ok"
    WARNING = "warning"
    ERROR = "error"


@dataclass(frozen=True)
class Finding:
    """Sentences for the person who runs the mall: what is so, why it matters, what to do. Never a secret."""

    grade: Grade
    what: str
    why: str = ""
    do: str = ""


def fine(what: str) -> Finding:
    return Finding(Grade.OK, what)


def warning(what: str, why: str, do: str) -> Finding:
    return Finding(Grade.WARNING, what, why, do)


def error(what: str, why: str, do: str) -> Finding:
    return Finding(Grade.ERROR, what, why, do)
