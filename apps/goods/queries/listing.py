"""A page of goods: found by the index, read from the database. Whatever the index says, only launched SKUs are shown,
with the price and the stock that the database has."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from functools import partial
from itertools import islice

from django.core.paginator import EmptyPage, Page, Paginator

from utils.page_cache import Basis

from ..filters import NoSuchPage
from ..index import MAX_PAGE, PAGE_SIZE, Facet, Found, IndexAway, Request
from ..index.current import catalogue_index
from ..models import SKU, Brand, Category
from ..page_tags import brand_tag, sku_tags
from .hot import SHOWN, Hot, hot_goods, shown_skus
from .narrowing import MAX_CHOICES, Names, Narrowing, narrowing


@dataclass(frozen=True)
class Listing:
    """The request is the one that was answered: without brands and categories that do not exist."""

    request: Request
    skus: tuple[SKU, ...]
    total: int
    page: Page
    #: None when the index is away: nothing is known but the goods themselves.
    narrowing: Narrowing | None
    corrected: str = ""
    #: What sells best in the category; of the mall, for people for whom nothing was found.
    hot: tuple[SKU, ...] = ()
    tags: frozenset[str] = frozenset()
    #: None when it has to be looked again soon.
    basis: Basis | None = None


def listing(request: Request) -> Listing:
    """A page of the goods that fit, in at most six queries. Raises NoSuchPage and IndexAway."""
    request, names = _with_known_names(request)
    found = catalogue_index().find(request)
    page = _page(found.total, request.page)
    names = Names(
        names.brands | _brand_names(_first_ids(found.brands)),
        names.categories | (_category_names(_first_ids(found.categories)) if request.words else {}),
    )
    skus = shown_skus(found.sku_ids)
    hot = _hot_beside(request, skus)
    return Listing(
        request=request,
        skus=skus,
        total=found.total,
        page=page,
        narrowing=narrowing(request, found, names),
        corrected=found.corrected,
        hot=tuple(sku for each in hot for sku in each.skus),
        tags=frozenset(sku_tags(found.sku_ids)).union(
            {brand_tag(pk) for pk in names.brands}, *(each.tags for each in hot)
        ),
        basis=Basis.of_all(Basis(found, partial(_found, request)), *(each.basis for each in hot)),
    )


def _hot_beside(request: Request, skus: tuple[SKU, ...]) -> list[Hot]:
    """The first that has something. Lists show them beside the goods, unless these are the best sellers themselves."""
    if skus and (request.words or request == Request(category_id=request.category_id)):
        return []
    of_category = [] if request.words else [hot_goods(request.category_id)]
    return of_category if any(each.skus for each in of_category) else [*of_category, hot_goods()]


def _found(request: Request) -> Found | None:
    try:
        return catalogue_index().find(request)
    except IndexAway:
        return None


def newest(category: Category, page: int) -> Listing:
    """The newest goods of a category, in two queries, for when the index is away. Raises NoSuchPage."""
    start = (page - 1) * PAGE_SIZE
    skus = SKU.objects.launched().filter(category__in=_third_level_ids(category)).order_by("-pk").only(*SHOWN)
    found = list(skus[start : start + PAGE_SIZE + 1])  # one more tells whether there is a next page
    if not found and page > 1:
        raise NoSuchPage
    known = start + len(found)
    return Listing(
        request=Request(category_id=category.pk, page=page),
        skus=tuple(found[:PAGE_SIZE]),
        total=known,
        page=_page(known, page),
        narrowing=None,
        tags=frozenset(sku_tags(sku.pk for sku in found[:PAGE_SIZE])),
    )


def _with_known_names(request: Request) -> tuple[Request, Names]:
    """The request without brands and categories that do not exist, and the names of the others."""
    brands = _brand_names(request.brand_ids)
    categories = _category_names([request.category_id] if request.words and request.category_id else [])
    known = replace(request, brand_ids=tuple(pk for pk in request.brand_ids if pk in brands))
    if request.words and request.category_id not in categories:
        known = replace(known, category_id=None)
    return known, Names(brands, categories)


def _brand_names(ids: Iterable[int]) -> dict[int, str]:
    wanted = list(ids)
    return dict(Brand.objects.filter(pk__in=wanted).order_by().values_list("pk", "name")) if wanted else {}


def _category_names(ids: Iterable[int]) -> dict[int, str]:
    wanted = list(ids)
    return dict(Category.objects.filter(pk__in=wanted).order_by().values_list("pk", "name")) if wanted else {}


def _first_ids(facets: Iterable[Facet]) -> list[int]:
    return [int(facet.value) for facet in islice(facets, MAX_CHOICES)]


def _page(total: int, number: int) -> Page:
    """The first page always exists; pages after MAX_PAGE never do."""
    try:
        return Paginator(range(min(total, MAX_PAGE * PAGE_SIZE)), PAGE_SIZE).page(number)
    except EmptyPage as error:
        raise NoSuchPage from error


def _third_level_ids(category: Category) -> list[int]:
    path = {1: "parent__parent", 2: "parent", 3: "pk"}[category.level]
    return list(Category.objects.filter(**{path: category.pk}).order_by().values_list("pk", flat=True))
