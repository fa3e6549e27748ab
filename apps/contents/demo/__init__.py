"""The home page of the demo: carousel, news, advert and three floors, with drawings of its own."""

from collections.abc import Collection, Iterator, Mapping
from pathlib import Path
from typing import NamedTuple

from django.db import transaction

from contents.models import Content, ContentCategory
from contents.services import store_drawing
from contents.slots import Role
from goods.demo.drawings import SIDE, banners, draw, floors
from goods.models import SKU, Category
from goods.queries.menu import list_url
from utils.page_cache import expire_all_pages
from utils.pictures import Rendition, delete_pictures

_PAGE = Path(__file__).with_name("home.txt")


class _Line(NamedTuple):
    """A content of the file: what it says, the category or SKU that it leads to, and what is drawn."""

    title: str
    text: str = ""
    category: str = ""
    drawing: str = ""
    sku: str = ""


def load_home() -> None:
    """Loads the whole home page, all or nothing. A mall that has any slot keeps what it has.

    A content leads to its SKU, or else to its category; when the mall has neither, it is loaded without a link.
    """
    if ContentCategory.objects.exists():
        return
    slots = list(_slots(_PAGE.read_text(encoding="utf-8").splitlines()))
    links = _links({line.sku for _slot, lines in slots for line in lines})
    contents: list[Content] = []
    try:
        for slot, lines in slots:
            for number, line in enumerate(lines, start=1):
                contents.append(_content(slot, line, number, links))
        _save([slot for slot, _lines in slots], contents)
    except Exception:
        delete_pictures(rendition for content in contents for rendition in content.renditions)
        raise
    expire_all_pages()


def _links(skus: Collection[str]) -> dict[str, str]:
    """The list page of every category by name, of several with one name the highest and oldest, and of these SKUs
    the page of the oldest one."""
    lowest_first = Category.objects.order_by("-level", "-id").values_list("name", "id")
    pieces = SKU.objects.filter(name__in=skus).only("id", "name").order_by("-id")
    return {name: list_url(pk) for name, pk in lowest_first} | {sku.name: sku.get_absolute_url() for sku in pieces}


@transaction.atomic
def _save(slots: list[ContentCategory], contents: list[Content]) -> None:
    for position, slot in enumerate(slots):
        slot.position = position
        slot.save()
    Content.objects.bulk_create(contents)


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


def _content(slot: ContentCategory, line: _Line, number: int, links: Mapping[str, str]) -> Content:
    return Content(
        category=slot,
        title=line.title,
        text=line.text,
        url=links.get(line.sku) or links.get(line.category, ""),
        renditions=_picture(slot, line.drawing) if line.drawing else [],
        sequence=number,
    )


def _picture(slot: ContentCategory, drawing: str) -> list[Rendition]:
    if slot.role == Role.CAROUSEL:
        return store_drawing(banners.banner(drawing), width=banners.WIDTH, height=banners.HEIGHT)
    if slot.role == Role.HEADER_AD:
        return store_drawing(banners.strip(drawing), width=banners.STRIP_WIDTH, height=banners.STRIP_HEIGHT)
    if slot.role == Role.FLOOR_LOGO:
        return store_drawing(floors.logo(drawing), width=floors.SIDE, height=floors.SIDE)
    kind, _, colour = drawing.partition(", ")
    return store_drawing(draw(kind, colour), width=SIDE, height=SIDE)
