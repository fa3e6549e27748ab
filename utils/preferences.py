"""What a visitor chose for reading: language, theme, letter size. Kept in cookies; no session, no database."""

from typing import NamedTuple

from django.http import HttpRequest
from django.utils.translation import get_language

THEMES = ("light", "dark")  # no cookie: what the device prefers
SIZES = ("elder",)  # 长辈版: large type, higher contrast, bigger targets
COOKIE_AGE = 365 * 24 * 3600  # seconds


class Preferences(NamedTuple):
    language: str
    theme: str
    size: str


def chosen(request: HttpRequest) -> Preferences:
    """The preferences of this visitor; what a cookie holds beyond the known values is ignored."""
    theme = request.COOKIES.get("theme", "")
    size = request.COOKIES.get("size", "")
    return Preferences(
        language=get_language() or "zh-hans",
        theme=theme if theme in THEMES else "",
        size=size if size in SIZES else "",
    )


def page_context(request: HttpRequest) -> dict[str, object]:
    """Context processor of every shop page."""
    return {"preferences": chosen(request)}
