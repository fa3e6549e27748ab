"""What the shopper reads when a review is refused."""

from django.utils.translation import gettext_lazy as _

from utils.refusals import CONFLICT, Answer, Answers

from .services.writing import AlreadyReviewed, NotReceived, Refunded, WriterInactive

ANSWERS: Answers = {
    NotReceived: Answer(None, _("确认收货之后才能评价这件商品。"), CONFLICT),
    Refunded: Answer(None, _("这件商品已全部退款，不能再评价。"), CONFLICT),
    AlreadyReviewed: Answer(None, _("这件商品已经评价过了，每件商品只能评价一次。"), CONFLICT),
    WriterInactive: Answer(None, _("这个账号已停用，请联系客服"), CONFLICT),
}
REFUSALS = tuple(ANSWERS)
