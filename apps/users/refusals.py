"""Says to the shopper why something was refused: the field, the sentence, the HTTP status."""

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from verifications import services as verifications

from . import services
from .backends import SignInLocked

UNPROCESSABLE = 422
TOO_MANY_REQUESTS = 429
UNAVAILABLE = 503

#: Everything that a service of this app, or one that it calls, refuses by.
Refusal = (
    services.RegistrationRejected,
    services.SignInRejected,
    SignInLocked,
    verifications.CodeRejected,
    verifications.CaptchaWrong,
    verifications.TooManyRequests,
    verifications.SendingUnavailable,
)

_SENTENCES = {
    verifications.CaptchaWrong: ("captcha", _("图形验证码不对或已过期，请输入新图片里的字符"), UNPROCESSABLE),
    verifications.CodeWrong: ("sms_code", _("短信验证码不对，请核对后再输入"), UNPROCESSABLE),
    verifications.CodeExpired: ("sms_code", _("短信验证码已失效，请重新获取"), UNPROCESSABLE),
    verifications.TooManyRequests: ("mobile", _("今天获取验证码的次数太多，请明天再试"), TOO_MANY_REQUESTS),
    verifications.SendingUnavailable: ("mobile", _("短信暂时发不出去，请稍后再试"), UNAVAILABLE),
    services.UsernameTaken: ("username", _("这个用户名已被使用，请换一个"), UNPROCESSABLE),
    services.MobileTaken: ("mobile", _("这个手机号已注册，请直接登录"), UNPROCESSABLE),
    services.RegisteringTooOften: (None, _("注册太频繁，请一小时后再试"), TOO_MANY_REQUESTS),
    services.WrongCredentials: (None, _("账号或密码不对，请重新输入"), UNPROCESSABLE),
    services.NoSuchAccount: ("mobile", _("这个手机号还没有注册，请先注册"), UNPROCESSABLE),
    services.AccountInactive: ("mobile", _("这个账号已停用，请联系客服"), UNPROCESSABLE),
}


def explain(form: forms.Form, refusal: Exception) -> int:
    """Puts the sentence for the refusal into the form and returns the HTTP status of the answer."""
    if isinstance(refusal, SignInLocked):
        minutes = -(-refusal.wait_seconds // 60)
        locked = gettext("尝试的次数太多，请 %(minutes)d 分钟后再试，或用短信验证码登录")
        form.add_error(None, locked % {"minutes": minutes})
        return TOO_MANY_REQUESTS
    if isinstance(refusal, verifications.CodeTriedTooOften):
        too_often = gettext("试错的次数太多，请 %(minutes)d 分钟后再试")
        form.add_error("sms_code", too_often % {"minutes": -(-refusal.wait_seconds // 60)})
        return TOO_MANY_REQUESTS
    if isinstance(refusal, verifications.SentTooRecently):
        too_soon = gettext("验证码刚刚发过，请 %(seconds)d 秒后再获取")
        form.add_error("mobile", too_soon % {"seconds": refusal.wait_seconds})
        return TOO_MANY_REQUESTS
    field, sentence, status = _SENTENCES[type(refusal)]
    form.add_error(field, sentence)
    return status
