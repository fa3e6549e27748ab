from decimal import Decimal

import pytest
from django.db import IntegrityError
from django.db.models import F
from django.utils import timezone

from goods.models import SKU
from goods.tests.factories import SKUFactory
from orders.models import Actor, Order, OrderEvent
from orders.states import Change, Status
from orders.tests.factories import OrderFactory
from users.models import User
from users.tests.factories import UserFactory
from utils.kept_sql import KeptQuestion, insert_rows

pytestmark = pytest.mark.django_db


def test_question_gives_what_the_orm_gives_and_reads_anew_each_time():
    question = KeptQuestion(lambda pk: User.objects.filter(pk=pk))
    alice, bob = UserFactory(), UserFactory()
    first = question.first(alice.pk)
    User.objects.filter(pk=alice.pk).update(first_name="Alice")

    again, other = question.first(alice.pk), question.first(bob.pk)

    assert (first.first_name, again.first_name, other) == (alice.first_name, "Alice", bob)
    assert again.__dict__.keys() == User.objects.get(pk=alice.pk).__dict__.keys()
    assert again.date_joined == alice.date_joined


def test_question_brings_annotations_but_no_related_rows_along():
    sku = SKUFactory()
    annotated = KeptQuestion(lambda pk: SKU.objects.filter(pk=pk).annotate(product=F("spu__name")))
    related = KeptQuestion(lambda pk: SKU.objects.filter(pk=pk).select_related("spu"))

    assert annotated.first(sku.pk).product == sku.spu.name
    with pytest.raises(ValueError, match="no related rows"):
        related.rows(sku.pk)


def test_question_keeps_apart_lists_of_each_length():
    question = KeptQuestion(lambda ids: SKU.objects.filter(pk__in=ids).order_by("pk").values_list("pk", "price"))
    skus = [SKUFactory(price=Decimal("9.90")) for _n in range(3)]
    ids = [sku.pk for sku in skus]

    found = [question.rows(ids[:n]) for n in (0, 1, 2, 3, 2)]

    price = Decimal("9.90")
    assert found == [[(pk, price) for pk in ids[:n]] for n in (0, 1, 2, 3, 2)]


def test_question_takes_values_as_values():
    UserFactory(username="alice")
    question = KeptQuestion(lambda name: User.objects.filter(username=name).values_list("username"))

    assert question.rows("alice") == [("alice",)]
    assert question.rows("' OR 1=1 -- %s") == []


def test_inserted_row_is_the_one_that_the_orm_would_have_made():
    order = OrderFactory()
    before = timezone.now()
    rows = [_event(order, "甲 ' %s"), _event(order, "乙")]
    insert_rows(rows[:1])
    insert_rows(rows)

    made = OrderEvent.objects.filter(order=order, note__in=["甲 ' %s", "乙"]).order_by("pk")

    assert [event.note for event in made] == ["甲 ' %s", "甲 ' %s", "乙"]
    assert (rows[0].pk, made[0].pk) == (made[0].pk, rows[0].pk)
    assert all(before <= event.at <= timezone.now() for event in made)
    assert not rows[0]._state.adding


def test_inserted_order_reads_back_as_it_was():
    kept = Order.objects.get(pk=OrderFactory().pk)
    copied = Order.objects.get(pk=kept.pk)
    copied.pk, copied.number, copied.token = None, "1" * 20, "t" * 32

    insert_rows([copied])

    names = [each.attname for each in Order._meta.concrete_fields if each.attname not in ("id", "number", "token")]
    found = Order.objects.get(pk=copied.pk)
    assert {name: getattr(found, name) for name in names} == {name: getattr(kept, name) for name in names}


def test_second_row_with_a_unique_value_is_refused():
    order = Order.objects.get(pk=OrderFactory().pk)
    order.pk = None

    with pytest.raises(IntegrityError):
        insert_rows([order])


def _event(order: Order, note: str) -> OrderEvent:
    return OrderEvent(order=order, change=Change.PLACE, status=Status.UNPAID, actor=Actor.BUYER, note=note)
