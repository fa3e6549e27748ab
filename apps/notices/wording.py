"""What a notice says, in the language that is active."""

from django.utils.translation import gettext as _

from .models import Kind, Notice


def title_of(notice: Notice) -> str:
    """For the subject of a letter and the line on the page."""
    titles = {
        Kind.PAID: _("您的订单已付款"),
        Kind.SHIPPED: _("您的订单已发货"),
        Kind.REFUNDED: _("退款已退回"),
        Kind.CLOSED: _("您的订单已取消"),
    }
    return titles[Kind(notice.kind)]


def sentence_of(notice: Notice) -> str:
    """What happened, with the facts that are known."""
    back = _("订单 %(number)s 的退款 ¥%(amount)s 已退回原支付账户。")
    if notice.is_about_cash:
        back = _("订单 %(number)s 的退款 ¥%(amount)s 已用现金退给您。")
    facts = {"number": "", "amount": "", "carrier": "", "tracking_number": ""} | notice.facts
    sentences = {
        Kind.PAID: _("订单 %(number)s 已收到付款 ¥%(amount)s，我们会尽快发货。"),
        Kind.SHIPPED: _("订单 %(number)s 已交给%(carrier)s，运单号 %(tracking_number)s。"),
        Kind.REFUNDED: back,
        Kind.CLOSED: _("订单 %(number)s 已取消。"),
    }
    return sentences[Kind(notice.kind)] % facts
