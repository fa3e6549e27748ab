"""What a page of goods offers to narrow it down: filters with counts, chips for what is chosen, sorts. Links, all of
them, so that they work without a script and can be shared. No queries here. The words are translated when they are
shown: pages in several languages are made of one of these."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import NamedTuple

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from ..filters import address, chosen_pairs, plain, with_choice
from ..index import Facet, Found, Request, Sort

SHOWN_AT_ONCE = 10  # choices of a filter; the others are behind a word
MAX_CHOICES = 40  # of a filter
MAX_SPECIFICATIONS = 8


class Names(NamedTuple):
    """What the ids of the facets stand for."""

    brands: dict[int, str]
    categories: dict[int, str]


@dataclass(frozen=True)
class Choice:
    text: str | Promise
    count: int
    url: str  # chooses it, or gives it up when it is chosen
    is_chosen: bool


class Filter(NamedTuple):
    title: str | Promise
    choices: tuple[Choice, ...]

    @property
    def is_chosen(self) -> bool:
        return any(choice.is_chosen for choice in self.choices)


class Chip(NamedTuple):
    """Something chosen; the link gives it up."""

    text: str | Promise
    url: str


class PriceRange(NamedTuple):
    """The form for a price: the action keeps what else is chosen in hidden fields."""

    action: str
    hidden: list[tuple[str, str]]
    lowest: str
    highest: str
    lowest_hint: str
    highest_hint: str


class SortLink(NamedTuple):
    key: Sort
    text: str | Promise
    url: str


@dataclass(frozen=True)
class Narrowing:
    filters: tuple[Filter, ...]
    chips: tuple[Chip, ...]
    sorts: tuple[SortLink, ...]
    price: PriceRange
    stock: Choice


def narrowing(request: Request, found: Found, names: Names) -> Narrowing:
    return Narrowing(
        filters=tuple(each for each in _filters(request, found, names) if each.choices),
        chips=tuple(_chips(request, names)),
        sorts=_sorts(request),
        price=_price_range(request, found),
        stock=Choice(
            _("仅看有货"), found.in_stock_count, address(with_choice(request, "stock", "1")), request.in_stock
        ),
    )


def _filters(request: Request, found: Found, names: Names) -> Iterable[Filter]:
    if request.words:
        chosen = {str(request.category_id)} if request.category_id else set()
        yield Filter(_("分类"), _choices(request, "category", found.categories, chosen, names.categories))
    chosen = {str(pk) for pk in request.brand_ids}
    yield Filter(_("品牌"), _choices(request, "brand", found.brands, chosen, names.brands))
    for name, facets in list(found.specifications.items())[:MAX_SPECIFICATIONS]:
        chosen = {value for each, value in request.specifications if each == name}
        offered = _with_chosen(facets, chosen)
        yield Filter(
            name,
            tuple(
                Choice(
                    facet.value,
                    facet.count,
                    address(with_choice(request, "spec", f"{name}:{facet.value}")),
                    facet.value in chosen,
                )
                for facet in offered
            ),
        )


def _choices(
    request: Request, key: str, facets: tuple[Facet, ...], chosen: set[str], names: Mapping[int, str]
) -> tuple[Choice, ...]:
    """Choices of rows; an id that no longer has a row is left out."""
    return tuple(
        Choice(
            names[int(facet.value)], facet.count, address(with_choice(request, key, facet.value)), facet.value in chosen
        )
        for facet in _with_chosen(facets, chosen)
        if int(facet.value) in names
    )


def _with_chosen(facets: tuple[Facet, ...], chosen: set[str]) -> list[Facet]:
    """The first choices, and what is chosen even when it leaves nothing: people must be able to give it up."""
    shown = list(facets[:MAX_CHOICES])
    counts = {facet.value: facet.count for facet in facets}
    missing = sorted(chosen - {facet.value for facet in shown})
    return [*shown, *(Facet(value, counts.get(value, 0)) for value in missing)]


def _chips(request: Request, names: Names) -> Iterable[Chip]:
    if request.words and request.category_id:
        without = with_choice(request, "category", str(request.category_id))
        yield Chip(names.categories[request.category_id], address(without))
    for pk in request.brand_ids:
        yield Chip(names.brands[pk], address(with_choice(request, "brand", str(pk))))
    for name, value in request.specifications:
        text = _("%(name)s：%(value)s") % {"name": name, "value": value}
        yield Chip(text, address(with_choice(request, "spec", f"{name}:{value}")))
    if request.min_price is not None or request.max_price is not None:
        yield Chip(_price_text(request), address(replace(request, min_price=None, max_price=None, page=1)))
    if request.in_stock:
        yield Chip(_("仅看有货"), address(with_choice(request, "stock", "1")))


def _price_text(request: Request) -> str:
    if request.max_price is None and request.min_price is not None:
        return _("¥%(price)s 以上") % {"price": plain(request.min_price)}
    if request.min_price is None and request.max_price is not None:
        return _("¥%(price)s 以下") % {"price": plain(request.max_price)}
    return f"¥{_typed(request.min_price)}–{_typed(request.max_price)}"


def _sorts(request: Request) -> tuple[SortLink, ...]:
    texts = {
        Sort.DEFAULT: _("综合"),
        Sort.HOT: _("销量"),
        Sort.NEW: _("新品"),
        Sort.PRICE: _("价格从低到高"),
        Sort.PRICE_DOWN: _("价格从高到低"),
    }
    return tuple(SortLink(sort, text, address(replace(request, sort=sort, page=1))) for sort, text in texts.items())


def _price_range(request: Request, found: Found) -> PriceRange:
    without = replace(request, min_price=None, max_price=None, page=1)
    lowest, highest = found.price_range or (None, None)
    return PriceRange(
        action=address(without).partition("?")[0],
        hidden=chosen_pairs(without),
        lowest=_typed(request.min_price),
        highest=_typed(request.max_price),
        lowest_hint=_typed(lowest),
        highest_hint=_typed(highest),
    )


def _typed(price: Decimal | None) -> str:
    return "" if price is None else plain(price)
