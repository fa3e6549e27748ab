"""What the shopper reads when a review is refused."""

from django.utils.translation import gettext_lazy as _

from utils.refusals import CONFLICT, UNAVAILABLE, Answer, Answers
from utils.stored_files import StorageUnavailable

from .services.writing import AlreadyReviewed, NotReceived, Refunded, WriterInactive

ANSWERS: Answers = {
    NotReceived: Answer(None, _("确认收货之后才能评价这件商品。"), CONFLICT),
    Refunded: Answer(None, _("这件商品已全部退款，不能再评价。"), CONFLICT),
    AlreadyReviewed: Answer(None, _("这件商品已经评价过了，每件商品只能评价一次。"), CONFLICT),
    WriterInactive: Answer(None, _("这个账号已停用，请联系客服"), CONFLICT),
}
REFUSALS = tuple(ANSWERS)

#: Of these the form is shown again, with everything that was written.
TRY_AGAIN: Answers = {
    StorageUnavailable: Answer(
        "pictures", _("图片暂时存不上，评价还没有提交。请过半分钟再试，或者先不带图片提交。"), UNAVAILABLE
    ),
}
