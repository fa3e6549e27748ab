"""What the shopper reads when registering, signing in or a change of the account is refused."""

from django.utils.translation import gettext_lazy as _

from utils.refusals import TOO_MANY_REQUESTS, Answer, Answers
from verifications import refusals as verifications

from .backends import SignInLocked
from .services import proving, registering, signing_in

#: Of everything that a service of this app, or one that it calls, refuses by.
ANSWERS: Answers = {
    **verifications.ANSWERS,
    registering.UsernameTaken: Answer("username", _("这个用户名已被使用，请换一个")),
    registering.MobileTaken: Answer("mobile", _("这个手机号已注册，请直接登录")),
    registering.RegisteringTooOften: Answer(None, _("注册太频繁，请一小时后再试"), TOO_MANY_REQUESTS),
    signing_in.WrongCredentials: Answer(None, _("账号或密码不对，请重新输入")),
    signing_in.NoSuchAccount: Answer("mobile", _("这个手机号还没有注册，请先注册")),
    signing_in.AccountInactive: Answer("mobile", _("这个账号已停用，请联系客服")),
    SignInLocked: Answer(None, _("尝试的次数太多，请 %(minutes)d 分钟后再试，或用短信验证码登录"), TOO_MANY_REQUESTS),
    proving.WrongPassword: Answer("present_password", _("密码不对，请重新输入")),
}
REFUSALS = tuple(ANSWERS)
