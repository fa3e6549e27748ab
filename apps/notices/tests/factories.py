from datetime import timedelta

import factory
from django.utils import timezone

from notices.models import Kind, Notice
from users.tests.factories import UserFactory

FACTS = {"number": "20261123083000123456", "carrier": "顺丰速运", "tracking_number": "SF1234567890"}


class NoticeFactory(factory.django.DjangoModelFactory):
    """Waits to be sent, from now on."""

    class Meta:
        model = Notice

    user = factory.SubFactory(UserFactory)
    kind = Kind.SHIPPED
    key = factory.Sequence(lambda n: f"shipped:2026112308300012{n:04d}")
    facts = factory.LazyFunction(FACTS.copy)
    give_up_at = factory.LazyFunction(lambda: timezone.now() + timedelta(hours=12))
