"""What a buyer reads when a payment cannot begin."""

from django.utils.translation import gettext_lazy as _

from utils.refusals import CONFLICT, UNAVAILABLE, Answer, Answers

from .services import paying

ANSWERS: Answers = {
    paying.NotPayable: Answer(None, _("这笔订单现在不需要付款。"), CONFLICT),
    paying.GatewayOff: Answer(None, _("暂时不能在线支付，请稍后再来。"), UNAVAILABLE),
}
REFUSALS = tuple(ANSWERS)
