import factory

from oauth.models import QQAccount
from users.tests.factories import UserFactory


class QQAccountFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = QQAccount

    user = factory.SubFactory(UserFactory)
    openid = factory.Sequence(lambda n: f"{n:032X}")
