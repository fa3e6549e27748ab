"""By what orders are narrowed down. All of it stands in one index, but for people and their numbers, who have one of
their own each."""

from datetime import date, datetime, time, timedelta
from decimal import Decimal, InvalidOperation
from typing import Any

from django.db.models import Q, QuerySet
from django.http import HttpRequest
from django.utils.dateparse import parse_date
from django.utils.timezone import make_aware
from django.utils.translation import gettext_lazy as _
from unfold.contrib.filters.admin import RangeDateFilter, RangeNumericFilter, TextFilter

from users.models import User

from ..models import Order

_MOST_OF_ONE = 2_000  # orders of one person
_MOBILE_DIGITS = 11
_NUMBER_DIGITS = 20
_LARGEST = Decimal("9999999999.99")


class DayFilter(RangeDateFilter):
    """Whole days of the mall, both ends with them."""

    def queryset(self, request: HttpRequest, queryset: QuerySet[Order]) -> QuerySet[Order]:
        first, last = (_day(self.used_parameters.get(f"{self.parameter_name}_{end}")) for end in ("from", "to"))
        if first:
            queryset = queryset.filter(placed_at__gte=_midnight(first))
        return queryset.filter(placed_at__lt=_midnight(last + timedelta(days=1))) if last else queryset


class AmountFilter(RangeNumericFilter):
    """In yuan, both ends with them."""

    def queryset(self, request: HttpRequest, queryset: QuerySet[Order]) -> QuerySet[Order]:
        least, most = (_yuan(self.used_parameters.get(f"{self.parameter_name}_{end}")) for end in ("from", "to"))
        if least is not None:
            queryset = queryset.filter(total__gte=least)
        return queryset.filter(total__lte=most) if most is not None else queryset


class MobileFilter(TextFilter):
    """The whole number of whoever gets the goods, or of the buyer: a part of it would undo the mask."""

    title = _("完整的手机号")
    parameter_name = "mobile"

    def queryset(self, request: HttpRequest, queryset: QuerySet[Order]) -> QuerySet[Order]:
        text = (self.value() or "").strip()
        if not text:
            return queryset
        return queryset.filter(pk__in=orders_with_mobile(text)) if is_mobile(text) else queryset.none()


def found(queryset: QuerySet[Order], term: str) -> QuerySet[Order]:
    """By the number, the buyer's name or a mobile: each as a whole."""
    if _is_digits(term, _NUMBER_DIGITS):
        return queryset.filter(number=term)
    ids = orders_with_mobile(term) if is_mobile(term) else []
    return queryset.filter(pk__in={*ids, *_orders_of(Q(username=term))})


def is_mobile(text: str) -> bool:
    return _is_digits(text, _MOBILE_DIGITS)


def orders_with_mobile(mobile: str) -> list[int]:
    """Each index by itself: "one or the other" would be answered by reading all orders from the newest on."""
    received = Order.objects.filter(mobile=mobile).order_by("-pk").values_list("pk", flat=True)[:_MOST_OF_ONE]
    return [*received, *_orders_of(Q(mobile=mobile))]


def _orders_of(person: Q) -> list[int]:
    user_ids = list(User.objects.filter(person).values_list("pk", flat=True))
    if not user_ids:
        return []
    return list(Order.objects.filter(user__in=user_ids).order_by("-pk").values_list("pk", flat=True)[:_MOST_OF_ONE])


def _is_digits(text: str, count: int) -> bool:
    return len(text) == count and text.isascii() and text.isdecimal()


def _day(text: Any) -> date | None:
    try:
        day = parse_date(str(text or ""))
    except ValueError:
        return None
    return day if day and date.min < day < date.max else None


def _midnight(day: date) -> datetime:
    return make_aware(datetime.combine(day, time()))


def _yuan(text: Any) -> Decimal | None:
    try:
        amount = Decimal(str(text or "").strip())
    except InvalidOperation:
        return None
    return amount if amount.is_finite() and abs(amount) <= _LARGEST else None
