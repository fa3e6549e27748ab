"""What the shopper reads when signing in with QQ, binding or unbinding it is refused."""

from django.utils.translation import gettext_lazy as _

from users import refusals as users
from users.services.registering import MobileTaken
from utils.refusals import Answer, Answers

from .services import binding

ANSWERS: Answers = {
    **users.ANSWERS,
    MobileTaken: Answer(None, _("这个手机号刚刚被注册，请重新用 QQ 登录，再输入该账号的密码")),
    binding.BindingOver: Answer(None, _("绑定已失效，请重新用 QQ 登录"), 400),
    binding.QQTaken: Answer(None, _("这个 QQ 已绑定另一个美多账号。要换绑，请先用它登录，再到账户安全里解除绑定")),
    binding.HasAnotherQQ: Answer(None, _("这个美多账号已绑定另一个 QQ。要换绑，请先登录它，再到账户安全里解除绑定")),
    binding.NothingBound: Answer(None, _("这个账号没有绑定 QQ")),
    binding.LastWayIn: Answer(None, _("这个账号还没有密码。请先设置密码，再来绑定或解除 QQ")),
}
REFUSALS = tuple(ANSWERS)
