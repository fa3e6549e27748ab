"""How the figures look: cards with changes, bars, rows of a sheet."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.utils.functional import Promise
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _

from .figures import PERIODS, Figures, Numbers, change, yuan

CHART_DAYS = 30
_WIDTH, _HEIGHT = 300, 100  # of the drawing, in its own units; the page stretches it
_TITLES = {1: _("今天"), 7: _("近 7 天"), 30: _("近 30 天")}


@dataclass(frozen=True)
class Metric:
    """One thing that is counted: how it is called, and how its values read."""

    key: str
    title: Promise
    #: As a number that grows with the bar; None: there is none for this day.
    value: Callable[[Numbers], Decimal | int | None]
    text: Callable[[Decimal | int], str]
    is_rate: bool = False


@dataclass(frozen=True)
class Line:
    """A period on a card."""

    title: Promise
    value: str
    change: str
    #: "up", "down", "same", or empty when there is nothing to compare with.
    direction: str


@dataclass(frozen=True)
class Bar:
    x: str
    y: str
    width: str
    height: str
    words: str


@dataclass(frozen=True)
class Chart:
    key: str
    title: Promise
    bars: Sequence[Bar]
    words: str  # the same for those who do not see it
    most: str
    first: date
    last: date


def _count(value: Decimal | int) -> str:
    return f"{value:,}"


def _money(value: Decimal | int) -> str:
    return f"¥{yuan(int(value)):,}"


def _percent(value: Decimal | int) -> str:
    return f"{value:.1f}%"


METRICS = (
    Metric("received", _("收款"), lambda numbers: numbers.received, _money),
    Metric("orders", _("订单"), lambda numbers: numbers.orders, _count),
    Metric("success", _("支付成功率"), lambda numbers: numbers.success, _percent, is_rate=True),
    Metric("refunded", _("退款"), lambda numbers: numbers.refunded, _money),
    Metric("users", _("新用户"), lambda numbers: numbers.users, _count),
)


def lines_of(metric: Metric, figures: Figures) -> list[Line]:
    return [_line(metric, days, figures) for days in PERIODS]


def _line(metric: Metric, days: int, figures: Figures) -> Line:
    now, before = metric.value(figures.of_last(days)), metric.value(figures.before_last(days))
    value = "–" if now is None else metric.text(now)
    if now is None or before is None:
        return Line(_TITLES[days], value, "", "")
    moved = Decimal(now) - before if metric.is_rate else change(int(now), int(before))
    if moved is None:
        return Line(_TITLES[days], value, "", "")
    moved = moved.quantize(Decimal("0.1"))
    direction = "up" if moved > 0 else "down" if moved < 0 else "same"
    unit = _t(" 个百分点") if metric.is_rate else "%"
    return Line(_TITLES[days], value, f"{abs(moved):,}{unit}", direction)


def chart_of(metric: Metric, figures: Figures) -> Chart:
    """The last 30 days, the oldest on the left."""
    ages = range(CHART_DAYS - 1, -1, -1)
    values = [metric.value(figures.days[age]) for age in ages]
    most = max((value for value in values if value is not None), default=0)
    highest = 100 if metric.is_rate else most
    bars = [
        _bar(place, value, highest, f"{figures.date_of(age):%m-%d} {'–' if value is None else metric.text(value)}")
        for place, (age, value) in enumerate(zip(ages, values, strict=True))
    ]
    words = _t("近 30 天每天的%(title)s，最高 %(most)s。每天的数字在页面下方的表格里。")
    words %= {"title": metric.title, "most": metric.text(most)}
    return Chart(
        metric.key, metric.title, bars, words, metric.text(most), figures.date_of(CHART_DAYS - 1), figures.date_of(0)
    )


def _bar(place: int, value: Decimal | int | None, highest: Decimal | int, words: str) -> Bar:
    step = _WIDTH / CHART_DAYS
    height = float(_HEIGHT * (value or 0) / highest) if highest else 0.0
    height = max(height, 1.0) if value else height  # what is not nothing can be seen
    x, y, width = place * step + step * 0.15, _HEIGHT - height, step * 0.7
    return Bar(f"{x:.2f}", f"{y:.2f}", f"{width:.2f}", f"{height:.2f}", words)


def table_of(figures: Figures) -> Iterator[tuple[date, list[str]]]:
    """The days of the charts, the newest first."""
    for age in range(CHART_DAYS):
        values = [(metric, metric.value(figures.days[age])) for metric in METRICS]
        yield figures.date_of(age), ["–" if value is None else metric.text(value) for metric, value in values]


HEADINGS = (
    _("日期"),
    _("订单"),
    _("在线支付成功的订单"),
    _("未支付就结束的订单"),
    _("支付成功率（%）"),
    _("收款（元）"),
    _("退款笔数"),
    _("退款（元）"),
    _("新用户"),
)
WIDTHS = (12, 10, 20, 20, 16, 14, 10, 14, 10)


def sheet_row(day: date, numbers: Numbers) -> tuple[str | int | Decimal, ...]:
    success = numbers.success
    return (
        f"{day:%Y-%m-%d}",
        numbers.orders,
        numbers.paid_orders,
        numbers.lost_orders,
        "" if success is None else success.quantize(Decimal("0.1")),
        yuan(numbers.received),
        numbers.refunds,
        yuan(numbers.refunded),
        numbers.users,
    )
