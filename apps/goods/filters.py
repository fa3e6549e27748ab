"""What a browser may ask of lists and the search, and the addresses of such pages. All of it stands in the address."""

import unicodedata
from collections.abc import Callable
from dataclasses import replace
from decimal import Decimal, InvalidOperation
from typing import Any
from urllib.parse import urlencode

from django.http import QueryDict
from django.urls import reverse

from .index import MAX_PAGE, Request, Sort

MAX_WORDS = 100  # characters
MAX_CHOICES = 20  # of one filter; the rest is not looked at
_MAX_PRICE = Decimal("99999999.99")
_MAX_ID = 2**63 - 1
_MAX_NAME, _MAX_VALUE = 20, 40  # characters, as in the models

Pairs = list[tuple[str, str]]


class NoSuchPage(Exception):
    """The page asked for cannot exist."""


def asked_of_list(query: QueryDict, *, category_id: int, page: int) -> Request:
    """What is asked of the list of a category. Raises NoSuchPage."""
    return _filtered(query, Request(category_id=category_id, page=_existing(page)))


def asked_of_search(query: QueryDict) -> Request:
    """What is searched for. Raises NoSuchPage."""
    page = query.get("page") or "1"
    number = _existing(int(page) if page.isdecimal() and len(page) <= len(str(MAX_PAGE)) else 0)
    categories = _ids(query.getlist("category"))
    wanted = Request(words=searched_words(query), category_id=categories[0] if categories else None, page=number)
    return _filtered(query, wanted)


def searched_words(query: QueryDict) -> str:
    """What stands in the search box: one line without control characters, and no longer than MAX_WORDS."""
    text = query.get("q", "")[: 4 * MAX_WORDS]
    seen = "".join(sign for sign in text if sign.isspace() or _can_be_seen(sign))
    return " ".join(seen.split())[:MAX_WORDS].rstrip()


def address(request: Request) -> str:
    """The page that shows this; the same choices have the same address, in whatever order they were made."""
    pairs = chosen_pairs(request)
    if request.words:
        path = reverse("goods:search")
        pairs += [("page", str(request.page))] if request.page > 1 else []
    else:
        path = reverse("goods:list", args=(request.category_id, request.page))
    return f"{path}?{urlencode(pairs)}" if pairs else path


def chosen_pairs(request: Request) -> Pairs:
    """The part of the address behind the question mark, without the page."""
    pairs: Pairs = []
    if request.words:
        pairs.append(("q", request.words))
        pairs += [("category", str(request.category_id))] if request.category_id else []
    pairs += [("sort", request.sort.value)] if request.sort != Sort.DEFAULT else []
    pairs += [("brand", str(pk)) for pk in request.brand_ids]
    pairs += [("spec", f"{name}:{value}") for name, value in request.specifications]
    pairs += [("min", plain(request.min_price))] if request.min_price is not None else []
    pairs += [("max", plain(request.max_price))] if request.max_price is not None else []
    pairs += [("stock", "1")] if request.in_stock else []
    return pairs


def unfiltered(request: Request) -> Request:
    """The first page of the same list or words with nothing chosen."""
    return Request(words=request.words, category_id=None if request.words else request.category_id, sort=request.sort)


def is_filtered(request: Request) -> bool:
    return replace(request, page=1) != unfiltered(request)


def canonical(request: Request) -> str:
    """The address under which a search engine should know this page: filters and sorts show parts of the same goods."""
    if is_filtered(request) or request.sort != Sort.DEFAULT:
        return address(replace(unfiltered(request), sort=Sort.DEFAULT))
    return address(request)


def with_choice(request: Request, name: str, value: str) -> Request:
    """The first page with this value of a filter chosen, or given up when it was."""
    return replace(_WITH[name](request, value), page=1)


def plain(price: Decimal) -> str:
    """A price as people type it: without zeros that say nothing."""
    text = f"{price:f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


def _filtered(query: QueryDict, request: Request) -> Request:
    lowest, highest = _price(query.get("min", "")), _price(query.get("max", ""))
    if lowest is not None and highest is not None and lowest > highest:
        lowest, highest = highest, lowest
    return replace(
        request,
        brand_ids=tuple(sorted(_ids(query.getlist("brand")))),
        min_price=lowest,
        max_price=highest,
        specifications=tuple(sorted(_specifications(query.getlist("spec")))),
        in_stock=query.get("stock") == "1",
        sort=_sort(query.get("sort", "")),
    )


def _existing(page: int) -> int:
    if not 1 <= page <= MAX_PAGE:
        raise NoSuchPage
    return page


def _ids(texts: list[str]) -> list[int]:
    numbers = [int(text) for text in texts[:MAX_CHOICES] if text.isascii() and text.isdecimal() and len(text) < 20]
    return [number for number in dict.fromkeys(numbers) if 0 < number <= _MAX_ID]


def _specifications(texts: list[str]) -> list[tuple[str, str]]:
    pairs = [(name, value) for name, _colon, value in (text.partition(":") for text in texts[:MAX_CHOICES])]
    return [
        (name, value)
        for name, value in dict.fromkeys(pairs)
        if 0 < len(name) <= _MAX_NAME and 0 < len(value) <= _MAX_VALUE and all(map(_can_be_seen, name + value))
    ]


def _price(text: str) -> Decimal | None:
    """Yuan with at most two decimals; digits of full width are digits too."""
    try:
        price = Decimal(unicodedata.normalize("NFKC", text[:20]).strip())
    except InvalidOperation:
        return None
    if not price.is_finite() or not 0 <= price <= _MAX_PRICE:
        return None
    return abs(price.quantize(Decimal("0.01")))  # "-0" is 0


def _sort(text: str) -> Sort:
    return _SORTS.get(text, Sort.DEFAULT)


_SORTS = {sort.value: sort for sort in Sort}


def _can_be_seen(sign: str) -> bool:
    return not unicodedata.category(sign).startswith("C")


def _toggled(chosen: tuple[Any, ...], value: Any) -> tuple[Any, ...]:
    return tuple(sorted({*chosen} ^ {value}))


def _with_specification(request: Request, value: str) -> Request:
    name, _colon, option = value.partition(":")
    return replace(request, specifications=_toggled(request.specifications, (name, option)))


_WITH: dict[str, Callable[[Request, str], Request]] = {
    "brand": lambda request, value: replace(request, brand_ids=_toggled(request.brand_ids, int(value))),
    "category": lambda request, value: replace(
        request, category_id=None if request.category_id == int(value) else int(value)
    ),
    "spec": _with_specification,
    "stock": lambda request, _value: replace(request, in_stock=not request.in_stock),
}
