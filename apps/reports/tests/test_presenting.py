"""How changes and bars are computed from the figures."""

from decimal import Decimal

import pytest

from reports.figures import Figures, Numbers
from reports.presenting import METRICS, chart_of, lines_of, sheet_row

from .factories import NOW

RECEIVED, ORDERS, SUCCESS, REFUNDED, USERS = METRICS


def figures(*days, mornings=()):
    """Today first; the other days are empty."""
    empty = Numbers()
    whole = [*days, *[empty] * (60 - len(days))]
    return Figures(NOW, whole, [*mornings, *[empty] * (60 - len(mornings))], (), 0, 0)


@pytest.mark.parametrize(
    ("now", "before", "expected"),
    [
        (150, 100, ("150", "50.0%", "up")),
        (2, 3, ("2", "33.3%", "down")),
        (0, 3, ("0", "100.0%", "down")),
        (7, 7, ("7", "0.0%", "same")),
        (1_234_567, 1000, ("1,234,567", "123,356.7%", "up")),
        (7, 0, ("7", "", "")),
    ],
)
def test_today_is_compared_in_percent(now, before, expected):
    shown = figures(Numbers(orders=now), Numbers(orders=9999), mornings=[Numbers(), Numbers(orders=before)])

    line = lines_of(ORDERS, shown)[0]

    assert (line.value, line.change, line.direction) == expected


@pytest.mark.parametrize(
    ("now", "before", "expected"),
    [
        ((3, 1), (1, 1), ("75.0%", "25.0 个百分点", "up")),
        ((1, 2), (2, 1), ("33.3%", "33.3 个百分点", "down")),
        ((1, 0), (0, 0), ("100.0%", "", "")),
        ((0, 0), (1, 1), ("–", "", "")),
    ],
)
def test_rates_are_compared_in_points(now, before, expected):
    today, yesterday = (Numbers(paid_orders=paid, lost_orders=lost) for paid, lost in (now, before))

    line = lines_of(SUCCESS, figures(today, mornings=[today, yesterday]))[0]

    assert (line.value, line.change, line.direction) == expected


def test_amounts_are_written_in_yuan():
    assert lines_of(RECEIVED, figures(Numbers(received=123_456_789)))[0].value == "¥1,234,567.89"


def test_bars_go_from_the_oldest_day_to_today_and_the_highest_fills_the_height():
    chart = chart_of(ORDERS, figures(Numbers(orders=4), Numbers(orders=1), Numbers()))

    assert len(chart.bars) == 30
    assert [bar.height for bar in chart.bars[-3:]] == ["0.00", "25.00", "100.00"]
    assert [bar.words for bar in chart.bars[-3:]] == ["11-21 0", "11-22 1", "11-23 4"]
    assert (f"{chart.first:%m-%d}", f"{chart.last:%m-%d}", chart.most) == ("10-25", "11-23", "4")


def test_rate_is_drawn_up_to_a_hundred_percent():
    bar = chart_of(SUCCESS, figures(Numbers(paid_orders=1, lost_orders=3))).bars[-1]

    assert (bar.height, bar.words) == ("25.00", "11-23 25.0%")


def test_what_is_not_nothing_can_be_seen():
    chart = chart_of(ORDERS, figures(Numbers(orders=1), Numbers(orders=10_000)))

    assert chart.bars[-1].height == "1.00"


def test_empty_mall_has_flat_bars():
    for metric in METRICS:
        assert {bar.height for bar in chart_of(metric, figures()).bars} == {"0.00"}


def test_row_of_a_sheet_has_numbers_and_no_rate_where_nothing_was_decided():
    busy = Numbers(orders=5, paid_orders=2, lost_orders=1, received=1234, refunds=1, refunded=5, users=3)

    assert sheet_row(NOW.date(), busy) == (
        "2026-11-23",
        5,
        2,
        1,
        Decimal("66.7"),
        Decimal("12.34"),
        1,
        Decimal("0.05"),
        3,
    )
    assert sheet_row(NOW.date(), Numbers())[4] == ""
