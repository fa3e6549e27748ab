"""What the shopper reads when the cart stays as it was."""

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from .lines import CartFull, CartRejected, LineGone, MoreThanMost
from .services import LinesRefused, NothingTicked, OffShelf, SoldOut, TooManyTicked, WrongCount

_SENTENCES: dict[type[CartRejected], Promise] = {
    OffShelf: _("“%(name)s”已下架，不能购买。"),
    SoldOut: _("“%(name)s”暂时缺货。"),
    WrongCount: _("“%(name)s”的数量请填 1 到 %(most)d 之间的整数。"),
    MoreThanMost: _("“%(name)s”最多可买 %(most)d 件，购物车里已有 %(in_cart)d 件。"),
    CartFull: _("购物车最多放 %(limit)d 种商品，请先移走一些。"),
    LineGone: _("有一件商品已不在购物车里，请再看一遍。"),
    NothingTicked: _("请先勾选要结算的商品。"),
    TooManyTicked: _("一个订单最多 %(limit)d 种商品，请分几次结算。"),
}


def sentences(refusal: CartRejected) -> list[str]:
    """One for each line that it is about."""
    if isinstance(refusal, LinesRefused):
        return [sentence for each in refusal.refusals for sentence in sentences(each)]
    return [str(_SENTENCES[type(refusal)]) % refusal.facts]
