"""What the shopper reads when a wish about their own data is refused."""

from django.utils.translation import gettext_lazy as _

from users import refusals as users
from utils.refusals import CONFLICT, TOO_MANY_REQUESTS, Answer, Answers

from .services import deleting, exporting

ANSWERS: Answers = {
    **users.ANSWERS,
    exporting.ExportWaiting: Answer(None, _("上一份还在准备，请等它完成")),
    exporting.TooManyExports: Answer(None, _("24 小时内最多申请 3 份，请明天再来"), TOO_MANY_REQUESTS),
    deleting.OrdersOnTheirWay: Answer(None, _("还有未完成的订单，请等它收货、取消或退款之后再注销"), CONFLICT),
    deleting.StaffAccount: Answer(None, _("工作人员的账号由超级管理员停用，不能在这里注销")),
}
REFUSALS = tuple(ANSWERS)
