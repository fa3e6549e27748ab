"""What a buyer brings along to order."""

from addresses.tests.factories import AddressFactory
from goods.tests.factories import SKUFactory
from orders.services.placing import Wishes, place_order
from orders.tickets import Seen, Ticket
from users.tests.factories import UserFactory


def ticket_for(user, *skus, count=1, **fields):
    """As of somebody who wants so many pieces of each SKU at once, at the price that it has."""
    return Ticket(user_id=user.pk, lines={sku.pk: Seen(count, sku.price) for sku in skus}, is_cart=False, **fields)


def buyer_with_address():
    user = UserFactory()
    return user, Wishes(address_id=AddressFactory(user=user).pk)


def placed(*, count=2, stock=10, user=None, **wishes):
    """An order as the mall makes one, for so many pieces of a new SKU."""
    user = user or UserFactory()
    sku = SKUFactory(stock=stock)
    wished = Wishes(address_id=AddressFactory(user=user).pk, **wishes)
    return place_order(user=user, ticket=ticket_for(user, sku, count=count), wishes=wished)


def pieces_of(order):
    """What the only line of an order took, and what is left: (pieces, stock, sales)."""
    line = order.lines.select_related("sku").get()
    return line.count, line.sku.stock, line.sku.sales
