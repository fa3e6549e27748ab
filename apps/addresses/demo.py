"""Two addresses for the shopper of the demo."""

from users.models import User

from . import services
from .models import Address
from .services import Lines

_LINES = (
    Lines(receiver="林小美", district_id=440305, place="科苑路 15 号 3 栋 1602", mobile="13800000001", title="家"),
    Lines(
        receiver="林小美（前台代收）",
        district_id=110108,
        place="中关村大街 27 号 8 层",
        mobile="13800000001",
        phone="010-62510000-806",
        title="公司",
    ),
)


def load_addresses(owner: User) -> None:
    """Gives this person the addresses, unless they have any. The first one is their default."""
    if not Address.objects.of(owner).exists():
        for lines in _LINES:
            services.create(user=owner, lines=lines)
