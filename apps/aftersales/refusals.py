"""What people read when a request is refused."""

from django.utils.translation import gettext_lazy as _

from orders.services.moving import NotNow as OrderMoved
from payment.services.refunding import NothingPaid, TooMuch
from utils.refusals import CONFLICT, UNAVAILABLE, Answer, Answers
from utils.stored_files import StorageUnavailable

from . import rules

ANSWERS: Answers = {
    rules.NotPaid: Answer(None, _("这个订单还没有付款，不用退款，直接取消订单就可以。"), CONFLICT),
    rules.NotReceived: Answer(None, _("商品正在路上。请先确认收货，再申请售后。"), CONFLICT),
    rules.OrderEnded: Answer(None, _("这个订单已经取消或已全部退款，不能再申请售后。"), CONFLICT),
    rules.TooLate: Answer(None, _("收货后可以申请售后的期限已过。如果是质量问题，请联系客服。"), CONFLICT),
    rules.AlreadyOpen: Answer(None, _("这件商品已有一个售后申请正在处理。"), CONFLICT),
    rules.NothingLeft: Answer(None, _("这件商品已经全部退款。"), CONFLICT),
    rules.TooMany: Answer("count", _("件数超过了还能退的数量，请减少件数。")),
    rules.TooOften: Answer(None, _("这件商品的申请多次撤销或未通过，不能再提交。请联系客服。"), CONFLICT),
    rules.KindGone: Answer(None, _("订单状态刚刚变化了，请重新选择售后类型。"), CONFLICT),
    rules.NotNow: Answer(None, _("申请的状态已经变化，请看看最新的进展。"), CONFLICT),
    rules.NoWayBack: Answer("return_address", _("请填写寄回地址，买家会看到。")),
    StorageUnavailable: Answer(
        "pictures", _("图片暂时存不上，申请还没有提交。请过半分钟再试，或者先不带图片提交。"), UNAVAILABLE
    ),
    OrderMoved: Answer(None, _("订单的状态刚刚变化了，请再看看。"), CONFLICT),
    NothingPaid: Answer(None, _("没有找到这个订单的付款，什么都没有改动。请先核对支付记录。"), CONFLICT),
    TooMuch: Answer(None, _("退款会超过这个订单的付款，什么都没有改动。请先核对支付记录。"), CONFLICT),
}
REFUSALS = tuple(ANSWERS)
