"""Mobiles at which every stand-in of an SMS provider fails, each in its own way, and what it does with an SMS."""

import time
from typing import Literal

from django.utils.translation import gettext_lazy as _

from .store import Message, add_message, count_try

REFUSED, SLOW, BUSY, RECOVERING = "19900000001", "19900000002", "19900000003", "19900000004"
#: What these mobiles do, for the inbox page.
SPECIAL_MOBILES = {
    REFUSED: _("服务商拒绝发送：不重试，发送间隔立即解除"),
    SLOW: _("服务商 8 秒后才应答：网关 5 秒超时，短信可能已发出，所以不重试"),
    BUSY: _("服务商一直繁忙：按退避间隔重试 4 次后放弃；连续失败 5 次，全站短信暂停 60 秒"),
    RECOVERING: _("服务商前两次繁忙，第三次成功"),
}
_SLOW_SECONDS = 8


def take_code(*, mobile: str, code: str, minutes: str) -> Literal["refused", "busy", "sent"]:
    """What becomes of an SMS with a code; one that is sent is in the inbox, slowly when its mobile wants it so."""
    if mobile == REFUSED:
        return "refused"
    if mobile == BUSY or (mobile == RECOVERING and count_try(mobile) % 3):
        return "busy"
    text = f"【美多商城】验证码 {code}，{minutes} 分钟内有效。请勿告诉他人。"
    add_message(Message(kind="sms", to=mobile, text=text, code=code))
    if mobile == SLOW:
        time.sleep(_SLOW_SECONDS)
    return "sent"
