"""What the shopper reads when a captcha or an SMS code is refused."""

from django.utils.translation import gettext_lazy as _

from utils.refusals import TOO_MANY_REQUESTS, UNAVAILABLE, Answer, Answers

from . import services

ANSWERS: Answers = {
    services.CaptchaWrong: Answer("captcha", _("图形验证码不对或已过期，请输入新图片里的字符")),
    services.CodeWrong: Answer("sms_code", _("短信验证码不对，请核对后再输入")),
    services.CodeExpired: Answer("sms_code", _("短信验证码已失效，请重新获取")),
    services.CodeTriedTooOften: Answer("sms_code", _("试错的次数太多，请 %(minutes)d 分钟后再试"), TOO_MANY_REQUESTS),
    services.SentTooRecently: Answer("mobile", _("验证码刚刚发过，请 %(seconds)d 秒后再获取"), TOO_MANY_REQUESTS),
    services.TooManyRequests: Answer("mobile", _("今天获取验证码的次数太多，请明天再试"), TOO_MANY_REQUESTS),
    services.SendingUnavailable: Answer("mobile", _("短信暂时发不出去，请稍后再试"), UNAVAILABLE),
}
