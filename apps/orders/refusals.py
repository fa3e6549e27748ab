"""What the shopper reads when an order is not made, or not changed."""

from collections.abc import Iterable, Sequence

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from utils.refusals import CONFLICT, TOO_MANY_REQUESTS, Answer, Answers
from utils.tokens import TokenExpired, TokenRefused

from .models import OrderLine
from .services.buying_again import Again
from .services.placing import (
    AddressGone,
    AmountChanged,
    BadLine,
    BuyerInactive,
    CartChanged,
    Fault,
    NothingChosen,
    TooManyOrders,
)

ANSWERS: Answers = {
    NothingChosen: Answer(None, gettext_lazy("没有选中要购买的商品")),
    AddressGone: Answer("address", gettext_lazy("这个收货地址已经不在了，请重新选择")),
    CartChanged: Answer(None, gettext_lazy("购物车刚刚有变动，下面是最新的商品和金额，请核对后重新提交"), CONFLICT),
    AmountChanged: Answer(None, gettext_lazy("应付金额有变动，下面是最新的金额，请核对后重新提交"), CONFLICT),
    BuyerInactive: Answer(None, gettext_lazy("这个账号已停用，请联系客服"), CONFLICT),
    TooManyOrders: Answer(None, gettext_lazy("您刚才下的订单太多了，请 %(minutes)d 分钟后再试"), TOO_MANY_REQUESTS),
    TokenExpired: Answer(None, gettext_lazy("页面打开太久，价格和库存可能有变化，请核对后重新提交"), CONFLICT),
    TokenRefused: Answer(None, gettext_lazy("没能认出您提交的页面，请核对下面的商品和金额后重新提交")),
}
REFUSALS = tuple(ANSWERS)

_NAMED = 3  # lines that a sentence names


def sentences_of(lines: Iterable[BadLine]) -> list[str]:
    """For each line that cannot be ordered, which one and why."""
    return [_sentence(line) for line in lines]


def sentences_about(again: Again) -> list[str]:
    """What of an order did not go into the cart, and why."""
    said = [
        (again.gone, _("已经下架，没有放进购物车：%(names)s。")),
        (again.short, _("现在买不到当时的数量：%(names)s。")),
        (again.left_out, _("购物车已满，没有放进来：%(names)s。")),
    ]
    return [sentence % {"names": _names(lines)} for lines, sentence in said if lines]


def _names(lines: Sequence[OrderLine]) -> str:
    return "、".join(line.name for line in lines[:_NAMED]) + ("…" if len(lines) > _NAMED else "")


def _sentence(line: BadLine) -> str:
    if line.piece is None:
        return _("有一件商品已经不存在了")
    sku = line.piece.sku
    words = {
        "name": sku.name,
        "left": sku.stock,
        "wanted": line.seen.count,
        "limit": sku.purchase_limit,
        "then": line.seen.price,
        "now": sku.price,
    }
    is_sold_out = line.fault == Fault.SHORT and not sku.stock
    return str(_SOLD_OUT if is_sold_out else _WORDS[line.fault]) % words


_SOLD_OUT = gettext_lazy("“%(name)s”卖完了")
_WORDS = {
    Fault.GONE: gettext_lazy("“%(name)s”已经下架"),
    Fault.DEARER: gettext_lazy("“%(name)s”的价格变了：原来 ¥%(then)s，现在 ¥%(now)s"),
    Fault.SHORT: gettext_lazy("“%(name)s”只剩 %(left)d 件，您要买 %(wanted)d 件"),
    Fault.LIMIT: gettext_lazy("“%(name)s”每单最多买 %(limit)d 件，您要买 %(wanted)d 件"),
}
