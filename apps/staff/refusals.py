"""What a member of staff reads when the second factor, or a change of it, is refused."""

from django.utils.translation import gettext_lazy as _

from users import refusals as users
from utils.refusals import TOO_MANY_REQUESTS, Answer, Answers

from .services import codes

ANSWERS: Answers = {
    **users.ANSWERS,
    codes.WrongCode: Answer("code", _("验证码不对或已经用过，请等手机显示下一个再试")),
    codes.TriedTooOften: Answer("code", _("试得太快了，请 %(seconds)d 秒后再试"), TOO_MANY_REQUESTS),
}
REFUSALS = tuple(ANSWERS)
