"""What the shopper reads when registering, signing in or a change of the account is refused."""

from django.utils.translation import gettext_lazy as _

from utils.refusals import CONFLICT, GONE, TOO_MANY_REQUESTS, UNAVAILABLE, Answer, Answers
from verifications import refusals as verifications

from .backends import SignInLocked
from .services import email_addresses, mobiles, passwords, proving, registering, signing_in

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
    passwords.PasswordChangedMeanwhile: Answer(None, _("密码刚刚在别处改过了，请重新登录后再试")),
    passwords.AskedForLinksTooOften: Answer(
        "email", _("申请得太频繁，请 %(minutes)d 分钟后再试，或用手机号重置"), TOO_MANY_REQUESTS
    ),
    passwords.LinkNotSent: Answer("email", _("邮件暂时发不出去，请稍后再试"), UNAVAILABLE),
    email_addresses.AddressUnchanged: Answer("email", _("这已经是您验证过的邮箱")),
    email_addresses.AskedForMailTooOften: Answer(
        "email", _("验证邮件发得太频繁，请 %(minutes)d 分钟后再试"), TOO_MANY_REQUESTS
    ),
    email_addresses.MailNotQueued: Answer(
        "email", _("邮箱已保存，但验证邮件暂时发不出去，请稍后点“重新发送”"), UNAVAILABLE
    ),
    email_addresses.VerificationLinkExpired: Answer(
        None, _("这个链接已经过期。请登录后在“账户安全”里重新发送验证邮件"), GONE
    ),
    email_addresses.VerificationLinkUseless: Answer(None, _("这个链接已经失效，可能是邮箱换过，或者链接不完整"), GONE),
    email_addresses.AddressVerifiedByAnother: Answer(
        None, _("这个邮箱已经由另一个账号验证，一个邮箱只能属于一个账号"), CONFLICT
    ),
    mobiles.PresentMobileNotProved: Answer(None, _("请先验证现在的手机号")),
    mobiles.SameMobile: Answer("mobile", _("这就是您现在的手机号，请输入新的号码")),
}
REFUSALS = tuple(ANSWERS)
