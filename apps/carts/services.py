"""What happens to carts. Prices come from the database; every count is between 1 and what one person can have."""

import logging
from collections.abc import Iterable, Mapping

from django.contrib import messages
from django.http import HttpRequest
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from redis.exceptions import RedisError

from goods.queries.buying import Piece, pieces

from . import store
from .guest import GuestCart, guest_cart_of
from .lines import Cart, CartFull, CartRejected, Line, LineGone, Merged, MoreThanMost
from .queries import cart_lines

logger = logging.getLogger(__name__)

MOST_AT_ONCE = 50  # lines that one order may have
_NAMED = 3  # SKUs that a sentence names


class NoSuchGoods(CartRejected):
    """The SKU does not exist."""


class OffShelf(CartRejected):
    """The SKU is not sold any more, or not now."""


class SoldOut(CartRejected):
    """There is no piece of the SKU."""


class WrongCount(CartRejected):
    """Not a whole number from 1 to what one person can have."""


class NothingTicked(CartRejected):
    """No line that can be bought is ticked."""


class TooManyTicked(CartRejected):
    """More lines than one order may have."""


class LinesRefused(CartRejected):
    """Something is wrong with several lines; nothing was changed in any."""

    def __init__(self, refusals: Iterable[CartRejected]) -> None:
        super().__init__()
        self.refusals = tuple(refusals)


def add(cart: Cart, *, sku_id: int, count: int) -> Piece:
    """Puts pieces into the cart, on top of those that are there, and ticks them.

    Raises NoSuchGoods, OffShelf, SoldOut, WrongCount, MoreThanMost or CartFull.
    """
    piece = buyable(sku_id=sku_id, count=count)
    try:
        cart.add(Line(sku_id, count, piece.sku.price), most=piece.most)
    except MoreThanMost as refusal:
        raise MoreThanMost(**refusal.facts, **_facts(piece)) from None
    except CartFull:
        raise CartFull(limit=cart.limit) from None
    return piece


def buyable(*, sku_id: int, count: int) -> Piece:
    """The goods, of which so many pieces can be had. Raises NoSuchGoods, OffShelf, SoldOut or WrongCount."""
    piece = pieces([sku_id]).get(sku_id)
    if piece is None:
        raise NoSuchGoods
    if refusal := _refusal(piece, count):
        raise refusal
    return piece


def change_counts(cart: Cart, *, counts: Mapping[int, int]) -> None:
    """Gives lines other counts, all or none; counts that are what they were are not looked at.

    Raises LinesRefused, LineGone.
    """
    present = cart.lines()
    if not counts.keys() <= present.keys():
        raise LineGone
    changes = {pk: count for pk, count in counts.items() if count != present[pk].count}
    found = pieces(changes)
    refusals = [_refusal(found.get(pk), count) for pk, count in changes.items()]
    if any(refusals):
        raise LinesRefused(filter(None, refusals))
    if changes:
        cart.change(Line(pk, count, found[pk].sku.price) for pk, count in changes.items())


def tick(cart: Cart, *, sku_ids: Iterable[int] | None = None) -> None:
    """Ticks these lines, or all that can be bought. Raises LinesRefused for one that cannot."""
    lines = cart_lines(cart, sku_ids)
    refusals = [_refusal(line.piece, 1) for line in lines.values() if not line.is_sellable]
    if sku_ids is not None and refusals:
        raise LinesRefused(filter(None, refusals))
    cart.tick(pk for pk, line in lines.items() if line.is_sellable)


def untick(cart: Cart, *, sku_ids: Iterable[int] | None = None) -> None:
    """Takes the tick from these lines, or from all."""
    cart.untick(cart.lines() if sku_ids is None else sku_ids)


def remove(cart: Cart, *, sku_id: int) -> None:
    """A line that is not there is no error."""
    cart.remove([sku_id])


def remove_off_shelf(cart: Cart) -> int:
    """Takes out what was deleted or is off the shelf; what is just sold out stays. Returns how many lines."""
    gone = [pk for pk, line in cart_lines(cart).items() if not line.is_on_shelf]
    cart.remove(gone)
    return len(gone)


