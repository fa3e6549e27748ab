"""Orders outlive the account of their buyer."""

from users.models import User

from ..models import Order

_PERSONAL = ("receiver", "mobile", "phone", "place", "remark", "invoice_title", "invoice_tax_number")


def anonymise_orders(*, user: User) -> None:
    """Empties what tells who somebody is and where they live; goods, amounts and the district stay for the books."""
    Order.objects.of(user).update(**dict.fromkeys(_PERSONAL, ""))
