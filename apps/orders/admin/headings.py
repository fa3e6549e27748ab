"""The columns of a sheet of shipments, by the headings of an exported one."""

import unicodedata
from functools import cache

from django.conf import settings
from django.utils import translation

from ..models import Order

_NAMES = ("number", "carrier", "tracking_number")


def title_of(name: str) -> str:
    """In the language of the reader."""
    return str(Order._meta.get_field(name).verbose_name)  # type: ignore[union-attr]


def named(text: str) -> str | None:
    """The column with this heading, in any of our languages; None for another one."""
    return _names().get(_folded(text))


@cache
def _names() -> dict[str, str]:
    found = {}
    for language, _name in settings.LANGUAGES:
        with translation.override(language):
            found.update({_folded(title_of(name)): name for name in _NAMES})
    return found


def _folded(text: str) -> str:
    return "".join(unicodedata.normalize("NFKC", text).split()).casefold()
