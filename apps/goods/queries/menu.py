"""Reading the category tree for pages."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from itertools import groupby

from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from ..models import Category, Channel, Level
from ..page_tags import MENU, below_tags, category_tags


@dataclass(frozen=True)
class MenuCategory:
    id: int
    name: str
    url: str
    children: tuple["MenuCategory", ...] = ()


@dataclass(frozen=True)
class MenuChannel:
    category_id: int
    name: str
    url: str


@dataclass(frozen=True)
class MenuGroup:
    """A line of the menu: its channels, and the second and third levels below them."""

    channels: tuple[MenuChannel, ...]
    categories: tuple[MenuCategory, ...]


@dataclass(frozen=True)
class ListPage:
    category: Category
    breadcrumb: tuple[tuple[str | Promise, str], ...]
    children: tuple[MenuCategory, ...]
    siblings: tuple[MenuCategory, ...]
    tags: frozenset[str]


def category_menu() -> tuple[MenuGroup, ...]:
    """The whole menu, in two queries however large it is. A group without channels is left out."""
    below = _categories_below()
    channels = Channel.objects.select_related("category").order_by("group__sequence", "group_id", "sequence", "id")
    return tuple(_menu_group(list(line), below) for _group, line in groupby(channels, key=lambda each: each.group_id))


def list_page(category_id: int) -> ListPage:
    """A category with what is around it, in two queries. Raises Category.DoesNotExist."""
    category = Category.objects.select_related("parent__parent").get(pk=category_id)
    # The siblings of a category and its children; both at once, because they are few and of one table.
    near = Category.objects.filter(parent_key__in=(category.parent_key, category.pk)).order_by("sequence", "id")
    by_parent = _by_parent(near.values_list("id", "name", "parent_id"))
    path = path_of(category)
    steps = tuple((step.name, step.get_absolute_url()) for step in path)
    named = [*(step.pk for step in path), *(each.id for line in by_parent.values() for each in line)]
    return ListPage(
        category=category,
        breadcrumb=((_("首页"), reverse("contents:home")), *steps),
        children=by_parent[category.pk],
        siblings=tuple(each for each in by_parent[category.parent_id] if each.id != category.pk),
        tags=frozenset(category_tags(named) | below_tags((category.pk, category.parent_id))),
    )


def menu_tags(menu: Iterable[MenuGroup]) -> frozenset[str]:
    """Of a page that shows the whole menu."""
    firsts = [channel.category_id for group in menu for channel in group.channels]
    seconds = [second for group in menu for second in group.categories]
    thirds = [third.id for second in seconds for third in second.children]
    upper = [*firsts, *(second.id for second in seconds)]
    return frozenset({MENU, *category_tags([*upper, *thirds]), *below_tags(upper)})


def _categories_below() -> dict[int | None, tuple[MenuCategory, ...]]:
    """Second-level categories, with their children, by the id of their parent."""
    rows = list(
        Category.objects.exclude(level=Level.FIRST)
        .order_by("sequence", "id")
        .values_list("id", "name", "parent_id", "level")
    )
    third = _by_parent(row[:3] for row in rows if row[3] == Level.THIRD)
    return _by_parent((row[:3] for row in rows if row[3] == Level.SECOND), third)


def _by_parent(
    rows: Iterable[tuple[int, str, int | None]],
    children: dict[int | None, tuple[MenuCategory, ...]] | None = None,
) -> dict[int | None, tuple[MenuCategory, ...]]:
    found: dict[int | None, list[MenuCategory]] = defaultdict(list)
    for pk, name, parent in rows:
        found[parent].append(MenuCategory(pk, name, list_url(pk), (children or {}).get(pk, ())))
    return defaultdict(tuple, {parent: tuple(categories) for parent, categories in found.items()})


def _menu_group(channels: list[Channel], below: dict[int | None, tuple[MenuCategory, ...]]) -> MenuGroup:
    return MenuGroup(
        channels=tuple(MenuChannel(channel.category_id, channel.category.name, channel.link) for channel in channels),
        categories=tuple(category for channel in channels for category in below[channel.category_id]),
    )


def path_of(category: Category) -> tuple[Category, ...]:
    """The categories down to this one, the first level first. Read its parents with it."""
    steps: list[Category] = []
    step: Category | None = category
    while step:
        steps.append(step)
        step = step.parent
    return tuple(reversed(steps))


def list_url(category_id: int) -> str:
    """The first list page of a category."""
    return reverse("goods:list", args=(category_id, 1))
