"""The reviews that everybody reads, of all SKUs of a product together. Nothing here depends on visitor or language."""

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from django.core.paginator import Page, Paginator
from django.db.models import Count, Q, QuerySet

from goods.models import SKU
from goods.page_tags import sku_tag, spu_tag
from utils.pictures import Picture

from ..models import MOST_STARS, Review

FIRST = 5  # on the page of a product
PAGE_SIZE = 10
MOST_PAGES = 50  # nobody turns to older ones, and finding them takes the longest

ALL, WITH_PICTURES = "all", "pictures"
_STARS = tuple(str(stars) for stars in range(MOST_STARS, 0, -1))
CHOICES = (ALL, WITH_PICTURES, *_STARS)


@dataclass(frozen=True)
class ShownReview:
    #: A masked name; empty for who does not want to be named.
    author: str
    stars: int
    text: str
    specification: str
    created_at: datetime
    pictures: tuple[Picture, ...]
    reply: str
    replied_at: datetime | None


@dataclass(frozen=True)
class FirstReviews:
    """What the page of a SKU shows of the reviews of its product."""

    spu_id: int
    count: int
    reviews: tuple[ShownReview, ...]
    tags: frozenset[str]


@dataclass(frozen=True)
class ReviewsPage:
    spu_id: int
    product_name: str
    sku_id: int
    average: Decimal | None
    #: How many reviews there are for each choice.
    counts: dict[str, int]
    page: Page[int]
    reviews: tuple[ShownReview, ...]
    tags: frozenset[str]


def first_reviews(sku_id: int) -> FirstReviews:
    """The newest ones, in three queries. Raises SKU.DoesNotExist."""
    sku = SKU.objects.select_related("spu").only("spu__review_count").get(pk=sku_id)
    return FirstReviews(
        spu_id=sku.spu_id,
        count=sku.spu.review_count,
        reviews=_shown(_chosen(sku.spu_id, ALL)[:FIRST]),
        tags=frozenset({sku_tag(sku_id), spu_tag(sku.spu_id)}),
    )


def reviews_page(spu_id: int, *, choice: str, number: int) -> ReviewsPage:
    """A page of them, newest first, in four queries. Raises SKU.DoesNotExist for a product that there is not, and
    EmptyPage for a page that there is not."""
    skus = SKU.objects.filter(spu__pk=spu_id).order_by("-is_launched", "pk").select_related("spu")
    sku = skus.only("spu__name", "spu__review_count", "spu__star_sum").first()
    if sku is None:
        raise SKU.DoesNotExist
    counts = _counts(spu_id)
    numbers = range(min(counts[choice], PAGE_SIZE * MOST_PAGES))
    page = Paginator(numbers, PAGE_SIZE).page(number)
    start = (number - 1) * PAGE_SIZE
    return ReviewsPage(
        spu_id=spu_id,
        product_name=sku.spu.name,
        sku_id=sku.pk,
        average=sku.spu.average_stars,
        counts=counts,
        page=page,
        reviews=_shown(_chosen(spu_id, choice)[start : start + len(page)]),
        tags=frozenset({spu_tag(spu_id)}),
    )


def _counts(spu_id: int) -> dict[str, int]:
    found = dict.fromkeys(CHOICES, 0)
    groups = Review.objects.shown().filter(spu=spu_id).order_by().values("stars")
    for group in groups.annotate(count=Count("pk"), pictured=Count("pk", filter=Q(has_pictures=True))):
        found[str(group["stars"])] = group["count"]
        found[ALL] += group["count"]
        found[WITH_PICTURES] += group["pictured"]
    return found


def _chosen(spu_id: int, choice: str) -> QuerySet[Review]:
    rows = Review.objects.shown().filter(spu=spu_id).order_by("-pk")
    if choice == WITH_PICTURES:
        return rows.filter(has_pictures=True)
    return rows if choice == ALL else rows.filter(stars=int(choice))


def _shown(rows: QuerySet[Review]) -> tuple[ShownReview, ...]:
    """In two queries: the rows with their lines and writers, and their pictures."""
    found = rows.select_related("line", "user").prefetch_related("pictures")
    return tuple(_as_shown(review) for review in found)


def _as_shown(review: Review) -> ShownReview:
    return ShownReview(
        author=_author(review),
        stars=review.stars,
        text=review.text,
        specification=review.line.specification,
        created_at=review.created_at,
        pictures=review.shown_pictures,
        reply=review.reply,
        replied_at=review.replied_at,
    )


def _author(review: Review) -> str:
    """The first and the last letter of the user name."""
    if review.is_anonymous or review.user.is_erased:
        return ""
    name = review.user.username
    return f"{name[:1]}***{name[-1:]}"
