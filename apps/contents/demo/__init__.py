"""The home page of the demo: carousel, news, advert and three floors, with drawings of its own."""

from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

from django.db import transaction

from contents.models import Content, ContentCategory
from contents.services import store_drawing
from contents.slots import Role
from goods.models import Category
from utils.page_cache import expire_pages
from utils.pictures import Rendition

from .drawings import SIDE, banners, draw

_PAGE = Path(__file__).with_name("home.txt")


class _Line(NamedTuple):
    """A content of the file: what it says, the category that it leads to, and what is drawn."""

    title: str
    text: str = ""
    category: str = ""
    drawing: str = ""


def load_home() -> None:
    """Loads the whole home page, all or nothing. A mall that has any slot keeps what it has.

    The categories of the demo must be there. Raises Category.DoesNotExist when one that is linked to is missing.
    """
    if ContentCategory.objects.exists():
        return
    with transaction.atomic():
        for position, (slot, lines) in enumerate(_slots(_PAGE.read_text(encoding="utf-8").splitlines())):
            slot.position = position
            slot.save()
            Content.objects.bulk_create(_content(slot, line, number) for number, line in enumerate(lines, start=1))
    expire_pages()


def _slots(texts: list[str]) -> Iterator[tuple[ContentCategory, list[_Line]]]:
    slot: ContentCategory | None = None
    lines: list[_Line] = []
    for text in [*texts, "[end]"]:
        if text.startswith("["):
            if slot:
                yield slot, lines
            key, _, name = text.strip("[]").partition(" ")
            slot, lines = (ContentCategory.at(key, name=name), []) if name else (None, [])
        elif text and not text.startswith("#"):
            lines.append(_Line(*(part.strip() for part in text.split("|"))))


def _content(slot: ContentCategory, line: _Line, number: int) -> Content:
    return Content(
        category=slot,
        title=line.title,
        text=line.text,
        url=_link(line.category),
        renditions=_picture(slot, line.drawing) if line.drawing else [],
        sequence=number,
    )


def _link(category: str) -> str:
    """The list page of the highest category of this name."""
    found = Category.objects.filter(name=category).order_by("level", "id").first()
    if found is None:
        raise Category.DoesNotExist(f"The demo links to the category {category}, which is not there.")
    return found.get_absolute_url()


def _picture(slot: ContentCategory, drawing: str) -> list[Rendition]:
    if slot.role == Role.CAROUSEL:
        return store_drawing(banners.banner(drawing), width=banners.WIDTH, height=banners.HEIGHT)
    kind, _, colour = drawing.partition(", ")
    if slot.role == Role.HEADER_AD:
        return store_drawing(banners.strip(colour), width=banners.STRIP_WIDTH, height=banners.STRIP_HEIGHT)
    return store_drawing(draw(kind, colour), width=SIDE, height=SIDE)
