"""Orders of the demo's shopper: one in each state that needs no payment."""

from collections.abc import Iterable
from itertools import islice

from addresses.models import Address
from goods.models import SKU
from users.models import User

from .models import InvoiceKind, Order
from .services import cancelling, delivering
from .services.moving import by_staff
from .services.placing import Wishes, place_order
from .states import PayMethod
from .tickets import Seen, Ticket

_SKUS = 9
_COMPANY = (InvoiceKind.COMPANY, "深圳市林间小屋文化有限公司", "91440300MA5DEM0T2X")


def load_orders(owner: User, *, clerk: User) -> None:
    """Orders of this person, shipped by that one, unless they have ordered anything. Needs goods and an address."""
    skus = iter(SKU.objects.launched().filter(stock__gte=5).order_by("pk")[:_SKUS])
    address = Address.objects.of(owner).order_by("-is_default", "pk").first()
    if address is None or Order.objects.of(owner).exists():
        return
    received = _order(owner, islice(skus, 2), Wishes(address.pk, PayMethod.CASH))
    on_its_way = _order(owner, islice(skus, 1), Wishes(address.pk, PayMethod.CASH, remark="放在前台就好"), count=2)
    for number, order in enumerate((received, on_its_way), start=1):
        tracked = {"carrier": "顺丰速运", "tracking_number": f"SF000000000{number}"}
        delivering.ship(order_id=order.pk, by=by_staff(clerk.pk), **tracked)
    delivering.confirm_receipt(user=owner, number=received.number)
    given_up = _order(owner, islice(skus, 1), Wishes(address.pk))
    cancelling.cancel(user=owner, number=given_up.number, note="商品、规格或数量选错了")
    _order(owner, islice(skus, 2), Wishes(address.pk, PayMethod.CASH, "", *_COMPANY))
    _order(owner, islice(skus, 3), Wishes(address.pk))


def _order(owner: User, skus: Iterable[SKU], wishes: Wishes, *, count: int = 1) -> Order:
    lines = {sku.pk: Seen(count, sku.price) for sku in skus}
    return place_order(user=owner, ticket=Ticket(user_id=owner.pk, lines=lines, is_cart=False), wishes=wishes)