def check_out(cart: Cart) -> None:
    """Makes sure that what is ticked can be ordered as it is; ticks of what cannot be bought any more are taken away,
    so that the cart holds the same as its page showed.

    Raises NothingTicked, TooManyTicked or LinesRefused.
    """
    ticked = [line for line in cart_lines(cart).values() if line.is_ticked]
    cart.untick([line.sku_id for line in ticked if not line.is_sellable])
    wanted = [line for line in ticked if line.is_sellable]
    if not wanted:
        raise NothingTicked
    if len(wanted) > MOST_AT_ONCE:
        raise TooManyTicked(limit=MOST_AT_ONCE)
    refusals = [_refusal(line.piece, line.count) for line in wanted]
    if any(refusals):
        raise LinesRefused(filter(None, refusals))


def take_out(*, user_id: int, counts: Mapping[int, int]) -> None:
    """Bought pieces leave the cart: each count is lowered by what was bought, and a line with nothing left goes, with
    its tick. What is added in the same moment stays."""
    store.take_out(user_id, counts)


def forget(*, user_id: int) -> None:
    """Of an account that is erased."""
    store.forget(user_id)


def give_up_lost(request: HttpRequest, cart: Cart) -> None:
    """Forgets a cookie that could not be read, and says so; once, for it goes with the answer to this request."""
    if isinstance(cart, GuestCart) and cart.is_lost:
        _say(request, messages.WARNING, _("之前的购物车已过期或无法读取，请重新挑选商品。"))
        cart.forget()


def take_over(request: HttpRequest, *, user_id: int) -> None:
    """Merges the cart of the guest, who has just signed in, into their own: counts add up as far as they may, ticks
    stay, nothing is replaced. The guest is told, and the cookie goes with the answer to this request.

    A cookie is merged once, however often the form to sign in was sent. While Redis is away the cookie stays, for the
    next time: nobody is kept out because of a cart.
    """
    guest = guest_cart_of(request)
    give_up_lost(request, guest)
    if not guest.size():
        return
    lines = list(guest.lines().values())
    found = pieces(line.sku_id for line in lines)
    caps = {pk: piece.most or piece.sku.purchase_limit for pk, piece in found.items()}
    known = [line for line in lines if line.sku_id in found]
    try:
        merged = store.merge(user_id, known, caps=caps, cart_id=guest.id) if known else None
    except RedisError as error:
        logger.error("the cart of a guest waits for the next time: %s", type(error).__name__)
        return
    guest.forget()
    if merged:
        _tell(request, merged, found)


def _tell(request: HttpRequest, merged: Merged, found: Mapping[int, Piece]) -> None:
    if merged.arrived:
        arrived = ngettext(
            "登录前选的 %(count)d 种商品已放进购物车。", "登录前选的 %(count)d 种商品已放进购物车。", merged.arrived
        )
        _say(request, messages.SUCCESS, arrived % {"count": merged.arrived})
    if merged.capped:
        _say(
            request, messages.WARNING, _("已到可买的上限，数量没有全部加上：%(names)s。") % _names(merged.capped, found)
        )
    if merged.left_out:
        _say(request, messages.WARNING, _("购物车已满，没有放进来：%(names)s。") % _names(merged.left_out, found))


def _say(request: HttpRequest, level: int, sentence: str) -> None:
    messages.add_message(request, level, sentence, fail_silently=True)  # silent where nobody reads: a command, a test


def _names(sku_ids: Iterable[int], found: Mapping[int, Piece]) -> dict[str, str]:
    names = [found[pk].sku.name for pk in sku_ids]
    more = "…" if len(names) > _NAMED else ""
    return {"names": "、".join(names[:_NAMED]) + more}


def _refusal(piece: Piece | None, count: int) -> CartRejected | None:
    """Why so many pieces cannot be had; None when they can."""
    if piece is None or not piece.sku.is_launched:
        return OffShelf(**_facts(piece))
    if piece.most < 1:
        return SoldOut(**_facts(piece))
    return None if 1 <= count <= piece.most else WrongCount(**_facts(piece))


def _facts(piece: Piece | None) -> dict[str, object]:
    return {"name": piece.sku.name if piece else _("已删除的商品"), "most": piece.most if piece else 0}
