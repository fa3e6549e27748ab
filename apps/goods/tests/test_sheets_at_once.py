"""Confirming a sheet while others buy, and twice at the same moment."""

from decimal import Decimal

import pytest
from django.contrib.auth import get_user_model
from django.db import transaction
from django.db.models import F

from goods.models import SKU
from goods.services.sheets import drafts
from goods.services.sheets.planning import Wish, plan
from tests.racing import at_once, count_of

from .editors import editor, history
from .factories import SKUFactory

pytestmark = [pytest.mark.mysql, pytest.mark.django_db(transaction=True)]

SKUS = 30


@pytest.fixture
def draft():
    """Five pieces more of each SKU, and another price."""
    spu = SKUFactory(stock=50).spu
    for _ in range(SKUS - 1):
        SKUFactory(spu=spu, stock=50)
    wishes = [Wish(row, pk, {"stock": 55, "price": Decimal(8)}, 50) for row, pk in enumerate(ids(), start=2)]
    return drafts.keep_draft(plan(wishes), user=editor(), file_name="加货.xlsx")


def ids():
    return list(SKU.objects.order_by("pk").values_list("pk", flat=True))


def write(draft):
    user = get_user_model().objects.get(pk=draft.user_id)
    return drafts.write_draft(user=user, draft_id=draft.pk, shown=draft.shown)


def buy(sku_ids):
    """One order of everything, as orders take stock: guarded, in the order of the ids."""
    with transaction.atomic():
        for pk in sku_ids:
            assert SKU.objects.filter(pk=pk, stock__gte=1).update(stock=F("stock") - 1) == 1


def test_two_confirmations_at_the_same_moment_write_once(draft):
    results = at_once(lambda _index: write(draft), times=4)

    assert (results.count(SKUS), count_of(results, drafts.AlreadyWritten)) == (1, 3)
    assert set(SKU.objects.values_list("stock", flat=True)) == {55}
    assert [len(history(sku)) for sku in SKU.objects.all()] == [1] * SKUS


def test_what_is_bought_while_a_sheet_is_written_stays_bought(draft):
    numbers = ids()

    results = at_once(lambda index: write(draft) if index == 0 else buy(numbers), times=9)

    assert results == [SKUS, *[None] * 8]
    assert set(SKU.objects.values_list("stock", flat=True)) == {50 + 5 - 8}


def test_of_two_sheets_about_the_same_prices_one_is_shown_anew(draft):
    wishes = [Wish(row, pk, {"price": Decimal(7)}) for row, pk in enumerate(reversed(ids()), start=2)]
    other = drafts.keep_draft(plan(wishes), user=draft.user, file_name="降价.xlsx")

    results = at_once(lambda index: write((draft, other)[index]), times=2)

    assert (results.count(SKUS), count_of(results, drafts.ShownAnew)) == (1, 1)
    assert SKU.objects.values("price").distinct().count() == 1
