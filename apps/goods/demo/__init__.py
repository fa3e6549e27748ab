"""The categories of the demo: 11 lines of the menu with 37, 75 and 432 categories on the three levels."""

from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import NamedTuple

from django.db import transaction

from goods.models import Category, Channel, ChannelGroup, Level
from utils.page_cache import expire_all_pages

from .loading import load_goods as load_goods

_TREE = Path(__file__).with_name("categories.txt")

#: The names that lead to a category, from the first level down.
_Names = tuple[str, ...]


class _Line(NamedTuple):
    """A category of the file, under the line of the menu that it belongs to."""

    group: str
    names: _Names


def load_categories() -> None:
    """Loads the whole tree with its menu, all or nothing. A mall that has any category or line keeps what it has."""
    if Category.objects.exists() or ChannelGroup.objects.exists():
        return
    lines = tuple(_lines(_TREE.read_text(encoding="utf-8").splitlines()))
    with transaction.atomic():
        ids: dict[_Names, int] = {}
        for level in Level:
            ids |= _saved_level(level, [line.names for line in lines if len(line.names) == level], ids)
        _save_menu(lines, ids)
    expire_all_pages()


def _lines(texts: Iterable[str]) -> Iterator[_Line]:
    group = first = ""
    for text in texts:
        if text.startswith("["):
            group = text.strip("[]")
        elif text.startswith(" "):
            second, _, thirds = text.strip().partition(": ")
            yield _Line(group, (first, second))
            yield from (_Line(group, (first, second, third)) for third in thirds.split())
        elif text and not text.startswith("#"):
            first = text
            yield _Line(group, (first,))


def _saved_level(level: Level, paths: list[_Names], ids: Mapping[_Names, int]) -> dict[_Names, int]:
    """Saves one level and returns its ids, read again because MySQL does not tell the ids of many new rows."""
    rows = [
        Category(name=names[-1], parent_id=ids.get(names[:-1]), level=level, sequence=number)
        for number, names in enumerate(paths, start=1)
    ]
    Category.objects.bulk_create(rows)
    saved = Category.objects.values_list("parent_id", "name", "id")
    found: dict[tuple[int | None, str], int] = {(parent, name): pk for parent, name, pk in saved}
    return {names: found[ids.get(names[:-1]), names[-1]] for names in paths}


def _save_menu(lines: Iterable[_Line], ids: Mapping[_Names, int]) -> None:
    names = dict.fromkeys(line.group for line in lines)
    ChannelGroup.objects.bulk_create(ChannelGroup(name=name, sequence=n) for n, name in enumerate(names, start=1))
    groups = dict(ChannelGroup.objects.values_list("name", "id"))
    first_level = [line for line in lines if len(line.names) == Level.FIRST]
    Channel.objects.bulk_create(
        Channel(group_id=groups[line.group], category_id=ids[line.names], sequence=number)
        for number, line in enumerate(first_level, start=1)
    )
