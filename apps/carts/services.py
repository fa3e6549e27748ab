"""What happens to carts."""

from collections.abc import Mapping

from . import store


def take_out(*, user_id: int, counts: Mapping[int, int]) -> None:
    """Bought pieces leave the cart: each count is lowered by what was bought, and a line with nothing left goes, with
    its tick. What is added in the same moment stays."""
    store.take_out(user_id, counts)
