"""What the shopper reads when an address is refused."""

from django.utils.translation import gettext_lazy as _

from users.services.signing_in import AccountInactive
from utils.refusals import Answer, Answers

from .services import TooManyAddresses

ANSWERS: Answers = {
    TooManyAddresses: Answer(None, _("最多保存 20 个收货地址，请先删去不用的")),
    AccountInactive: Answer(None, _("这个账号已停用，请联系客服")),
}
REFUSALS = tuple(ANSWERS)
