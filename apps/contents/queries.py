"""Reading the home page."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from urllib.parse import urlencode

from django.urls import reverse

from goods.queries.hot import Hot, hot_goods
from goods.queries.menu import MenuGroup, category_menu
from utils.pictures import Picture, picture_of

from .models import Content
from .slots import Role

HOT_WORDS = 10
HOT_GOODS = 10


@dataclass(frozen=True)
class Item:
    title: str
    url: str
    text: str
    picture: Picture | None


@dataclass(frozen=True)
class Panel:
    """A tab of a floor. The key is the slot's, unique on the page."""

    key: str
    name: str
    items: tuple[Item, ...]


@dataclass(frozen=True)
class Floor:
    """A floor is named by the title of its logo."""

    number: int
    name: str
    logo: Item | None
    channels: tuple[Item, ...]
    tags: tuple[Item, ...]
    panels: tuple[Panel, ...]


@dataclass(frozen=True)
class HomePage:
    menu: tuple[MenuGroup, ...]
    carousel: tuple[Item, ...]
    news: tuple[Item, ...]
    header_ad: Item | None
    floors: tuple[Floor, ...]
    hot: Hot
    #: When the next content begins or ends; None when nothing is planned.
    changes_at: datetime | None


@dataclass(frozen=True)
class HotWords:
    """What editors suggest to search for: texts and where they lead, which is their search unless editors say so."""

    words: tuple[tuple[str, str], ...]
    changes_at: datetime | None


def hot_words(now: datetime) -> HotWords:
    """In one query."""
    planned = list(
        Content.objects.unfinished(now)
        .filter(category__role=Role.SEARCH_WORDS)
        .order_by("sequence", "id")
        .only("title", "url", "is_visible", "starts_at", "ends_at")
    )
    shown = [content for content in planned if content.is_shown_at(now)]
    return HotWords(
        words=tuple((each.title, each.url or _search_for(each.title)) for each in shown[:HOT_WORDS]),
        changes_at=_next_change(planned, now),
    )


def _search_for(words: str) -> str:
    return f"{reverse('goods:search')}?{urlencode({'q': words})}"


def home_page(now: datetime) -> HomePage:
    """Everything that the home page shows at this moment, in four queries."""
    planned = list(
        Content.objects.unfinished(now)
        .exclude(category__role=Role.SEARCH_WORDS)
        .select_related("category")
        .order_by("category__floor", "category__position", "category_id", "sequence", "id")
    )
    shown = [content for content in planned if content.is_shown_at(now)]
    by_role: dict[str, list[Content]] = defaultdict(list)
    for content in shown:
        by_role[content.category.role].append(content)
    return HomePage(
        menu=category_menu(),
        carousel=_items(by_role[Role.CAROUSEL]),
        news=_items(by_role[Role.NEWS]),
        header_ad=_first_item(by_role[Role.HEADER_AD]),
        floors=_floors(shown),
        hot=hot_goods(count=HOT_GOODS),
        changes_at=_next_change(planned, now),
    )


def _floors(contents: Sequence[Content]) -> tuple[Floor, ...]:
    by_floor: dict[int, list[Content]] = defaultdict(list)
    for content in contents:
        if content.category.floor is not None:
            by_floor[content.category.floor].append(content)
    return tuple(_floor(number, by_floor[number]) for number in sorted(by_floor))


def _floor(number: int, contents: Sequence[Content]) -> Floor:
    by_role: dict[str, list[Content]] = defaultdict(list)
    for content in contents:
        by_role[content.category.role].append(content)
    logo = _first_item(by_role[Role.FLOOR_LOGO])
    return Floor(
        number=number,
        name=logo.title if logo else f"{number}F",
        logo=logo,
        channels=_items(by_role[Role.FLOOR_CHANNELS]),
        tags=_items(by_role[Role.FLOOR_TAGS]),
        panels=_panels(by_role[Role.FLOOR_PANEL]),
    )


def _panels(contents: Sequence[Content]) -> tuple[Panel, ...]:
    by_key: dict[str, list[Content]] = defaultdict(list)  # keeps the order of the slots
    for content in contents:
        by_key[content.category.key].append(content)
    return tuple(Panel(key, found[0].category.name, _items(found)) for key, found in by_key.items())


def _items(contents: Sequence[Content]) -> tuple[Item, ...]:
    return tuple(Item(each.title, each.url, each.text, picture_of(each.renditions)) for each in contents)


def _first_item(contents: Sequence[Content]) -> Item | None:
    return next(iter(_items(contents[:1])), None)


def _next_change(planned: Sequence[Content], now: datetime) -> datetime | None:
    moments = [moment for each in planned for moment in (each.starts_at, each.ends_at) if moment and moment > now]
    return min(moments, default=None)
