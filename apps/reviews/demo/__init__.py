"""Buyers of the demo, what they ordered, and what they say of it. All of it went the way of real orders."""

import tomllib
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime, timedelta
from pathlib import Path
from typing import NamedTuple

from django.db import transaction
from django.utils import timezone

from addresses.services import Lines, create
from goods.models import SKU
from orders.models import Order, OrderEvent
from orders.numbers import new_number
from orders.services import delivering, placing
from orders.services.moving import by_staff
from orders.states import Change, PayMethod
from orders.tickets import Seen, Ticket
from users.models import User

from ..models import Review
from ..services import moderating
from ..services.writing import Words, write_review

_TEXTS = Path(__file__).with_name("reviews.toml")
_ENOUGH = 12  # pieces: what is scarce in the demo stays as scarce as it is
_ON_THE_WAY = timedelta(days=3)
_TRIED = timedelta(days=2)

#: Where each of them lives: nobody signs in as one of them, they have no password.
_BUYERS = {
    "moonriver": ("周月", "13800000101", 330106, "文二路 88 号 2 单元 501"),
    "laowang1975": ("王建国", "13800000102", 110105, "团结湖中路 12 号楼 3 层"),
    "nanxi2000": ("林南溪", "13800000103", 510107, "一环路南三段 15 号"),
    "chen-xiaoyu": ("陈小雨", "13800000104", 310104, "漕溪北路 41 弄 7 号"),
    "greenpepper": ("赵青", "13800000105", 420106, "珞珈山路 16 号"),
    "windy-day": ("何风", "13800000106", 440305, "海德三道 9 栋 1204"),
    "yunduo99": ("云朵", "13800000107", 320102, "珠江路 210 号"),
}


class _Said(NamedTuple):
    product: str
    buyer: str
    stars: int
    days: int
    text: str
    anonymous: bool = False
    reply: str = ""
    waits: bool = False


def load_reviews(*, clerk: User) -> None:
    """Loads buyers with their orders and reviews, shown and answered by this clerk; all or nothing. A mall that has
    any review keeps what it has, and what it does not sell is not reviewed."""
    if Review.objects.exists():
        return
    said = [_Said(**each) for each in tomllib.loads(_TEXTS.read_text(encoding="utf-8"))["review"]]
    skus = _skus({each.product for each in said})
    by_buyer: dict[str, list[_Said]] = defaultdict(list)
    for each in said:
        if skus[each.product]:
            by_buyer[each.buyer].append(each)
    with transaction.atomic():
        for number, (buyer, reviews) in enumerate(by_buyer.items()):
            bought = {each.product: skus[each.product][number % len(skus[each.product])] for each in reviews}
            _order_and_review(_person(buyer), reviews, bought, clerk)


def _skus(products: set[str]) -> Mapping[str, Sequence[SKU]]:
    found: dict[str, list[SKU]] = {product: [] for product in products}
    rows = SKU.objects.launched().filter(spu__name__in=products, stock__gte=_ENOUGH).select_related("spu")
    for sku in rows.order_by("pk"):
        found[sku.spu.name].append(sku)
    return found


def _person(username: str) -> User:
    receiver, mobile, district_id, place = _BUYERS[username]
    user = User(username=username, mobile=mobile)
    user.set_unusable_password()
    user.save(force_insert=True)
    create(user=user, lines=Lines(receiver=receiver, district_id=district_id, place=place, mobile=mobile))
    return user


def _order_and_review(user: User, reviews: Sequence[_Said], bought: Mapping[str, SKU], clerk: User) -> None:
    received_at = timezone.now() - timedelta(days=max(each.days for each in reviews)) - _TRIED
    order = _received_order(user, bought.values(), received_at, clerk)
    lines = {line.sku_id: line.pk for line in order.lines.all()}
    for each in sorted(reviews, key=lambda review: -review.days):
        words = Words(stars=each.stars, text=each.text, is_anonymous=each.anonymous)
        line_id = lines[bought[each.product].pk]
        review = write_review(user=user, number=order.number, line_id=line_id, words=words)
        if not each.waits:
            moderating.show([review.pk], by_id=clerk.pk)
        if each.reply:
            moderating.reply(review.pk, text=each.reply, by_id=clerk.pk)
        _date_back(review, timezone.now() - timedelta(days=each.days))
    OrderEvent.objects.filter(order=order, change=Change.REVIEW).update(at=review.created_at)


def _received_order(user: User, bought: Iterable[SKU], received_at: datetime, clerk: User) -> Order:
    ticket = Ticket(user_id=user.pk, lines={sku.pk: Seen(1, sku.price) for sku in bought}, is_cart=False)
    address_id = user.addresses.values_list("pk", flat=True).get()
    order = placing.place_order(
        user=user, ticket=ticket, wishes=placing.Wishes(address_id=address_id, pay_method=PayMethod.CASH)
    )
    placed_at, shipped_at = received_at - 2 * _ON_THE_WAY, received_at - _ON_THE_WAY
    order.number = new_number(placed_at)
    Order.objects.filter(pk=order.pk).update(number=order.number, placed_at=placed_at)
    delivering.ship(order_id=order.pk, carrier="顺丰速运", tracking_number=f"SF{order.pk:012d}", by=by_staff(clerk.pk))
    delivering.confirm_receipt(user=user, number=order.number)
    Order.objects.filter(pk=order.pk).update(shipped_at=shipped_at, received_at=received_at, paid_at=received_at)
    for change, at in ((Change.PLACE, placed_at), (Change.SHIP, shipped_at), (Change.RECEIVE, received_at)):
        OrderEvent.objects.filter(order=order, change=change).update(at=at)
    return order


def _date_back(review: Review, moment: datetime) -> None:
    review.created_at = moment
    Review.objects.filter(pk=review.pk).update(created_at=moment)
    Review.objects.filter(pk=review.pk, replied_at__isnull=False).update(replied_at=moment + timedelta(hours=20))
