import factory

from goods.services import rating
from orders.models import OrderLine
from orders.tests.factories import OrderFactory
from reviews.models import Review, State


def given_order(user=None, **fields):
    """An order that has arrived, and its lines."""
    order = OrderFactory(**({"status": "to_review"} | fields | ({"user": user} if user else {})))
    return order, list(order.lines.select_related("sku"))


class ReviewFactory(factory.django.DjangoModelFactory):
    """A review, counted when it is shown, of a line of an order that is made when none is given."""

    class Meta:
        model = Review
        skip_postgeneration_save = True

    line = factory.LazyFunction(lambda: given_order()[1][0])
    user = factory.LazyAttribute(lambda row: row.line.order.user)
    sku = factory.SelfAttribute("line.sku")
    spu = factory.SelfAttribute("sku.spu")
    stars = 5
    text = factory.Sequence(lambda n: f"用了一阵子，很满意 {n}")
    state = State.SHOWN

    @factory.post_generation
    def noted(self, create, extracted, **kwargs):
        OrderLine.objects.filter(pk=self.line_id).update(is_reviewed=True)

    @factory.post_generation
    def counted(self, create, extracted, **kwargs):
        if self.is_shown:
            rating.count_in([rating.Rating(self.spu_id, self.sku_id, self.stars)])
