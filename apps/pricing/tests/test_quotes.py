"""Amounts add up to the fen, whatever the goods."""

from decimal import Decimal

from hypothesis import given, settings
from hypothesis import strategies as st

from pricing.quotes import Freight, Item, Rates, Saving, Share, quote
from pricing.sharing import shares_of

FEN = Decimal("0.01")
settings.register_profile("mall", deadline=None, derandomize=True)
settings.load_profile("mall")

_TEMPLATES = (None, 1, 2, 3)


def _yuan(most):
    return st.integers(0, most * 100).map(lambda fen: Decimal(fen) * FEN)


@st.composite
def _items(draw):
    lines = draw(
        st.lists(st.tuples(_yuan(99_999), st.integers(1, 200), st.sampled_from(_TEMPLATES)), min_size=1, max_size=12)
    )
    return [Item(number, *line) for number, line in enumerate(lines)]


_freights = st.builds(Freight, st.just("运费"), _yuan(99), st.none() | _yuan(5000))
_rates = st.builds(
    Rates,
    st.dictionaries(st.sampled_from(_TEMPLATES), _freights),
    st.lists(st.builds(Saving, st.just("满减"), _yuan(2000), _yuan(5000)), max_size=4),
)


@given(_items(), _rates)
def test_shares_add_up_and_stay_within_what_they_are_parts_of(items, rates):
    priced = quote(items, rates)

    shares = priced.shares
    assert sum(share.discount for share in shares.values()) == priced.discount
    assert sum(share.freight for share in shares.values()) == priced.freight
    for item in items:
        share = shares[item.sku_id]
        assert 0 <= share.discount <= item.amount
        assert share.freight >= 0
        assert share.discount % FEN == share.freight % FEN == 0


@given(_items(), _rates)
def test_freight_is_shared_by_the_goods_of_its_template_only(items, rates):
    priced = quote(items, rates)

    for template_id in _TEMPLATES:
        group = [item for item in items if item.template_id == template_id]
        cost = rates.freights[template_id].cost(sum(item.amount for item in group)) if _is_sent(group, rates) else 0
        assert sum(priced.shares[item.sku_id].freight for item in group) == cost


def _is_sent(group, rates):
    return bool(group) and group[0].template_id in rates.freights


@given(_items(), _rates)
def test_the_lines_of_the_explanation_add_up_to_the_total(items, rates):
    priced = quote(items, rates)

    *parts, total = [Decimal(line["amount"]) for line in priced.explanation]
    assert sum(parts) == total == priced.total
    assert 0 <= priced.total <= priced.goods + priced.freight


@given(_yuan(10_000), st.lists(_yuan(10_000), min_size=1, max_size=20).filter(any))
def test_no_share_is_a_fen_away_from_its_exact_part(amount, weights):
    for share, weight in zip(shares_of(amount, weights), weights, strict=True):
        assert abs(share - amount * weight / sum(weights)) < FEN


def test_the_largest_remainders_get_the_fen_that_are_left():
    thirds = shares_of(Decimal("0.05"), [Decimal(1), Decimal(1), Decimal(1)])
    uneven = shares_of(Decimal("10.00"), [Decimal("0.01"), Decimal("999.99"), Decimal(500)])

    assert thirds == [Decimal("0.02"), Decimal("0.02"), Decimal("0.01")]
    assert uneven == [Decimal(0), Decimal("6.67"), Decimal("3.33")]


def test_free_goods_share_freight_by_their_count():
    gifts = [Item(1, Decimal(0), 1), Item(2, Decimal(0), 3)]

    priced = quote(gifts, Rates({None: Freight("标准", Decimal(8))}, ()))

    assert priced.shares == {1: Share(Decimal(0), Decimal(2)), 2: Share(Decimal(0), Decimal(6))}


def test_a_reduction_takes_no_more_off_than_the_goods_cost():
    priced = quote([Item(1, Decimal("5.00"), 1)], Rates({}, [Saving("大方", Decimal(0), Decimal(20))]))

    assert (priced.discount, priced.total) == (Decimal("5.00"), Decimal(0))


def test_a_reduction_does_not_bring_freight_back():
    rates = Rates({None: Freight("标准", Decimal(8), Decimal(300))}, [Saving("满减", Decimal(300), Decimal(20))])

    assert quote([Item(1, Decimal(300), 1)], rates).total == Decimal(280)


def test_nothing_costs_nothing():
    priced = quote([], Rates({}, ()))

    assert (priced.total, priced.shares) == (0, {})
