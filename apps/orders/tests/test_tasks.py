from datetime import timedelta

import pytest
from django.utils import timezone

from celery_tasks.orders import tasks
from orders.models import Order

from .factories import OrderFactory

pytestmark = pytest.mark.django_db


def test_clock_receives_what_was_shipped_long_ago_once():
    old = OrderFactory(status="shipped", receive_by=timezone.now() - timedelta(seconds=1))
    fresh = OrderFactory(status="shipped")

    for _ in range(2):
        tasks.receive_overdue.apply(throw=True)

    assert dict(Order.objects.values_list("pk", "status")) == {old.pk: "to_review", fresh.pk: "shipped"}
    assert old.events.filter(change="receive_by_itself").count() == 1
